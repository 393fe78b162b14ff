using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>
/// The properties a block has: its own, over those of what it is derived from. A property remembers the block it was written
/// in, because its names are meant there.
/// </summary>
internal sealed class Properties(Declaration owner, string? kind, DiagnosticSink sink)
{
    private readonly Dictionary<string, (PropertyNode Line, Declaration Writer)> _lines = new(StringComparer.Ordinal);

    public Declaration Owner { get; } = owner;

    /// <summary>"sar"; null where the keyword has no kinds.</summary>
    public string? Kind { get; } = kind;

    /// <summary>Whether something was wrong with a line of this block or with what it is derived from.</summary>
    public bool Failed { get; set; }

    /// <summary>"device Cell", for messages.</summary>
    public string Title => Owner.Keyword + " " + Wording.Short(Owner.Name);

    public bool Has(string name) => _lines.ContainsKey(name);

    /// <summary>Reads a whole property; the default of the type where it is not given.</summary>
    public T? Read<T>(string name, Func<PropertyReader, T> read)
    {
        if (!_lines.TryGetValue(name, out var found)) return default;
        var reader = new PropertyReader(found.Line, found.Writer.Module, sink);
        var value = read(reader);
        reader.End();
        Failed |= reader.Failed;
        return value;
    }

    /// <summary>Something is wrong with properties that are right one by one.</summary>
    public void Fail(DiagnosticRule rule, SourceSpan span, params object[] arguments)
    {
        sink.Report(rule, span, arguments);
        Failed = true;
    }

    /// <summary>The first of some properties that the block gives itself; else the block's name.</summary>
    public SourceSpan PlaceOf(params string[] names)
    {
        foreach (var name in names)
        {
            if (_lines.TryGetValue(name, out var found) && found.Writer == Owner) return found.Line.Span;
        }
        return Owner.NameNode.Span;
    }

    /// <summary>Takes over what <paramref name="from"/> has; comes before the block's own lines.</summary>
    public void Inherit(Properties from)
    {
        foreach (var line in from._lines) _lines[line.Key] = line.Value;
        Failed |= from.Failed;
    }

    /// <summary>Takes the block's own lines, known ones and each once, and reports what is then still missing.</summary>
    public void TakeOwnLines(BlockRule rule)
    {
        var inheritsFault = Failed;
        var unreadable = false;
        var given = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var line in Owner.Block.Lines)
        {
            // A layer may be there any number of times, and is read by the network.
            if (line is LayerNode && rule == Grammar.Network) continue;
            if (line is not PropertyNode property || !PropertyNames.Check(property.Keyword, rule, sink))
            {
                if (line is BlockNode or LayerNode) PropertyNames.Check(PropertyNames.Keyword(line), rule, sink);
                Failed = unreadable = true;
                continue;
            }
            var name = property.Keyword.Text;
            if (given.TryGetValue(name, out var first))
            {
                Fail(NameRules.PropertyTwice, property.Keyword.Span, name, first);
                continue;
            }
            given.Add(name, property.Keyword.Span);
            if (Kind == Grammar.Ideal && rule.NotOfIdeal.Contains(name))
                Fail(NameRules.PropertyOfAnotherKind, property.Keyword.Span, name, "an ideal " + rule.Keyword, rule.IdealMeans);
            else
                _lines[name] = (property, Owner);
        }
        // What could not be read may have been what is missing.
        if (inheritsFault || unreadable || Kind == Grammar.Ideal) return;
        foreach (var property in rule.Properties)
        {
            if (property.Required && !Has(property.Name))
                Fail(NameRules.PropertyMissing, Owner.NameNode.Span, Wording.Capital(Title), $"`{property.Name}`", property.Example);
        }
    }
}
