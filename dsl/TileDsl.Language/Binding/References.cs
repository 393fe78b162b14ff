using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Names that stand for declarations.</summary>
internal static class References
{
    /// <summary>The declaration a name stands for, of the keyword due; null where there is none, which has been reported.</summary>
    public static Declaration? Reference(this PropertyReader reader, string keyword, string example, DiagnosticSink sink)
    {
        var due = "the name of " + Wording.A(keyword);
        if (reader.Name(due, example) is not { } name) return null;
        if (Find(name, keyword, reader.Module, sink) is { } found) return found;
        reader.Fail();
        return null;
    }

    /// <summary><c>on Test</c>: the data a line is about; null where there are none, which has been reported.</summary>
    public static DataModel? OnData(this PropertyReader reader, string example, Program program, DiagnosticSink sink)
    {
        reader.Expect("on", example);
        if (reader.Reference("data", example, sink) is not { } declaration) return null;
        var found = program.Data(declaration);
        if (found is null) reader.Fail();
        return found;
    }

    public static Declaration? Find(NameNode name, string keyword, Module module, DiagnosticSink sink)
    {
        var found = module.Find(name.Text);
        if (found?.Keyword == keyword) return found;
        if (found is not null)
            ReportOther(name, keyword, found, sink);
        else if (!module.IsUnreadable(name.Text))
            sink.Report(NameRules.NameUnknown, name.Span, keyword, Wording.Short(name.Text), sink.DidYouMeanOneOf(name.Text, [.. module.Names(keyword)]));
        return null;
    }

    /// <summary>A name stands for something else than the keyword due.</summary>
    public static void ReportOther(NameNode name, string keyword, Declaration found, DiagnosticSink sink)
    {
        var due = Wording.Capital(Wording.A(keyword));
        sink.Report(NameRules.NameOfAnotherKind, name.Span, due, Wording.Short(name.Text), Wording.A(found.Keyword), found.NameNode.Span);
    }
}
