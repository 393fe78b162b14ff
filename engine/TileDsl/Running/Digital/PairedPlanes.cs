namespace TileDsl.Running.Digital;

/// <summary>
/// The planes of a map of 16-bit codes with two of what an output sees in each element (<see cref="Pairs"/>): of neighbouring channels, or of neighbouring taps where that
/// leaves fewer elements half empty, as it does of a single channel.
/// </summary>
internal sealed class PairedPlanes
{
    private readonly GroupShape _shape;
    private readonly int _groups;
    private readonly int _stride;
    private readonly int _channelsOfPlane;
    private readonly int _distance;

    /// <summary>The rows of an output's weights that share an element; -1 of the second where there is none.</summary>
    private readonly (int Low, int High)[] _rows;

    /// <param name="planes">Of the codes.</param>
    /// <param name="window">Where each output looks.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="shape">One of them.</param>
    public PairedPlanes(PhasePlanes planes, SlidingWindow window, int groups, GroupShape shape)
    {
        (_shape, _groups, _stride) = (shape, groups, planes.ChannelStride);
        (_rows, _channelsOfPlane, _distance) = (Neighbours(window.Taps, 1, shape.Inputs, window.Taps), 2, planes.ChannelStride);
        foreach (var taps in (ReadOnlySpan<(int Low, int High)[]>)[Neighbours(window.Height, window.Width, window.Width, 1), Neighbours(window.Width, 1, window.Height, window.Width)])
        {
            if (shape.Inputs * taps.Length >= _rows.Length || DistanceOf(taps, planes.TapOffsets) is not { } distance) continue;
            (_rows, _channelsOfPlane, _distance) = ([.. Enumerable.Range(0, shape.Inputs).SelectMany(channel => taps.Select(tap => Shifted(tap, channel * window.Taps)))], 1, distance);
        }
        Offsets = [.. _rows.Select(row => checked(row.Low / window.Taps / _channelsOfPlane * _stride + planes.TapOffsets[row.Low % window.Taps]))];
        GroupLength = checked((shape.Inputs + _channelsOfPlane - 1) / _channelsOfPlane * _stride);
        Length = checked(groups * GroupLength + PhasePlanes.Slack);
    }

    /// <summary>By pair: where output (0, 0) of a group sees it, from the group's first plane on.</summary>
    public int[] Offsets { get; }

    /// <summary>Elements of a group's planes.</summary>
    public int GroupLength { get; }

    /// <summary>Elements of all planes, with slack.</summary>
    public int Length { get; }

    /// <summary>Pairs of weights, by output and pair, the second of a single one 0.</summary>
    /// <param name="weights">By output, then row.</param>
    public int[] Weights(ReadOnlySpan<short> weights)
    {
        var paired = new int[weights.Length / _shape.Rows * _rows.Length];
        for (var n = 0; n < paired.Length; n++)
        {
            var (output, pair) = Math.DivRem(n, _rows.Length);
            var (low, high) = _rows[pair];
            paired[n] = Pairs.Of(weights[output * _shape.Rows + low], high < 0 ? 0 : weights[output * _shape.Rows + high]);
        }
        return paired;
    }

    /// <summary>The planes of a map. What a single one shares its element with is of any value.</summary>
    /// <param name="planes">Of the codes.</param>
    /// <param name="scratch"><see cref="Length"/> elements; overwritten.</param>
    public ReadOnlySpan<int> Of(ReadOnlySpan<short> planes, Span<int> scratch)
    {
        var target = 0;
        for (var first = 0; first < _groups * _shape.Inputs; first += _shape.Inputs)
        {
            for (var channel = first; channel < first + _shape.Inputs; channel += _channelsOfPlane, target += _stride)
            {
                var low = planes[(channel * _stride)..];
                var both = Math.Clamp(low.Length - _distance, 0, _stride);
                if (both > 0) Pairs.Of(low, low[_distance..], scratch.Slice(target, both));
                Pairs.Of(low[both..], low[both..], scratch.Slice(target + both, _stride - both));
            }
        }
        return scratch[..Length];
    }

    /// <summary>Neighbours along some lines, from the first two of each on.</summary>
    /// <param name="lines">How many.</param>
    /// <param name="lineStep">From a line to the next.</param>
    /// <param name="count">Numbers of a line.</param>
    /// <param name="step">From one to the next.</param>
    private static (int Low, int High)[] Neighbours(int lines, int lineStep, int count, int step) =>
        [.. (from line in Enumerable.Range(0, lines)
             from n in Enumerable.Range(0, (count + 1) / 2)
             let low = line * lineStep + 2 * n * step
             orderby low
             select (low, 2 * n + 1 < count ? low + step : -1))];

    private static (int Low, int High) Shifted((int Low, int High) pair, int by) => (pair.Low + by, pair.High < 0 ? -1 : pair.High + by);

    /// <summary>How far apart two taps lie; null where that is not the same of all pairs, or they lie the other way round.</summary>
    private static int? DistanceOf((int Low, int High)[] pairs, int[] offsets)
    {
        var distances = pairs.Where(pair => pair.High >= 0).Select(pair => offsets[pair.High] - offsets[pair.Low]).Distinct().ToArray();
        return distances is [> 0] ? distances[0] : null;
    }
}
