using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Values in another order, or with zeros around them.</summary>
internal sealed class RearrangedLayer : NetworkLayer
{
    public RearrangedLayer(LayerSpec spec, int index)
        : base(spec, index) => Sources = spec.Operation == LayerOperation.Transpose ? Transposed(spec) : Padded(spec);

    /// <summary>For each value of the result, the operand's value it is; -1 for a zero.</summary>
    public int[] Sources { get; }

    protected override void Compute(in LayerValues x, Span<double> y, LayerScratch scratch)
    {
        var from = x[0];
        for (var n = 0; n < y.Length; n++) y[n] = Sources[n] < 0 ? 0 : from[Sources[n]];
    }

    private static int[] Transposed(LayerSpec spec)
    {
        var strides = new int[spec.InputShape.Length];
        for (int axis = strides.Length - 1, stride = 1; axis >= 0; stride *= spec.InputShape[axis--]) strides[axis] = stride;
        var sources = new int[Planes.CheckedLength(spec.OutputShape.Aggregate(1L, (product, n) => product * n))];
        for (var n = 0; n < sources.Length; n++)
        {
            var rest = n;
            for (var axis = spec.OutputShape.Length - 1; axis >= 0; axis--)
            {
                sources[n] += rest % spec.OutputShape[axis] * strides[spec.Axes[axis]];
                rest /= spec.OutputShape[axis];
            }
        }
        return sources;
    }

    private static int[] Padded(LayerSpec spec)
    {
        var patches = new Patches(spec.Window!, spec.InputShape);
        var sources = new int[patches.PaddedLength];
        patches.Pad([.. Enumerable.Range(0, Length(spec.InputShape))], -1, sources.AsSpan());
        return sources;
    }
}
