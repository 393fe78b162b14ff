using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>What time does to a programmed device: <c>drift</c> and <c>retention</c>.</summary>
internal static class TimeBinder
{
    private const int MostPoints = 100;
    private const string DriftExample = "nu = 0.05 +- 0.01, t0 = 20 s";
    private const string PointExample = "at(1 day, sigma = 0.5 uS)";

    /// <summary><c>nu = 0.05 +- 0.01, t0 = 20 s</c>; <c>slope = -0.09 uS, spread = 0.4 uS, spread_slope = 0.04 uS</c>; <c>none</c>.</summary>
    public static DriftModel? Drift(PropertyReader reader, StateFunctionBinder functions)
    {
        if (reader.Accept("none")) return null;
        var isLogarithmic = reader.Assigns("slope");
        string[] names = isLogarithmic ? ["slope", "spread", "spread_slope"] : ["nu", "t0"];
        StateFunctionModel? mean = null;
        var deviation = StateFunctionModel.Constant(0);
        Rational? t0 = null;
        Rational slope = 0, spread = 0, spreadSlope = 0;
        var seen = new HashSet<string>();
        do
        {
            if (reader.Assignment("a part of `drift`", DriftExample, names) is not { } given) return null;
            if (!seen.Add(given.Name)) reader.Report(ValueRules.LeftOver, given.Value.Span, "drift", $"a second `{given.Name}`");
            switch (given.Name)
            {
                case "nu":
                    var (value, error) = given.Value is BinaryNode { Operator: BinaryOperator.PlusMinus } both ? (both.Left, both.Right) : (given.Value, null);
                    mean = functions.Read(reader, value, isConductance: false, "A mean exponent");
                    if (error is not null) deviation = functions.Read(reader, error, isConductance: false);
                    break;
                case "t0": t0 = reader.Limited(Due.Time, given.Value); break;
                case "slope": slope = functions.Constant(reader, given.Value, isConductance: true, what: null); break;
                case "spread": spread = functions.Constant(reader, given.Value, isConductance: true); break;
                default: spreadSlope = functions.Constant(reader, given.Value, isConductance: true, what: null); break;
            }
        }
        while (reader.NextPhrase());
        if (isLogarithmic) return reader.Failed ? null : new LogarithmicDriftModel(slope, spread, spreadSlope);
        if (mean is null || t0 is null) reader.Report(ValueRules.Missing, reader.Line, mean is null ? "An exponent" : "The time `t0`", DriftExample, "line");
        return reader.Failed ? null : new PowerDriftModel(mean!, deviation, t0!.Value);
    }

    /// <summary><c>at(1 s, sigma = f), at(1 day, shift = f, sigma = f), interpolation logarithm</c>; <c>none</c>.</summary>
    public static RetentionModel? Retention(PropertyReader reader, StateFunctionBinder functions)
    {
        if (reader.Accept("none")) return null;
        var points = new List<RetentionPointModel>();
        bool? logarithm = null;
        do
        {
            if (reader.Accept("interpolation"))
            {
                if (logarithm is not null) reader.Report(ValueRules.LeftOver, reader.Last!.Span, "retention", "a second `interpolation`");
                logarithm = reader.Choice("how numbers are interpolated", ["linear", "logarithm"]) == "logarithm";
                continue;
            }
            if (reader.Take("what was measured at a time", PointExample) is not { } term) return null;
            if (term is not CallNode { Name.Text: "at", Arguments.Count: >= 2 and <= 3 } call)
            {
                reader.Report(ValueRules.Unexpected, term.Span, "What was measured at a time", PointExample, Wording.Found(term));
                return null;
            }
            if (Point(reader, call, functions) is not { } point) return null;
            Check(reader, call, points, point);
            points.Add(point);
        }
        while (reader.NextPhrase());
        if (points.Count == 0) reader.Report(ValueRules.Missing, reader.Line, "What was measured at a time", PointExample, "line");
        if (logarithm is true && points.Count > 0 && points[0].Time.Sign == 0)
            reader.Report(ValueRules.OutOfRange, reader.Line, "The first time of a table interpolated in the logarithm", "above 0", "0 s");
        return reader.Failed ? null : new RetentionModel(points.ToValueList(), logarithm ?? false);
    }

    private static void Check(PropertyReader reader, CallNode call, List<RetentionPointModel> points, RetentionPointModel point)
    {
        if (points.Count == 0) return;
        var last = points[points.Count - 1];
        if (points.Count >= MostPoints || point.Time <= last.Time)
            reader.Report(ValueRules.OutOfRange, call.Span, "The times of a table", $"ascending and no more than {MostPoints}", Wording.Found(call.Arguments[0].Terms[0]));
        // Numbers are interpolated one by one.
        if (!Alike(last.Shift, point.Shift) || !Alike(last.Deviation, point.Deviation))
            reader.Report(ValueRules.Unexpected, call.Span, "A function of the form the table has at other times", PointExample, Wording.Found(call));
    }

    private static bool Alike(StateFunctionModel a, StateFunctionModel b) =>
        a.Pieces.Count == b.Pieces.Count && a.Pieces.Zip(b.Pieces, (p, q) => p.Form == q.Form && p.Below == q.Below).All(same => same);

    private static RetentionPointModel? Point(PropertyReader reader, CallNode call, StateFunctionBinder functions)
    {
        StateFunctionModel? shift = null, deviation = null;
        Rational time = 0;
        for (var n = 0; n < call.Arguments.Count && !reader.Failed; n++)
        {
            var inner = reader.Inside(call.Arguments[n]);
            if (n == 0)
            {
                if (inner.Take(Due.Time.What, Due.Time.Example) is { } term) time = inner.Limited(Due.Time, term, orZero: true);
            }
            else if (inner.Assignment("a part of `at`", "sigma = 0.5 uS", "shift", "sigma") is { } given)
            {
                if ((given.Name == "shift" ? shift : deviation) is not null) inner.Report(ValueRules.LeftOver, given.Value.Span, "at", $"a second `{given.Name}`");
                if (given.Name == "shift") shift = functions.Read(inner, given.Value, isConductance: true, what: null);
                else deviation = functions.Read(inner, given.Value, isConductance: true);
            }
            inner.End();
            if (inner.Failed) reader.Fail();
        }
        if (reader.Failed) return null;
        if (deviation is null)
        {
            reader.Report(ValueRules.Missing, call.Span, "A standard deviation", PointExample, "call");
            return null;
        }
        return new RetentionPointModel(time, shift ?? StateFunctionModel.Constant(0), deviation);
    }
}
