using System.Globalization;
using System.Text;
using TileDsl.Model;

namespace TileDsl.Properties.Tests;

/// <summary>A random cell. Conductances in nanosiemens, so that they are written exactly.</summary>
/// <param name="Sigma">Polynomial of the programming error, nS.</param>
/// <param name="Variability">In tenths of a percent.</param>
/// <param name="Physics">More lines of the device, as they are written: drift, flicker noise, faults and the like.</param>
internal sealed record Cell(int GMin, int GMax, int[] Sigma, int Variability, int ReadNoise, bool Clipped, string[] Physics)
{
    /// <summary>No device is read outside GMin and GMax.</summary>
    public bool StaysInRange { get; init; }

    public bool HasErrors => Sigma.Length > 0 || Variability > 0 || ReadNoise > 0 || Physics.Length > 0;
}

/// <summary>A random output converter; 0 bits for the ideal one.</summary>
/// <param name="Range">As it is written.</param>
/// <param name="Physics">More lines, as they are written: noise, offset, gain, mismatch, repetition.</param>
internal sealed record Converter(int Bits, CodeKind Codes, string Range, params string[] Physics)
{
    public bool IsIdeal => Bits == 0;

    public bool IsCalibrated => !IsIdeal && Range.StartsWith("calibrated", StringComparison.Ordinal);
}

/// <summary>A random array with its cells and converters.</summary>
/// <param name="Drivers">Lines of its dac, as they are written; none for exact drivers.</param>
/// <param name="Wires">Lines of the tile about its wires, or its spare columns and checksums.</param>
internal sealed record Array(
    int Rows, int Columns, bool IsPair, bool SubtractDigital, bool AccumulateAnalog, bool PedestalDigital, bool OffsetColumn, Cell Cell, Converter Converter,
    string[] Drivers, string[] Wires);

/// <summary>Random slices, least significant first.</summary>
internal sealed record Weights(WeightEncoding Encoding, int Bits, bool Symmetric, int[] Slices, bool PerColumn, bool AcrossColumns)
{
    public bool IsAnalog => Encoding is WeightEncoding.AnalogOneSided or WeightEncoding.AnalogTwoSided;

    public bool NeedsPair => Encoding is not (WeightEncoding.Offset or WeightEncoding.TwosComplement);

    /// <summary>What the slices hold the multiples of.</summary>
    public int Multiplier { get; init; } = 1;

    public bool IsCoded => Multiplier != 1;

    public int Lowest => Symmetric || (Encoding == WeightEncoding.Differential && (long)Multiplier << (Bits - 1) >= 1L << Slices.Sum()) ? -Highest : -Highest - 1;

    public int Highest => (1 << (Bits - 1)) - 1;
}

/// <summary>Random input slices, least significant first.</summary>
internal sealed record Inputs(int Bits, Signedness Signedness, InputForm Form, int[] Slices)
{
    public int Lowest => Signedness switch
    {
        Signedness.Unsigned => 0,
        Signedness.Signed when Form == InputForm.TwosComplement || Slices.Sum() >= Bits => -(1 << (Bits - 1)),
        _ => 1 - (1 << (Bits - 1)),
    };

    public int Highest => Signedness == Signedness.Unsigned ? (1 << Bits) - 1 : (1 << (Bits - 1)) - 1;
}

/// <summary>An array and the slicing of what stands on it: what random programs vary.</summary>
internal sealed record Hardware(Array Array, Weights Weights, Inputs Inputs)
{
    /// <summary>Whether something may be off even without noise.</summary>
    public bool HasPhysics => Array.Cell.Physics.Length > 0 || Array.Converter.Physics.Length > 0 || Array.Drivers.Length > 0
        || Array.Wires.Any(line => line.StartsWith("wire", StringComparison.Ordinal));

    /// <summary>The declarations as .tile text, their names ending in <paramref name="suffix"/>.</summary>
    public string Text(string suffix = "")
    {
        var text = new StringBuilder();
        WriteCell(text, suffix);
        WriteConverter(text, suffix);
        if (Array.Drivers.Length > 0) Line(text, $"dac Dac{suffix} {{ bits 16; {string.Join("; ", Array.Drivers)} }}");
        WriteArray(text, suffix);
        WriteSlicing(text, suffix);
        return text.ToString();
    }

    private static string Join(string separator, IEnumerable<int> widths) => string.Join(separator, widths);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');

    private void WriteCell(StringBuilder text, string suffix)
    {
        var cell = Array.Cell;
        Line(text, $"device Cell{suffix} : {(cell.HasErrors ? "generic" : "ideal")} {{");
        Line(text, $"    conductance   {cell.GMin} nS .. {cell.GMax} nS{(cell.StaysInRange ? ", clipped" : "")}");
        if (cell.Sigma.Length > 0) Line(text, $"    programming   sigma = poly({string.Join(", ", cell.Sigma.Select(c => c.ToString(CultureInfo.InvariantCulture) + " nS"))})");
        if (cell.Variability > 0) Line(text, $"    variability   {cell.Variability / 10}.{cell.Variability % 10} %");
        if (cell.ReadNoise > 0) Line(text, $"    read_noise    sigma = {cell.ReadNoise} nS{(cell.Clipped ? ", clipped" : "")}");
        foreach (var line in cell.Physics) Line(text, $"    {line}");
        Line(text, $"    read          0.2 V, 100 ns\n}}");
    }

    private void WriteConverter(StringBuilder text, string suffix)
    {
        var converter = Array.Converter;
        if (converter.IsIdeal)
        {
            Line(text, $"adc Adc{suffix} : ideal {{\n}}");
            return;
        }
        var codes = converter.Codes == CodeKind.MidRise ? "mid_rise" : converter.Codes.ToString().ToLowerInvariant();
        Line(text, $"adc Adc{suffix} : sar {{");
        Line(text, $"    bits          {converter.Bits}");
        Line(text, $"    codes         {codes}");
        foreach (var line in converter.Physics) Line(text, $"    {line}");
        Line(text, $"    range         {converter.Range}\n}}");
    }

    private void WriteArray(StringBuilder text, string suffix)
    {
        Line(text, $"tile Core{suffix} {{");
        Line(text, $"    array         {Array.Rows} x {Array.Columns}, {(Array.IsPair ? "pair" : "single")}");
        Line(text, $"    cell          Cell{suffix}");
        Line(text, $"    adc           Adc{suffix}{(Array.SubtractDigital ? ", subtract digital" : "")}{(Array.AccumulateAnalog ? ", accumulate analog" : "")}");
        if (!Array.IsPair) Line(text, $"    pedestal      {(Array.PedestalDigital ? "digital" : "reference")}");
        if (Array.OffsetColumn) Line(text, $"    offset        column");
        if (Array.Drivers.Length > 0) Line(text, $"    dac           Dac{suffix}");
        foreach (var line in Array.Wires) Line(text, $"    {line}");
        Line(text, $"}}");
    }

    private void WriteSlicing(StringBuilder text, string suffix)
    {
        var scaled = Weights.PerColumn ? ", scaled per column" : "";
        var encoding = Weights.Encoding switch
        {
            WeightEncoding.Differential => "differential",
            WeightEncoding.Offset => "offset",
            WeightEncoding.TwosComplement => "twos_complement",
            WeightEncoding.AnalogOneSided => "differential one_sided",
            _ => "differential two_sided",
        };
        var weights = Weights.IsAnalog
            ? $"analog, {encoding}{scaled}"
            : $"{Weights.Bits} bit {(Weights.Symmetric ? "symmetric" : "signed")}, slices {Join("+", Weights.Slices.Reverse())} bit, {encoding}"
                + $"{(Weights.AcrossColumns ? ", across columns" : ", across arrays")}{scaled}";
        var form = Inputs.Form switch
        {
            InputForm.TwosComplement => ", twos_complement",
            InputForm.TwoPhase => ", two_phase",
            InputForm.SignMagnitude => ", sign_magnitude",
            _ => "",
        };
        Line(text, $"slicing Sliced{suffix} {{");
        Line(text, $"    weights       {weights}");
        Line(text, $"    inputs        {Inputs.Bits} bit {Inputs.Signedness.ToString().ToLowerInvariant()}, slices {Join("+", Inputs.Slices.Reverse())} bit{form}");
        Line(text, $"}}");
    }
}
