using System.Globalization;
using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Emission;

/// <summary>Writes a matrix's signature as the engine's MatrixSpec.</summary>
internal static class SpecWriter
{
    /// <summary>The properties of <c>new MatrixSpec { … }</c>, a line each.</summary>
    public static void Matrix(CodeWriter code, string head, MatrixSignature signature, string tail)
    {
        using (code.Braces(head + "new global::TileDsl.Kernels.MatrixSpec", tail))
        {
            code.Line($"Inputs = {Text(signature.Inputs)},");
            code.Line($"Outputs = {Text(signature.Outputs)},");
            code.Line($"ArrayRows = {Text(signature.ArrayRows)},");
            code.Line($"ArrayColumns = {Text(signature.ArrayColumns)},");
            code.Line($"Encoding = {Enum(signature.Weights.Encoding)},");
            code.Line($"WeightBits = {Text(signature.Weights.Bits)},");
            code.Line($"WeightSlices = {List(signature.Weights.SliceBits)},");
            Flag(code, "SymmetricWeights", signature.Weights.Symmetric);
            Flag(code, "ScalePerColumn", signature.Weights.PerColumnScale);
            Flag(code, "SlicesAcrossColumns", signature.Weights.AcrossColumns);
            code.Line($"InputBits = {Text(signature.InputSlicing.Bits)},");
            code.Line($"InputSignedness = {Enum(signature.InputSlicing.Signedness)},");
            code.Line($"InputForm = {Enum(signature.InputSlicing.Form)},");
            code.Line($"InputSlices = {List(signature.InputSlicing.SliceBits)},");
            DeviceWriter.Write(code, signature.Cell.Device);
            Converter(code, signature);
            Flag(code, "SubtractDigital", signature.SubtractDigital);
            Flag(code, "AccumulateAnalog", signature.AccumulateAnalog);
            Flag(code, "PedestalDigital", signature.PedestalDigital);
            Flag(code, "OffsetColumn", signature.OffsetColumn);
        }
    }

    /// <summary>A member of one of the engine's enumerations.</summary>
    public static string Enum<T>(T value)
        where T : struct, Enum => $"global::TileDsl.Kernels.{typeof(T).Name}.{value}";

    private static void Converter(CodeWriter code, MatrixSignature signature)
    {
        if (signature.Converter is not { } converter)
        {
            code.Line("Converter = null,");
            return;
        }
        using (code.Braces("Converter = new global::TileDsl.Kernels.ConverterSpec", "},"))
        {
            code.Line($"Bits = {Text(converter.Bits)},");
            code.Line($"Codes = {Enum(converter.Codes)},");
            switch (converter.Range)
            {
                case FixedRange range:
                    // Amperes become cells: the current of a cell at g_max under the read voltage.
                    var unit = range.Unit == RangeUnit.Amperes ? signature.Cell.GMax * converter.ReadVoltage!.Value : Rational.One;
                    code.Line($"FixedLo = {Escape.Fraction(range.Lo / unit)},");
                    code.Line($"FixedHi = {Escape.Fraction(range.Hi / unit)},");
                    Flag(code, "FixedInCells", range.Unit != RangeUnit.Lsb);
                    break;
                case CalibratedRange range:
                    code.Line($"CalibratedFraction = {Escape.Fraction(range.Fraction)},");
                    Flag(code, "PerColumn", range.PerColumn);
                    break;
            }
        }
    }

    internal static void Flag(CodeWriter code, string name, bool value)
    {
        if (value) code.Line($"{name} = true,");
    }

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string List(IEnumerable<int> values) => "[" + string.Join(", ", values.Select(v => Text(v))) + "]";
}
