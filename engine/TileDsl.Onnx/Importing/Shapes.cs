namespace TileDsl.Onnx.Importing;

/// <summary>What the nodes that only change a shape make of one.</summary>
internal static class Shapes
{
    private const int MostAxes = 8;

    /// <summary>An axis, counted from the end where it is below zero.</summary>
    public static int Axis(Node node, long axis, int count)
    {
        var counted = axis < 0 ? axis + count : axis;
        return counted >= 0 && counted < count ? (int)counted : throw node.Bad($"names axis {axis} of {count}");
    }

    /// <summary>Extents that are at least 1 and whose product can be counted.</summary>
    public static int[] Checked(Node node, IReadOnlyList<int> shape)
    {
        long count = 1;
        foreach (var extent in shape)
        {
            if (extent < 1) throw node.Bad($"has a shape with the extent {extent}: [{string.Join(", ", shape)}]");
            if ((count *= extent) > int.MaxValue) throw node.Bad($"has a shape that is too large: [{string.Join(", ", shape)}]");
        }
        if (shape.Count > MostAxes) throw node.Bad($"has a shape of {shape.Count} axes; at most {MostAxes} are read");
        return [.. shape];
    }

    /// <summary>ONNX Reshape: 0 keeps an extent, -1 takes what is left.</summary>
    public static int[] Reshape(Node node, IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        var keepsZero = node.Int("allowzero", 0) == 0;
        int[] shape = [.. to.Select((n, i) => n == 0 && keepsZero && i < from.Count ? from[i] : n)];
        var count = Extents.Count(from);
        var open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            var rest = Extents.Count(Checked(node, [.. shape.Where((_, i) => i != open)]));
            shape[open] = count % rest == 0 ? count / rest : throw node.Bad($"cannot make [{string.Join(", ", to)}] of {Extents.Say(from)}");
        }
        return Extents.Count(Checked(node, shape)) == count ? shape : throw node.Bad($"cannot make [{string.Join(", ", to)}] of {Extents.Say(from)}");
    }

    public static int[] Squeeze(Node node, int[] shape, int[]? axes)
    {
        if (axes is null) return Extents.Squeezed(shape);
        var gone = axes.Select(a => Axis(node, a, shape.Length)).ToHashSet();
        if (gone.FirstOrDefault(a => shape[a] != 1, -1) is var wide and >= 0) throw node.Bad($"squeezes axis {wide} of extent {shape[wide]}");
        return [.. shape.Where((_, i) => !gone.Contains(i))];
    }

    public static int[] Unsqueeze(Node node, int[] shape, int[] axes)
    {
        var count = shape.Length + axes.Length;
        if (count > MostAxes) throw node.Bad($"makes a shape of {count} axes; at most {MostAxes} are read");
        var added = axes.Select(a => Axis(node, a, count)).ToHashSet();
        if (added.Count != axes.Length) throw node.Bad("names an axis twice");
        var next = 0;
        return [.. Enumerable.Range(0, count).Select(i => added.Contains(i) ? 1 : shape[next++])];
    }

    public static int[] Permutation(Node node, int count)
    {
        var permutation = node.Ints("perm") ?? [.. Enumerable.Range(0, count).Reverse()];
        if (permutation.Length != count || permutation.Order().Where((axis, i) => axis != i).Any())
            throw node.Bad($"has perm = [{string.Join(", ", permutation)}], no permutation of {count} axes");
        return permutation;
    }
}
