using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>The keywords of the lines of a block.</summary>
internal static class PropertyNames
{
    public static NameNode Keyword(Line line) => line switch
    {
        PropertyNode property => property.Keyword,
        BlockNode block => block.Keyword,
        LayerNode layer => layer.Keyword,
        _ => throw new ArgumentException("A broken line has no keyword.", nameof(line)),
    };

    /// <summary>Whether a block may hold a property; reported where it may not.</summary>
    public static bool Check(NameNode keyword, BlockRule rule, DiagnosticSink sink)
    {
        var known = rule.Properties.Select(p => p.Name).ToArray();
        if (known.Contains(keyword.Text)) return true;
        if (rule.LaterProperties.Contains(keyword.Text))
        {
            sink.Report(ValueRules.NotSimulated, keyword.Span, keyword.Text, "remove it");
            return false;
        }
        var hint = sink.DidYouMean(keyword.Text, known);
        sink.Report(NameRules.PropertyUnknown, keyword.Span, Wording.Short(keyword.Text), Wording.A(rule.Keyword), Wording.List(known), hint);
        return false;
    }
}
