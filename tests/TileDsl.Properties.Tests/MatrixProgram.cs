using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Properties.Tests;

/// <summary>A random program with one matrix, its weights and its inputs.</summary>
/// <param name="Weights">W row-major, outputs by inputs.</param>
/// <param name="FullScale">The weight at g_max of analog weights; 0 for the largest.</param>
/// <param name="Samples">Input codes.</param>
/// <param name="Calibration">Input codes a calibrated range is taken from.</param>
/// <param name="Without">Rewrites that are not to be tried, so that every strategy is met.</param>
internal sealed record MatrixProgram(
    Hardware Hardware, int Inputs, int Outputs, double[] Weights, double FullScale, int[][] Samples, int[][] Calibration, ulong Seed, int Chip, int FirstIndex, IReadOnlyList<string> Without)
{
    public string Text => "tile 1\n" + Hardware.Text();

    /// <summary>Everything that is needed to see it again.</summary>
    public override string ToString() => FormattableString.Invariant($"""
        {Text}
        // {Outputs} outputs by {Inputs} inputs, seed {Seed}, chip {Chip}, first sample {FirstIndex}, full scale {FullScale:R}
        // without {(Without.Count == 0 ? "nothing" : string.Join(", ", Without))}
        // weights (outputs by inputs):
        {string.Join("\n", Weights.Chunk(Inputs).Select(Row))}
        // samples:
        {string.Join("\n", Samples.Select(Row))}
        // calibration:
        {string.Join("\n", Calibration.Select(Row))}
        """);

    private static string Row<T>(T[] values)
        where T : IFormattable => "//   " + string.Join(' ', values.Select(v => v.ToString(null, CultureInfo.InvariantCulture)));
}

/// <summary>Random programs with one matrix.</summary>
internal static class MatrixProgramGen
{
    public static Gen<MatrixProgram> Any { get; } =
        from hardware in HardwareGen.Any
        let small = hardware.Array.Cell.ReadNoise > 0
        from inputs in Gen.Frequency((3, Gen.Choose(1, 20)), (1, Gen.Choose(21, small ? 24 : 90)))
        from outputs in Gen.Frequency((6, Gen.Choose(1, 20)), (1, Gen.Choose(21, small ? 24 : 70)))
        from weights in WeightsOf(hardware.Weights, inputs * outputs)
        from generousScale in Gen.Elements(false, true)
        from count in Gen.Frequency((6, Gen.Constant(3)), (1, Gen.Choose(1, small ? 3 : 9)))
        from samples in Gen.ArrayOf(Codes(hardware.Inputs, inputs), count)
        from calibration in Gen.ArrayOf(Codes(hardware.Inputs, inputs), 2)
        from seed in Gen.Choose(0, int.MaxValue)
        from chip in Gen.Choose(0, 9)
        from firstIndex in Gen.Elements(0, 0, 1, 1296, int.MaxValue)
        from rewrites in WithoutGen
        from sampled in Gen.Elements(false, false, true)
        let without = small && sampled ? rewrites.Append("noise folding").Distinct().ToArray() : rewrites
        let fullScale = hardware.Weights.IsAnalog && generousScale ? weights.Max(Math.Abs) * 1.25 : 0
        select new MatrixProgram(hardware, inputs, outputs, weights, fullScale, samples, calibration, (ulong)seed * 0x9E3779B97F4A7C15, chip, firstIndex, without);

    /// <summary>Codes of one sample: at random, at the ends of their range, or mostly zero.</summary>
    public static Gen<int[]> Codes(Inputs inputs, int count) => Gen.OneOf(
        Gen.ArrayOf(Gen.Choose(inputs.Lowest, inputs.Highest), count),
        Gen.ArrayOf(Gen.Elements(inputs.Lowest, inputs.Highest), count),
        Gen.ArrayOf(Gen.Constant(inputs.Highest), count),
        Gen.ArrayOf(Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(inputs.Lowest, inputs.Highest))), count));

    /// <summary>Nothing, one rewrite or several.</summary>
    private static Gen<string[]> WithoutGen => Gen.Frequency<string[]>(
        (3, Gen.Constant(System.Array.Empty<string>())),
        (4, Gen.Elements<string>([.. Rewrites.Names]).Select(name => new[] { name })),
        (1, Gen.SubListOf<string>(Rewrites.Names).Select(names => names.ToArray())));

    private static Gen<double[]> WeightsOf(Weights weights, int count) => weights.IsAnalog
        ? Gen.OneOf(
            Gen.ArrayOf(Gen.Choose(-1000000, 1000000).Select(w => w / 777777.0), count),
            Gen.ArrayOf(Gen.Elements(-1.5, 1.5, 0), count))
        : Gen.OneOf(
            Gen.ArrayOf(Gen.Choose(weights.Lowest, weights.Highest).Select(w => (double)w), count),
            Gen.ArrayOf(Gen.Elements<double>(weights.Lowest, weights.Highest), count),
            Gen.ArrayOf(Gen.Constant<double>(weights.Highest), count),
            Gen.ArrayOf(Gen.Frequency((4, Gen.Constant(0.0)), (1, Gen.Choose(weights.Lowest, weights.Highest).Select(w => (double)w))), count));
}
