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
        using (code.Braces(head + "new()", tail))
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
            ConverterSpecWriter.Converter(code, signature);
            ConverterSpecWriter.Driver(code, signature.Driver);
            Flag(code, "SubtractDigital", signature.SubtractDigital);
            Flag(code, "AccumulateAnalog", signature.AccumulateAnalog);
            Flag(code, "PedestalDigital", signature.PedestalDigital);
            Flag(code, "OffsetColumn", signature.OffsetColumn);
            if (signature.Wires is { } wires) Wires(code, wires);
            if (signature.SpareColumns > 0) code.Line($"SpareColumns = {Text(signature.SpareColumns)},");
            if (signature.ChecksumFalseAlarm is { } rate) code.Line($"ChecksumFalseAlarm = {Escape.Number(rate.ToDouble())},");
            if (signature.CodeMultiplier != 0) code.Line($"CodeMultiplier = {Text(signature.CodeMultiplier)},");
        }
    }

    /// <summary>A member of one of the engine's enumerations.</summary>
    public static string Enum<T>(T value)
        where T : struct, Enum => $"global::TileDsl.Kernels.{typeof(T).Name}.{value}";

    private static void Wires(CodeWriter code, WireFacts wires)
    {
        using (code.Braces("Wires = new()", "},"))
        {
            var ohm = wires.Resistances;
            foreach (var (name, resistance) in new[] { ("Row", ohm.Row), ("Column", ohm.Column), ("RowEnd", ohm.RowEnd), ("ColumnEnd", ohm.ColumnEnd) })
                code.Line($"{name} = {Escape.Number(resistance.ToDouble())}, // ohm");
            Flag(code, "Disconnected", wires.Disconnected);
            Flag(code, "Interleaved", wires.Interleaved);
        }
    }

    /// <summary>A property that is false where nothing is said.</summary>
    public static void Flag(CodeWriter code, string name, bool value)
    {
        if (value) code.Line($"{name} = true,");
    }

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string List(IEnumerable<int> values) => "[" + string.Join(", ", values.Select(v => Text(v))) + "]";
}
