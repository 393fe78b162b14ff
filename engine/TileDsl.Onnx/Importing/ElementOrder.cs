namespace TileDsl.Onnx.Importing;

/// <summary>
/// In which order the elements of a layer's output are seen behind Transpose and Reshape nodes: extents with the distance
/// their steps go in the output, outermost first. It has no extents of 1, and neighbours that are one run are joined: two
/// orders are alike exactly where they are equal, and none at all is the output's own order.
/// </summary>
internal sealed class ElementOrder : IEquatable<ElementOrder>
{
    private readonly (int Extent, int Stride)[] _runs;

    private ElementOrder(IEnumerable<(int Extent, int Stride)> runs)
    {
        var joined = new List<(int Extent, int Stride)>();
        foreach (var run in runs.Where(r => r.Extent != 1))
        {
            if (joined.Count > 0 && joined[^1].Stride == run.Extent * run.Stride) joined[^1] = (joined[^1].Extent * run.Extent, run.Stride);
            else joined.Add(run);
        }
        _runs = joined is [(_, 1)] ? [] : [.. joined];
    }

    public static ElementOrder Own { get; } = new([]);

    public bool IsOwn => _runs.Length == 0;

    /// <summary>Channels, rows, columns seen as rows, columns, channels.</summary>
    public static ElementOrder ChannelsLast(int channels, int positions) => new([(positions, 1), (channels, positions)]);

    /// <summary>The runs each axis of a shape is made of, outermost first; null where an axis begins inside of one.</summary>
    public (int Extent, int Stride)[][]? Axes(IReadOnlyList<int> shape)
    {
        var runs = new Stack<(int Extent, int Stride)>(IsOwn ? [(Extents.Count(shape), 1)] : _runs);
        var axes = new (int Extent, int Stride)[shape.Count][];
        for (var axis = shape.Count - 1; axis >= 0; axis--)
        {
            var parts = new List<(int Extent, int Stride)>();
            var due = shape[axis];
            while (due > 1)
            {
                var (extent, stride) = runs.Pop();
                if (extent % due == 0)
                {
                    parts.Insert(0, (due, stride));
                    if (extent > due) runs.Push((extent / due, stride * due));
                    due = 1;
                }
                else if (due % extent == 0)
                {
                    parts.Insert(0, (extent, stride));
                    due /= extent;
                }
                else
                {
                    return null;
                }
            }
            axes[axis] = [.. parts];
        }
        return axes;
    }

    /// <summary>The order after the axes of a shape are permuted; null where an axis begins inside of a run.</summary>
    public ElementOrder? Permuted(IReadOnlyList<int> shape, IReadOnlyList<int> permutation) =>
        Axes(shape) is { } axes ? new ElementOrder(permutation.SelectMany(axis => axes[axis])) : null;

    /// <summary>How far a step along an axis goes; 0 for an extent of 1, null for an axis that is not one run.</summary>
    public int? StrideOf(IReadOnlyList<int> shape, int axis) =>
        shape[axis] == 1 ? 0 : Axes(shape)?[axis] is [{ } only] ? only.Stride : null;

    /// <summary>For each element as it is seen, where it is in the output.</summary>
    public int[] Sources(int count) => IsOwn ? [.. Enumerable.Range(0, count)] : Extents.Walk([.. _runs.Select(r => r.Extent)], [.. _runs.Select(r => r.Stride)]);

    /// <summary>
    /// The transposition that puts the output into this order: extents of what is transposed, and which of them comes where. They are
    /// those of the output but for extents of 1, unless a run begins inside of one: then the runs' own.
    /// </summary>
    public (int[] Shape, int[] Permutation) AsTransposition(IReadOnlyList<int> output)
    {
        int[] byStride = [.. Enumerable.Range(0, _runs.Length).OrderByDescending(i => _runs[i].Stride)];
        int[] runs = [.. byStride.Select(i => _runs[i].Extent)];
        var own = Extents.Squeezed(output);
        var groups = Grouped(own, runs);
        var shape = groups is null ? runs : own;
        groups ??= [.. Enumerable.Range(0, runs.Length).Select(i => (int[])[i])];
        return (shape, [.. Enumerable.Range(0, _runs.Length).SelectMany(i => groups[Array.IndexOf(byStride, i)])]);
    }

    /// <summary>The neighbouring axes of a shape that make up each run; null where they do not.</summary>
    private static int[][]? Grouped(int[] shape, int[] runs)
    {
        var groups = new List<int[]>();
        var axis = 0;
        foreach (var run in runs)
        {
            var (first, product) = (axis, 1);
            while (product < run && axis < shape.Length) product *= shape[axis++];
            if (product != run) return null;
            groups.Add([.. Enumerable.Range(first, axis - first)]);
        }
        return [.. groups];
    }

    public bool Equals(ElementOrder? other) => other is not null && _runs.AsSpan().SequenceEqual(other._runs);

    public override bool Equals(object? obj) => Equals(obj as ElementOrder);

    public override int GetHashCode() => _runs.Aggregate(17, (hash, run) => HashCode.Combine(hash, run));
}
