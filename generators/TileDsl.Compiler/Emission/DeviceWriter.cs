using TileDsl.Model;

namespace TileDsl.Emission;

/// <summary>Writes a memory cell as the engine's DeviceSpec: conductances in uS.</summary>
internal static class DeviceWriter
{
    private const string Laws = "global::TileDsl.Devices.";

    private static readonly Rational s_micro = 1000000;

    public static void Write(CodeWriter code, DeviceModel cell)
    {
        using (code.Braces("Device = new()", "},"))
        {
            code.Line($"GMin = {Escape.Fraction(cell.GMin * s_micro)}, // uS");
            code.Line($"GMax = {Escape.Fraction(cell.GMax * s_micro)}, // uS");
            if (cell.ProgrammingSigma.Count > 0) code.Line($"ProgrammingSigma = {List(cell.ProgrammingSigma, s_micro)}, // uS, powers of g/g_max");
            Number(code, "Variability", cell.Variability);
            Number(code, "ReadNoise", cell.ReadNoise * s_micro, " // uS");
            SpecWriter.Flag(code, "ClipsReadNoise", cell.ClipsReadNoise);
            SpecWriter.Flag(code, "ClipsConductance", cell.ClipsConductance);
            WriteLaws(code, cell);
            if (cell.Verify is { } verify)
                code.Line($"Verify = new global::TileDsl.Kernels.VerifySpec({Text(verify.Tolerance * s_micro)}, {SpecWriter.Text(verify.MostPulses)}, {SpecWriter.Enum(verify.Model)}, {Text(verify.ReadNoise * s_micro)}),");
            Number(code, "StuckLow", cell.StuckLow);
            Number(code, "StuckHigh", cell.StuckHigh);
            if (cell.FaultMap is { } map) code.Line($"FaultMap = {Escape.Literal(map.Text)},");
            if (cell.Endurance is { } endurance)
            {
                Number(code, "EnduranceWrites", endurance.Writes);
                Number(code, "EnduranceShape", endurance.Shape);
            }
            if (cell.CurrentVoltage is { } current) WriteCurrent(code, current);
            Number(code, "ReadVoltage", cell.ReadVoltage ?? 0, " // V");
            Number(code, "ReadTime", cell.ReadTime ?? 0, " // s");
            Number(code, "WriteEnergy", cell.WriteEnergy ?? 0, " // J");
            Number(code, "WriteTime", cell.WriteTime ?? 0, " // s");
            if (cell.Significance.Count > 1) code.Line($"Significance = {List(cell.Significance, 1)},");
            // Written where it is 0, too: of one time there are data, which is not the same as no limit.
            if (cell.MeasuredSpan is { } span) code.Line($"MeasuredSpan = {Text(span)}, // s");
        }
    }

    private static void WriteLaws(CodeWriter code, DeviceModel cell)
    {
        var laws = new List<string>();
        if (cell.Error is { } error) laws.Add($"new {Laws}ProgrammingError({Function(error.Size, s_micro)}, isUniform: {(error.IsUniform ? "true" : "false")})");
        if (cell.Levels.Count > 0)
            laws.Add($"new {Laws}MeasuredLevels({List(cell.Levels.Select(l => l.Target), s_micro)}, {List(cell.Levels.Select(l => l.Mean), s_micro)}, {List(cell.Levels.Select(l => l.Deviation), s_micro)})");
        switch (cell.Drift)
        {
            case PowerDriftModel power:
                laws.Add($"new {Laws}PowerLawDrift({Function(power.Mean, 1)}, {Function(power.Deviation, 1)}, t0: {Text(power.T0)})");
                break;
            case LogarithmicDriftModel drift:
                laws.Add($"new {Laws}LogarithmicDrift({Text(drift.Slope * s_micro)}, {Text(drift.Spread * s_micro)}, {Text(drift.SpreadSlope * s_micro)})");
                break;
        }
        if (cell.Retention is { } retention)
        {
            var points = retention.Points.Select(p => $"new {Laws}RetentionPoint({Text(p.Time)}, {Function(p.Shift, s_micro)}, {Function(p.Deviation, s_micro)})");
            laws.Add($"new {Laws}RetentionTable({(retention.InLogarithm ? "true" : "false")}, {string.Join(", ", points)})");
        }
        if (cell.NoiseOfState is { } white) laws.Add($"new {Laws}StateNoise({Function(white, s_micro)})");
        if (cell.Flicker is { } flicker)
        {
            var size = Function(flicker.Size, flicker.IsAbsolute ? s_micro : 1);
            laws.Add($"new {Laws}FlickerNoise({size}, {(flicker.IsAbsolute ? "true" : "false")}, {Text(flicker.ReadTime)}, {Text(flicker.T0)}, {SpecWriter.Enum(flicker.Correlation)})");
        }
        // Checked to be names and dots; with @, those that C# has taken are names too.
        if (cell.Law is { } law) laws.Add($"new global::{string.Join(".", law.Text.Split('.').Select(part => "@" + part))}()");
        if (laws.Count == 0) return;
        using (code.Indented("Laws = [", "],"))
        {
            foreach (var line in laws) code.Line(line + ",");
        }
    }

    private static void WriteCurrent(CodeWriter code, CurrentVoltageModel current)
    {
        using (code.Braces($"CurrentVoltage = new {Laws}CurrentVoltage", "},"))
        {
            if (current.QuadraticOfLog.Count > 0) code.Line($"QuadraticOfLog = {List(current.QuadraticOfLog, 1)}, // A/V2, powers of log10(g/S)");
            if (current.CubicOfLog.Count > 0) code.Line($"CubicOfLog = {List(current.CubicOfLog, 1)}, // A/V3");
            Number(code, "QuadraticShare", current.QuadraticShare);
            Number(code, "CubicShare", current.CubicShare);
        }
    }

    /// <summary>A function of the state, its values times a factor.</summary>
    private static string Function(StateFunctionModel function, Rational factor)
    {
        var pieces = function.Pieces.Select(piece =>
        {
            var below = piece.Below is { } limit ? Text(limit) : "double.PositiveInfinity";
            return $"new {Laws}StatePiece({below}, {SpecWriter.Enum(piece.Form)}, {List(piece.Form.Scaled(piece.Numbers, factor), 1)})";
        });
        return $"new {Laws}StateFunction({string.Join(", ", pieces)})";
    }

    private static void Number(CodeWriter code, string name, Rational value, string behind = "")
    {
        if (value.Sign != 0) code.Line($"{name} = {Text(value)},{behind}");
    }

    private static string List(IEnumerable<Rational> values, Rational factor) => "[" + string.Join(", ", values.Select(v => Text(v * factor))) + "]";

    private static string Text(Rational value) => Escape.Number(value.ToDouble());
}
