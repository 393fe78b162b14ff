namespace TileDsl.Onnx.Importing;

/// <summary>Arithmetic of shapes.</summary>
internal static class Extents
{
    /// <summary>Elements.</summary>
    public static int Count(IReadOnlyList<int> shape)
    {
        var count = 1;
        foreach (var extent in shape) count = checked(count * extent);
        return count;
    }

    /// <summary>Without extents of 1.</summary>
    public static int[] Squeezed(IEnumerable<int> shape) => [.. shape.Where(n => n != 1)];

    /// <summary>"1x49x10"; "1" for a scalar.</summary>
    public static string Say(IReadOnlyList<int> shape) => shape.Count == 0 ? "1" : string.Join("x", shape);

    /// <summary>What two shapes are broadcast to, as NumPy does it; null where they do not fit.</summary>
    public static int[]? Broadcast(int[] a, int[] b)
    {
        var shape = new int[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (m, n) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            if (m != n && m != 1 && n != 1) return null;
            shape[^i] = m == 1 ? n : m;
        }
        return shape;
    }

    /// <summary>For each element of <paramref name="whole"/>, row-major, the element of <paramref name="part"/> that is broadcast to it.</summary>
    public static int[] Sources(int[] part, int[] whole)
    {
        var strides = new int[whole.Length];
        var stride = 1;
        for (var i = 1; i <= part.Length; i++)
        {
            strides[^i] = part[^i] == 1 ? 0 : stride;
            stride *= part[^i];
        }
        return Walk(whole, strides);
    }

    /// <summary>The offsets of all positions of a shape under strides, row-major.</summary>
    public static int[] Walk(IReadOnlyList<int> shape, IReadOnlyList<int> strides)
    {
        var offsets = new int[Count(shape)];
        var position = new int[shape.Count];
        var offset = 0;
        for (var n = 0; n < offsets.Length; n++)
        {
            offsets[n] = offset;
            for (var axis = shape.Count - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++position[axis] < shape[axis]) break;
                offset -= strides[axis] * shape[axis];
                position[axis] = 0;
            }
        }
        return offsets;
    }

    /// <summary>Row-major strides.</summary>
    public static int[] Strides(IReadOnlyList<int> shape)
    {
        var strides = new int[shape.Count];
        var stride = 1;
        for (var i = shape.Count - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }
}
