using TileDsl.Model;

namespace TileDsl.Reference.Tests;

/// <summary>Models as the binder would make them, with what a test does not care about left out.</summary>
internal static class Models
{
    public static readonly Rational MicroSiemens = new(1, 1_000_000);

    public static readonly AdcModel IdealAdc = new("Adc", AdcKind.Ideal, 0, CodeKind.Signed, new FullRange(), 1, null, null, null, default);

    public static DeviceModel Device(Rational gMin, Rational gMax, Rational[]? sigma = null, Rational? variability = null, Rational? readNoise = null) => new(
        "Cell", DeviceKind.Generic, gMin * MicroSiemens, gMax * MicroSiemens, (sigma ?? []).Select(c => c * MicroSiemens).ToValueList(),
        variability ?? 0, (readNoise ?? 0) * MicroSiemens, new Rational(1, 5), null, null, null, default);

    public static AdcModel Adc(int bits, CodeKind codes, RangeModel? range = null) =>
        new("Adc", AdcKind.Sar, bits, codes, range ?? new FullRange(), 1, null, null, null, default);

    public static FixedRange Lsb(Rational lo, Rational hi) => new(lo, hi, RangeUnit.Lsb);

    public static TileModel Tile(DeviceModel device, AdcModel adc, bool pair = true, int rows = 16, int columns = 16) => new(
        "Core", rows, columns, pair ? CellArrangement.Pair : CellArrangement.Single, device, adc, null, false, false, PedestalRemoval.Reference, false, default);

    /// <param name="weights">Cell bits, most significant first, as in a .tile file.</param>
    /// <param name="inputs">Cycle bits, most significant first.</param>
    public static SlicingModel Slicing(
        WeightEncoding encoding, int weightBits, int[] weights, int inputBits, int[] inputs, InputForm form = InputForm.Unsigned, bool acrossColumns = false, bool perColumn = false) =>
        new(
            "Sliced",
            new WeightSlicing(encoding, weightBits, false, weights.Reverse().ToValueList(), perColumn, acrossColumns),
            new InputSlicing(inputBits, form == InputForm.Unsigned ? Signedness.Unsigned : Signedness.Signed, form, inputs.Reverse().ToValueList()),
            default);

    public static SlicingModel Analog(WeightEncoding encoding, int inputBits, bool perColumn = false) =>
        Slicing(encoding, 0, [0], inputBits, [inputBits], perColumn: perColumn);
}
