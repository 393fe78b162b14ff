namespace TileDsl.Running.Digital;

/// <summary>The shape of one group of a convolution.</summary>
internal readonly record struct GroupShape
{
    public GroupShape(MapShape input, MapShape output, SlidingWindow window, int groups, int weights, int? bias)
    {
        input.Check(nameof(input));
        output.Check(nameof(output));
        window.Check();
        if (groups < 1 || input.Channels % groups != 0 || output.Channels % groups != 0)
            throw new ArgumentException($"{groups} groups do not divide {input.Channels} input and {output.Channels} output channels.", nameof(groups));
        (Inputs, Outputs) = (input.Channels / groups, output.Channels / groups);
        Rows = checked(Inputs * window.Taps);
        Weights = checked(Outputs * Rows);
        var expected = checked(groups * Weights);
        if (weights != expected) throw new ArgumentException($"{expected} weights expected, not {weights}.", nameof(weights));
        if (bias is { } count && count != output.Channels) throw new ArgumentException($"{output.Channels} biases expected, not {count}.", nameof(bias));
    }

    /// <summary>Input channels.</summary>
    public int Inputs { get; }

    /// <summary>Output channels.</summary>
    public int Outputs { get; }

    /// <summary>Products per output: input channels by taps.</summary>
    public int Rows { get; }

    /// <summary>All weights.</summary>
    public int Weights { get; }

    /// <summary>Whether each output channel sees one input channel that few others see: summed channel by channel.</summary>
    public bool IsDepthwise => Inputs == 1 && Outputs <= 2;

    /// <summary>By row: where output (0, 0) of the group sees it, from the group's first channel on.</summary>
    public int[] Offsets(PhasePlanes planes)
    {
        var taps = planes.TapOffsets.Length;
        var offsets = new int[Rows];
        for (var row = 0; row < Rows; row++) offsets[row] = checked(row / taps * planes.ChannelStride + planes.TapOffsets[row % taps]);
        return offsets;
    }
}
