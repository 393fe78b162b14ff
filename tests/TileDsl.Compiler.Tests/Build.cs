using TileDsl.Model;

namespace TileDsl.Compiler.Tests;

/// <summary>Model records with defaults that a test overrides by <c>with</c>.</summary>
internal static class Build
{
    public static DeviceModel Device(Rational? gMin = null, Rational? gMax = null, bool programming = false, bool readNoise = false) => new(
        "Cell",
        DeviceKind.Generic,
        gMin ?? Rational.Zero,
        gMax ?? Micro(25),
        programming ? new ValueList<Rational>([Micro(new Rational(1, 4))]) : ValueList<Rational>.Empty,
        Rational.Zero,
        readNoise ? Micro(new Rational(1, 10)) : Rational.Zero,
        new Rational(1, 5),
        null,
        null,
        null,
        default);

    public static AdcModel Adc(int bits, CodeKind codes = CodeKind.Signed, RangeModel? range = null) =>
        new("Adc", AdcKind.Sar, bits, codes, range ?? new FullRange(), 1, null, null, null, default);

    public static AdcModel IdealAdc() => Adc(0) with { Kind = AdcKind.Ideal };

    public static TileModel Tile(int rows, int columns, CellArrangement cells = CellArrangement.Pair, DeviceModel? device = null, AdcModel? adc = null) =>
        new("Core", rows, columns, cells, device ?? Device(), adc ?? Adc(8), null, false, false, PedestalRemoval.Reference, false, default);

    /// <param name="slices">Most significant first, as a file has them.</param>
    public static WeightSlicing Weights(WeightEncoding encoding, int bits, params int[] slices) =>
        new(encoding, bits, encoding == WeightEncoding.Differential, slices.Reverse().ToValueList(), false, false);

    public static WeightSlicing Analog(WeightEncoding encoding = WeightEncoding.AnalogOneSided) =>
        new(encoding, 0, false, new ValueList<int>([0]), false, false);

    public static InputSlicing Inputs(InputForm form, int bits, params int[] slices) => new(
        bits,
        form switch { InputForm.Unsigned => Signedness.Unsigned, InputForm.TwosComplement => Signedness.Signed, _ => Signedness.Symmetric },
        form,
        slices.Reverse().ToValueList());

    public static SlicingModel Slicing(WeightSlicing weights, InputSlicing inputs) => new("Sliced", weights, inputs, default);

    public static Rational Micro(Rational value) => value / 1000000;
}
