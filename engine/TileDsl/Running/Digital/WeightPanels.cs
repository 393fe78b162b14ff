using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>The weights of a fully connected layer as tiles read them: panels of neighbouring outputs, row by row, the last padded with zeros.</summary>
internal sealed class WeightPanels<T>
    where T : unmanaged
{
    private const int Step = 16;

    private readonly AlignedMemory<T> _packed;
    private readonly int _widest;

    /// <param name="weights">Output, input.</param>
    /// <param name="biases">How many there are, to be checked with the weights; null for none.</param>
    /// <param name="widest">Columns of the tile's widest panel.</param>
    /// <param name="together">Rows that a tile takes side by side; where they do not come out even, zeros are the last ones.</param>
    public WeightPanels(int inputs, int outputs, ReadOnlySpan<T> weights, int? biases, int widest, int together = 1)
    {
        if (inputs < 1 || outputs < 1 || weights.Length != checked(inputs * outputs)) throw new ArgumentException($"{outputs} x {inputs} weights expected, not {weights.Length}.", nameof(weights));
        if (biases is { } given && given != outputs) throw new ArgumentException($"{outputs} biases expected, not {given}.", nameof(biases));
        _widest = widest;
        Rows = checked((inputs + together - 1) / together * together);
        Columns = checked((outputs + Step - 1) / Step * Step);
        _packed = new AlignedMemory<T>(checked(Rows * Columns));
        for (var first = 0; first < outputs; first += widest)
        {
            var panel = _packed.Span[(Rows * first)..];
            var width = Math.Min(widest, Columns - first);
            for (var c = 0; c < Math.Min(width, outputs - first); c++)
            {
                for (var row = 0; row < inputs; row++) panel[(row / together * width + c) * together + row % together] = weights[(first + c) * inputs + row];
            }
        }
    }

    /// <summary>Inputs, up to a whole number of those taken together.</summary>
    public int Rows { get; }

    /// <summary>Outputs, up to a whole number of vectors.</summary>
    public int Columns { get; }

    /// <summary>The panel that begins with a column; the next begins behind its width.</summary>
    public ReadOnlySpan<T> At(int first, out int width)
    {
        width = Math.Min(_widest, Columns - first);
        return _packed.Span.Slice(Rows * first, Rows * width);
    }
}
