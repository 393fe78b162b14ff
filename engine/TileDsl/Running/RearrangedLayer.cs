using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Values in another order, or with zeros or some of themselves around them.</summary>
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
        var window = spec.Window!;
        var (rows, columns) = (spec.InputShape.Length > 2 ? spec.InputShape[1] : 1, spec.InputShape[^1]);
        var ofRows = Axis(rows, window.PadBegin[0], window.PadEnd[0], window.PadMode);
        var ofColumns = Axis(columns, window.PadBegin[1], window.PadEnd[1], window.PadMode);
        var sources = new int[Planes.CheckedLength((long)spec.InputShape[0] * ofRows.Length * ofColumns.Length)];
        var n = 0;
        for (var channel = 0; channel < spec.InputShape[0]; channel++)
        {
            foreach (var row in ofRows)
                foreach (var column in ofColumns) sources[n++] = row < 0 || column < 0 ? -1 : (channel * rows + row) * columns + column;
        }
        return sources;
    }

    /// <summary>For each place of a padded axis, the value that stands there; -1 for a zero.</summary>
    private static int[] Axis(int extent, int begin, int end, PadMode mode) => [.. Enumerable.Range(-begin, begin + extent + end).Select(at => mode switch
    {
        PadMode.Edge => Math.Clamp(at, 0, extent - 1),
        PadMode.Reflect => at < 0 ? -at : at >= extent ? 2 * (extent - 1) - at : at,
        _ => at < extent ? Math.Max(at, -1) : -1,
    })];
}
