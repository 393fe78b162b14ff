using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>What devices are stuck at the beginning.</summary>
internal sealed record FaultParts(Rational Low, Rational High, Quoted? Map)
{
    public static readonly FaultParts None = new(0, 0, null);
}

/// <summary>Devices that are broken: <c>faults</c> and <c>endurance</c>.</summary>
internal static class FaultBinder
{
    private const string Example = "stuck_low = 0.1 %, stuck_high = 0.05 %";

    /// <summary><c>stuck_low = 0.1 %, stuck_high = 0.05 %</c>, <c>map "f.npy"</c>, both; <c>none</c>.</summary>
    public static FaultParts Faults(PropertyReader reader)
    {
        if (reader.Accept("none")) return FaultParts.None;
        Rational? low = null, high = null;
        Quoted? map = null;
        do
        {
            if (reader.Accept("map"))
            {
                if (map is not null) reader.Report(ValueRules.LeftOver, reader.Last!.Span, "faults", "a second `map`");
                if (reader.Text("the file of a map of faults", "map \"faults.npy\"") is not { } text) return FaultParts.None;
                if (RelativePath.Join(RelativePath.Folder(reader.Module.Path), text.Value, out var problem) is { } path) map = new Quoted(path, text.Span);
                else reader.Report(NameRules.PathNotAllowed, text.Span, Wording.Short(text.Value), problem);
                continue;
            }
            if (reader.Assignment("a share of stuck devices", Example, "stuck_low", "stuck_high") is not { } given) return FaultParts.None;
            if ((given.Name == "stuck_low" ? low : high) is not null) reader.Report(ValueRules.LeftOver, given.Value.Span, "faults", $"a second `{given.Name}`");
            var share = reader.Limited(Due.Fraction, given.Value, orZero: true);
            if (given.Name == "stuck_low") low = share;
            else high = share;
        }
        while (reader.NextPhrase());
        if ((low ?? 0) + (high ?? 0) > 1) reader.Report(ValueRules.OutOfRange, reader.Line, "The share of stuck devices", "at most 100 % together", "more");
        return reader.Failed ? FaultParts.None : new(low ?? 0, high ?? 0, map);
    }

    /// <summary><c>weibull(1e8 writes, shape = 2)</c>; <c>none</c>.</summary>
    public static EnduranceModel? Endurance(PropertyReader reader)
    {
        const string example = "weibull(1e8 writes, shape = 2)";
        if (reader.Accept("none") || reader.Take("a law of wear", example) is not { } term) return null;
        if (term is not CallNode { Name.Text: "weibull", Arguments.Count: 1 or 2 } call)
        {
            reader.Report(ValueRules.Unexpected, term.Span, "A law of wear", example, Wording.Found(term));
            return null;
        }
        var inner = reader.Inside(call.Arguments[0]);
        Rational writes = 1, shape = 1;
        if (inner.Take("a number of writes", "1e8 writes") is { } count) writes = inner.Limited(Due.Of(Dimension.Writes), count);
        inner.End();
        if (!inner.Failed && call.Arguments.Count == 2)
        {
            inner = reader.Inside(call.Arguments[1]);
            if (inner.Assignment("the shape", "shape = 2", "shape") is { } given) shape = inner.Limited(Due.Number("the shape", "2"), given.Value);
            inner.End();
        }
        if (inner.Failed) reader.Fail();
        return reader.Failed ? null : new EnduranceModel(writes, shape);
    }
}
