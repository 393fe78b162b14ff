using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>The version line, and the keywords a file's lines begin with.</summary>
internal static class Header
{
    public static void Check(FileNode root, Module module, DiagnosticSink sink)
    {
        CheckVersion(root, module, sink);
        var versions = 0;
        foreach (var line in root.Lines)
        {
            switch (line)
            {
                case PropertyNode { Keyword.Text: "tile" } version:
                    // One that is not the first line has been reported as missing there.
                    if (versions++ > 0) sink.Report(NameRules.PropertyTwice, version.Span, "tile", root.Lines[0].Span);
                    break;
                case PropertyNode property when !Grammar.Statements.Contains(property.Keyword.Text):
                    Unknown(property.Keyword, isProperty: true, sink);
                    break;
                case BlockNode block when !Grammar.Blocks.Contains(block.Keyword.Text):
                    Unknown(block.Keyword, isProperty: false, sink);
                    break;
                case LayerNode layer:
                    Unknown(layer.Keyword, isProperty: true, sink);
                    break;
            }
        }
    }

    private static void CheckVersion(FileNode root, Module module, DiagnosticSink sink)
    {
        var first = root.Lines.Count > 0 ? root.Lines[0] : null;
        if (first is BrokenLine) return;
        if (first is not PropertyNode { Keyword.Text: "tile" } line)
        {
            var span = first switch
            {
                PropertyNode p => p.Keyword.Span,
                BlockNode b => b.Keyword.Span,
                LayerNode l => l.Keyword.Span,
                _ => new SourceSpan(root.Span.Source, root.Span.Start, 0),
            };
            sink.Report(ValueRules.VersionMissing, span, first is null ? "an empty file" : "`" + Wording.Quote(span) + "`");
            return;
        }
        var reader = new PropertyReader(line, module, sink);
        if (reader.Take("the version", "tile 1") is not { } version) return;
        reader.End();
        if (!reader.Failed && !(version is NumberNode { Unit: null, Value: { IsInteger: true } value } && value == 1))
            reader.Report(ValueRules.VersionUnknown, version.Span, Wording.Found(version));
    }

    private static void Unknown(NameNode keyword, bool isProperty, DiagnosticSink sink)
    {
        var all = Grammar.Statements.Concat(Grammar.Blocks).Distinct().ToArray();
        if (Grammar.LaterBlocks.Contains(keyword.Text))
        {
            sink.Report(ValueRules.NotSimulated, keyword.Span, keyword.Text, "remove it");
            return;
        }
        var suggestion = sink.DidYouMean(keyword.Text, all);
        if (isProperty && Grammar.BlockRules.FirstOrDefault(b => b.Properties.Any(p => p.Name == keyword.Text)) is { } owner)
            suggestion = $" It is a property of {Wording.A(owner.Keyword)} and stands between its braces.";
        sink.Report(NameRules.StatementUnknown, keyword.Span, Wording.Short(keyword.Text), Wording.List(all), suggestion);
    }
}
