using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Emission;

/// <summary>Writes a signature's converters and drivers as the engine's ConverterSpec and DriverSpec.</summary>
internal static class ConverterSpecWriter
{
    public static void Converter(CodeWriter code, MatrixSignature signature)
    {
        if (signature.Converter is not { } converter)
        {
            code.Line("Converter = null,");
            return;
        }
        using (code.Braces("Converter = new()", "},"))
        {
            code.Line($"Bits = {SpecWriter.Text(converter.Bits)},");
            code.Line($"Codes = {SpecWriter.Enum(converter.Codes)},");
            switch (converter.Range)
            {
                case FixedRange range:
                    // Amperes become cells: the current of a cell at g_max under the read voltage.
                    var unit = range.Unit == RangeUnit.Amperes ? signature.Cell.GMax * converter.ReadVoltage!.Value : Rational.One;
                    code.Line($"FixedLo = {Escape.Fraction(range.Lo / unit)},");
                    code.Line($"FixedHi = {Escape.Fraction(range.Hi / unit)},");
                    SpecWriter.Flag(code, "FixedInCells", range.Unit != RangeUnit.Lsb);
                    break;
                case CalibratedRange range:
                    code.Line($"CalibratedFraction = {Escape.Fraction(range.Fraction)},");
                    SpecWriter.Flag(code, "PerColumn", range.PerColumn);
                    break;
            }
            Errors(code, converter);
        }
    }

    public static void Driver(CodeWriter code, DriverFacts? driver)
    {
        if (driver is null) return;
        using (code.Braces("Driver = new()", "},"))
        {
            code.Line($"Bits = {SpecWriter.Text(driver.Bits)},");
            if (driver.Drive != InputDrive.Levels) code.Line($"Drive = {SpecWriter.Enum(driver.Drive)},");
            Number(code, "Noise", driver.Errors.Noise, "input steps");
            Pair(code, "Offset", driver.Errors.Offset, "input steps");
            Pair(code, "Gain", driver.Errors.Gain, "relative");
            Number(code, "Nonlinearity", driver.Errors.Nonlinearity, "input steps");
            Table(code, driver.Errors.Table);
        }
    }

    private static void Errors(CodeWriter code, ConverterFacts converter)
    {
        var errors = converter.Errors;
        if (converter.Kind != AdcKind.Sar) code.Line($"Kind = {SpecWriter.Enum(converter.Kind)},");
        Number(code, "Noise", errors.Noise, "steps");
        Pair(code, "Offset", errors.Offset, "steps");
        Pair(code, "Gain", errors.Gain, "relative");
        if (errors.Nonlinearity is { } parts)
        {
            using (code.Braces("Nonlinearity = new()", "},"))
            {
                Number(code, "Mismatch", parts.Mismatch, "of a unit capacitor");
                Number(code, "Comparator", parts.Comparator, "steps");
                if (parts.GainDecibel is { } decibel) code.Line($"AmplifierDecibel = {Escape.Number(decibel.ToDouble())},");
                Pair(code, "Compression", parts.Compression, "at full scale");
                Number(code, "Period", parts.Period, "relative");
                Table(code, parts.Table);
            }
        }
        if (converter.SharedBy != 1) code.Line($"SharedBy = {SpecWriter.Text(converter.SharedBy)},");
        if (converter.OnClip != ClipResponse.None) code.Line($"OnClip = {SpecWriter.Enum(converter.OnClip)},");
    }

    private static void Pair(CodeWriter code, string name, Spread spread, string unit)
    {
        Number(code, name, spread.Mean, unit);
        Number(code, name + "Deviation", spread.Deviation, unit);
    }

    private static void Number(CodeWriter code, string name, Rational value, string unit)
    {
        if (value.Sign != 0) code.Line($"{name} = {Escape.Number(value.ToDouble())}, // {unit}");
    }

    private static void Table(CodeWriter code, ValueList<Spread> table)
    {
        if (table.Count == 0) return;
        code.Line($"TableMean = [{string.Join(", ", table.Select(s => Escape.Number(s.Mean.ToDouble())))}],");
        code.Line($"TableDeviation = [{string.Join(", ", table.Select(s => Escape.Number(s.Deviation.ToDouble())))}],");
    }
}
