using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary><c>param adc_bits = 8 in 4..12</c>, and the values that replace defaults.</summary>
internal sealed class ParameterBinder(IReadOnlyDictionary<string, Rational> overrides, DiagnosticSink sink)
{
    private static readonly Due Default = Due.Number("a name and its value", "param adc_bits = 8 in 4..12");

    /// <summary>The name a line declares; null where it has none to be seen.</summary>
    public static NameNode? NameOf(PropertyNode line) =>
        line.Phrases.Count > 0 && line.Phrases[0].Terms.Count > 0
            && line.Phrases[0].Terms[0] is BinaryNode { Operator: BinaryOperator.Assign, Left: NameNode name } ? name : null;

    /// <summary>Reads a parameter of a file; null where something is wrong, which has been reported.</summary>
    /// <param name="declaration">Null where the name could not be declared.</param>
    public ParameterModel? Bind(PropertyNode line, Module module, Declaration? declaration)
    {
        var model = Read(line, module, out var value);
        declaration?.Evaluated(model is null ? null : value);
        return model;
    }

    /// <summary>Replaced values that no file has a parameter for.</summary>
    public void ReportUnused(IReadOnlyList<Module> modules, SourceSpan place)
    {
        var names = modules.SelectMany(m => m.Declarations).Where(d => d.Keyword == "param").Select(d => d.Name).ToArray();
        var unknown = overrides.Keys.Except(names, StringComparer.Ordinal).OrderBy(n => n, StringComparer.Ordinal).ToArray();
        if (unknown.Length == 0) return;
        var hint = sink.DidYouMean(unknown[0], names);
        if (hint.Length == 0) hint = names.Length == 0 ? " The file has no parameters." : $" The parameters are {Wording.Short(Wording.List(names))}.";
        sink.Report(ValueRules.ParameterUnknown, place, string.Join("', '", unknown.Select(Wording.Short)), hint);
    }

    private ParameterModel? Read(PropertyNode line, Module module, out Quantity value)
    {
        value = default;
        var reader = new PropertyReader(line, module, sink);
        if (reader.Take(Default.What, Default.Example) is not { } term) return null;
        if (term is not BinaryNode { Operator: BinaryOperator.Assign, Left: NameNode name } assign)
        {
            reader.Report(ValueRules.Unexpected, term.Span, Wording.Capital(Default.What), Default.Example, Wording.Found(term));
            return null;
        }
        value = reader.Quantity(assign.Right);
        Rational? low = null, high = null;
        var range = new Due($"a range in the unit of {Wording.Short(name.Text)}", value.Dimension, "4..12");
        if (reader.Accept("in")) (low, high) = reader.Range(range, orEqual: true);
        reader.End();
        if (reader.Failed) return null;

        var (used, verb) = (value.Value, "");
        if (overrides.TryGetValue(name.Text, out var replaced)) (used, verb) = (replaced, "set to ");
        if (used < low || used > high)
        {
            var unit = Unit(value.Dimension);
            var place = verb.Length > 0 ? name.Span : assign.Right.Span;
            var found = verb + Wording.Number(used) + unit;
            reader.Report(
                ValueRules.ParameterOutOfRange, place, Wording.Short(name.Text), found, Wording.Number(low!.Value) + unit, Wording.Number(high!.Value) + unit);
            return null;
        }
        value = value with { Value = used };
        return new ParameterModel(name.Text, used, low, high, name.Span);
    }

    private static string Unit(Dimension dimension) =>
        dimension == Dimension.Number ? "" : " " + Units.All.First(u => u.Dimension == dimension && u.Scale == 1).Name;
}
