using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

/// <summary>A tree as text, spans and the choice of one line or several left aside: what two equal trees have in common.</summary>
internal static class TreeDump
{
    public static string Of(FileNode file) =>
        string.Join("\n", file.Lines.Select(Of)) + "\nend" + Of(file.EndComments);

    public static string Of(Line line) => line switch
    {
        PropertyNode property => $"(property{Of(line.Comments)} {Of(property.Keyword)} {Of(property.Phrases)})",
        LayerNode layer => $"(layer{Of(line.Comments)} {Of(layer.Keyword)} {Of(layer.Name)} {Of(layer.Phrases)})",
        BlockNode block => $"(block{Of(line.Comments)} {Of(block.Keyword)} {Of(block.Name)} onto {OrNone(block.Onto)} base {OrNone(block.Base)}\n  "
            + string.Join("\n  ", block.Lines.Select(Of)) + "\n  end" + Of(block.EndComments) + ")",
        BrokenLine broken => $"(broken{Of(line.Comments)} <{broken.Text}>)",
        _ => throw new ArgumentException(line.GetType().Name),
    };

    public static string Of(IEnumerable<PhraseNode> phrases) => string.Join(", ", phrases.Select(p => string.Join(" ", p.Terms.Select(Of))));

    public static string Of(Expression expression) => expression switch
    {
        NameNode name => name.Text,
        NumberNode number => number.Unit is null ? number.Text : $"{number.Text}~{number.Unit.Text}",
        StringNode text => $"<{text.Value}>",
        NegateNode negate => $"(neg {Of(negate.Operand)})",
        PrefixNode prefix => $"(prefix {prefix.Operator} {Of(prefix.Operand)})",
        BinaryNode binary => $"({binary.Operator} {Of(binary.Left)} {Of(binary.Right)})",
        GroupNode group => group.Unit is null ? $"(group {Of(group.Inner)})" : $"(group {Of(group.Inner)})~{group.Unit.Text}",
        CallNode call => $"(call {call.Name.Text} {Of(call.Arguments)})",
        IndexNode index => $"(index {OrNone(index.Name)} {Of(index.Arguments)})",
        ShapeNode shape => $"(shape {string.Join(" ", shape.Extents.Select(Of))})",
        _ => throw new ArgumentException(expression.GetType().Name),
    };

    private static string Of(Comments comments) =>
        string.Concat(comments.Before.Select(c => $" {(c.BlankLineBefore ? "blank " : "")}//{c.Text}|"))
        + (comments.BlankLineBefore ? " blank" : "")
        + (comments.Behind is null ? "" : $" behind //{comments.Behind}|");

    private static string OrNone(Expression? node) => node is null ? "none" : Of(node);
}
