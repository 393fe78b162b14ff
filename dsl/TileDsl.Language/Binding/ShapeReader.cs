using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Extents: <c>64</c>, <c>8x8</c>, <c>1 x 8 x 8</c>.</summary>
internal static class ShapeReader
{
    private const int MostExtents = 8;

    private static readonly Due Extent = Due.Number("an extent of a shape", "8x8");

    /// <summary>The whole of an index or argument is a shape.</summary>
    public static IReadOnlyList<int> Read(PropertyReader reader)
    {
        if (reader.Take(Extent.What, Extent.Example) is not { } first) return [];
        var extents = new List<Expression>();
        Add(extents, first);
        while (reader.Accept("x"))
        {
            if (reader.Take(Extent.What, Extent.Example) is { } next) Add(extents, next);
        }
        return Whole(reader, extents, SourceSpan.Between(first.Span, extents[extents.Count - 1].Span));
    }

    /// <summary>One expression is a shape.</summary>
    public static IReadOnlyList<int> Read(PropertyReader reader, Expression term)
    {
        var extents = new List<Expression>();
        Add(extents, term);
        return Whole(reader, extents, term.Span);
    }

    public static int Length(IReadOnlyList<int> shape) => shape.Aggregate(1, (product, n) => product * n);

    private static void Add(List<Expression> extents, Expression term)
    {
        if (term is ShapeNode shape) extents.AddRange(shape.Extents);
        else extents.Add(term);
    }

    private static List<int> Whole(PropertyReader reader, List<Expression> extents, SourceSpan place)
    {
        if (extents.Count > MostExtents) reader.Report(ValueRules.OutOfRange, place, "The number of extents", $"in 1..{MostExtents}", extents.Count);
        var shape = new List<int>();
        var length = 1L;
        foreach (var extent in extents)
        {
            if (reader.Failed) break;
            var n = reader.Whole(Extent, extent, 1, int.MaxValue, mayTakeUnit: false);
            shape.Add(n);
            length *= n;
            if (length > int.MaxValue) reader.Report(ShapeRules.ShapeTooLarge, place, Wording.Quote(place));
        }
        return shape;
    }
}
