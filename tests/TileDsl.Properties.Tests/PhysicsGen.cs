using FsCheck;
using FsCheck.Fluent;
using TileDsl.Model;

namespace TileDsl.Properties.Tests;

/// <summary>Random physics beyond programming errors and white noise, as lines of a .tile file; none more often than not.</summary>
internal static class PhysicsGen
{
    private static readonly string[] s_none = [];

    /// <summary>Lines of a device whose conductances are in nanosiemens.</summary>
    public static Gen<string[]> Device(int gMin, int gMax, bool readNoise) => Gen.Frequency(
        (5, Gen.Constant(s_none)),
        (3,
            from drift in Sometimes("drift nu = 0.05 +- 0.02, t0 = 20 s", "drift nu = 0.1, t0 = 20 s")
            from flicker in readNoise
                ? Gen.Constant(s_none)
                : Sometimes(
                    "read_noise flicker(0.009, exponent = -0.65, t_read = 250 ns), correlation split",
                    "read_noise flicker(0.009, exponent = -0.65, t_read = 250 ns), correlation frozen",
                    "read_noise flicker(0.009, exponent = -0.65, t_read = 250 ns), correlation fresh",
                    "read_noise flicker(0.009, exponent = -0.65, t_read = 250 ns), correlation split, clipped")
            from faults in Sometimes("faults stuck_low = 3 %, stuck_high = 2 %", "endurance weibull(4 writes, shape = 2)")
            from verify in Sometimes($"verify tolerance = {(gMax - gMin) / 20 + 1} nS, max_pulses = 5")
            from curve in Sometimes("iv cubic = -0.25", "iv quadratic = 0.3, cubic = -0.25")
            select drift.Concat(flicker).Concat(faults).Concat(verify).Concat(curve).ToArray()));

    /// <summary>Lines of an adc.</summary>
    public static Gen<string[]> Converter(Converter converter) => converter.IsIdeal ? Gen.Constant(s_none) : Gen.Frequency(
        (5, Gen.Constant(s_none)),
        (3,
            from noise in Sometimes("noise 0.4 lsb", "noise 3 lsb")
            from offset in Sometimes("offset +- 0.8 lsb", "offset 0.3 lsb")
            from gain in Sometimes("gain +- 2 %", "gain 1 %")
            from mismatch in Sometimes("nonlinearity mismatch 5 %")
            from shared in Sometimes("shared_by 3 columns")
            from clip in Sometimes("on_clip halve_input")
            select noise.Concat(offset).Concat(gain).Concat(mismatch).Concat(shared).Concat(clip).ToArray()));

    /// <summary>Lines of a dac.</summary>
    public static Gen<string[]> Drivers { get; } = Gen.Frequency(
        (8, Gen.Constant(s_none)),
        (1,
            from gain in Gen.Elements("gain +- 2 %", "gain 1 %", "nonlinearity +- 0.1 lsb", "drive pulse_width")
            from noise in Sometimes("noise 0.05 lsb")
            select noise.Prepend(gain).ToArray()));

    /// <summary>Lines of a tile; large arrays take the solvers too long for a thousand programs.</summary>
    public static Gen<string[]> Wires(Array array) => array.Rows * array.Columns > 250 ? Gen.Constant(s_none) : Gen.Frequency(
        (8, Gen.Constant(s_none)),
        (1,
            from wire in Gen.Elements("wire row 20 ohm, column 30 ohm", "wire row 0 ohm, column 100 ohm, row_end 50 ohm", "wire row 200 ohm, column 0 ohm, column_end 0 ohm")
            from floating in Sometimes("zero_input disconnected")
            from interleaved in array.IsPair ? Sometimes("polarities interleaved") : Gen.Constant(s_none)
            select floating.Concat(interleaved).Prepend(wire).ToArray()));

    /// <summary>Lines of a tile about spare columns and checksums.</summary>
    public static Gen<string[]> Spares(Hardware hardware)
    {
        var (array, weights) = (hardware.Array, hardware.Weights);
        if (array.Wires.Length > 0) return Gen.Constant(s_none);
        var repaired = Gen.Choose(1, 3).Select(n => new[] { $"spare_columns {n}" });
        if (weights.IsAnalog || array.Converter.IsIdeal || array.AccumulateAnalog || array.Converter.Range.Contains("per_column") || array.Cell.Physics.Any(p => p.StartsWith("iv", StringComparison.Ordinal)))
            return Gen.Frequency((3, Gen.Constant(s_none)), (1, repaired));
        var form = new ChecksumForm(weights.AcrossColumns ? array.Columns / weights.Slices.Length : array.Columns, weights.Slices);
        var due = form.Columns * (weights.AcrossColumns ? weights.Slices.Length : 1);
        return Gen.Frequency(
            (4, Gen.Constant(s_none)),
            (1, repaired),
            (2,
                from more in Gen.Choose(0, 2)
                from rate in Gen.Elements("", ", false_alarm 1e-2")
                select new[] { $"spare_columns {due + more}", "correction checksum" + rate }));
    }

    private static Gen<string[]> Sometimes(params string[] lines) =>
        Gen.Frequency((2, Gen.Constant(s_none)), (1, Gen.Elements(lines).Select(line => new[] { line })));
}
