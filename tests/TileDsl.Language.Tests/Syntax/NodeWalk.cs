using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

internal static class NodeWalk
{
    public static IEnumerable<Node> Below(Node node) => Children(node).SelectMany(Below).Prepend(node);

    /// <summary>Units are left out: they are no expressions of their own.</summary>
    public static IEnumerable<Node> Children(Node node) => node switch
    {
        PropertyNode property => [property.Keyword, .. property.Phrases],
        LayerNode layer => [layer.Keyword, layer.Name, .. layer.Phrases],
        BlockNode block => [.. new Node?[] { block.Keyword, block.Name, block.Onto, block.Base }.OfType<Node>(), .. block.Lines],
        PhraseNode phrase => phrase.Terms,
        NegateNode negate => [negate.Operand],
        PrefixNode prefix => [prefix.Operand],
        BinaryNode binary => [binary.Left, binary.Right],
        GroupNode group => [group.Inner],
        CallNode call => [call.Name, .. call.Arguments],
        IndexNode { Name: { } name } index => [name, .. index.Arguments],
        IndexNode index => index.Arguments,
        ShapeNode shape => shape.Extents,
        _ => [],
    };
}
