using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>What a block has after derivation: the kind at the end of its chain, and the properties along it.</summary>
internal sealed class Derivation(DiagnosticSink sink)
{
    private readonly Dictionary<Declaration, Properties> _resolved = [];

    /// <summary>The properties of a declared block; chains are walked, not recursed into, however long.</summary>
    public Properties Resolve(Declaration declaration)
    {
        if (_resolved.TryGetValue(declaration, out var done)) return done;
        var rule = Grammar.Block(declaration.Keyword);
        var chain = new List<Declaration>();
        var members = new HashSet<Declaration>();
        Properties? ground = null;
        string? kind = null;
        var failed = false;
        var next = declaration;
        while (next is { } current && !_resolved.TryGetValue(current, out ground))
        {
            if (!members.Add(current))
            {
                ReportCycle(chain, current);
                failed = true;
                break;
            }
            chain.Add(current);
            (kind, next, var fault) = Base(current, rule);
            failed |= fault;
        }
        var below = ground;
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            var properties = new Properties(chain[i], below is null ? kind : below.Kind, sink) { Failed = failed };
            if (below is not null) properties.Inherit(below);
            properties.TakeOwnLines(rule);
            _resolved[chain[i]] = below = properties;
        }
        return _resolved[declaration];
    }

    /// <summary>What stands behind the colon: a kind, or a declaration.</summary>
    private (string? Kind, Declaration? Declaration, bool Failed) Base(Declaration of, BlockRule rule)
    {
        var name = of.Block.Base;
        if (of.Block.Onto is { } onto)
        {
            sink.Report(NameRules.NoDerivation, onto.Span, rule.Keyword, "onto " + Wording.Short(onto.Text));
            return (null, null, true);
        }
        if (name is null)
        {
            if (rule.Kinds.Count == 0) return (null, null, false);
            var title = Wording.Capital(rule.Keyword) + " " + Wording.Short(of.Name);
            sink.Report(NameRules.KindMissing, of.NameNode.Span, title, rule.Keyword, Wording.Short(of.Name), rule.Kinds[1], Wording.List(rule.Kinds));
            return (null, null, true);
        }
        if (!rule.Derives)
            sink.Report(NameRules.NoDerivation, name.Span, rule.Keyword, ": " + Wording.Short(name.Text));
        else if (rule.Kinds.Contains(name.Text))
            return (name.Text, null, false);
        else if (rule.LaterKinds.Contains(name.Text))
            sink.Report(ValueRules.NotSimulated, name.Span, name.Text, "write `generic` and give its programming error, or `ideal`");
        else if (of.Module.Find(name.Text) is { } found && found.Keyword == rule.Keyword)
            return (null, found, false);
        else if (of.Module.Find(name.Text) is { } other)
            References.ReportOther(name, rule.Keyword, other, sink);
        else if (!of.Module.IsUnreadable(name.Text))
            ReportUnknown(name, of.Module, rule);
        return (null, null, true);
    }

    private void ReportUnknown(NameNode name, Module module, BlockRule rule)
    {
        var hint = sink.DidYouMean(name.Text, rule.Kinds.Concat(module.Names(rule.Keyword)));
        if (rule.Kinds.Count > 0) sink.Report(NameRules.KindUnknown, name.Span, Wording.Short(name.Text), rule.Keyword, Wording.List(rule.Kinds), hint);
        else sink.Report(NameRules.NameUnknown, name.Span, rule.Keyword, Wording.Short(name.Text), hint);
    }

    private void ReportCycle(List<Declaration> chain, Declaration again)
    {
        const int mostShown = 8;
        var circle = chain.Skip(chain.IndexOf(again)).ToList();
        var first = circle.OrderBy(d => d.NameNode.Span.Start).First();
        var at = circle.IndexOf(first);
        var names = circle.Skip(at).Concat(circle.Take(at)).Append(first).Select(d => Wording.Short(d.Name)).ToList();
        if (names.Count > mostShown) names = [.. names.Take(mostShown - 1), "…", names[names.Count - 1]];
        sink.Report(NameRules.DerivationCycle, first.Block.Base!.Span, string.Join(" : ", names));
    }
}
