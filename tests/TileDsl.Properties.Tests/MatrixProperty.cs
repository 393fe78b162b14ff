using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Reference;

namespace TileDsl.Properties.Tests;

/// <summary>What must hold of a compiled matrix: the interpreter's bits, on every path, in any batch, on any threads; and its events.</summary>
internal static class MatrixProperty
{
    private static readonly Noise[] s_noises = [Noise.On, Noise.Off, Noise.Ideal];
    private static readonly VectorPath[] s_paths = [VectorPath.Auto, VectorPath.Scalar, VectorPath.Portable, VectorPath.Wide];

    /// <summary>What does not hold, in words; null where all does.</summary>
    /// <param name="detected">Is told what checks of code words have found.</param>
    public static string? Violation(MatrixProgram program, Understood understood, Compilation compilation, string @namespace, Action<DetectionCounts>? detected = null)
    {
        var flat = program.Samples.SelectMany(s => s).ToArray();
        var calibration = program.Hardware.Array.Converter.IsCalibrated ? program.Calibration.SelectMany(s => s).ToArray() : null;
        var interpreter = new MatrixInterpreter(
            understood.Model!.Tiles[0], understood.Model.Slicings[0], program.Inputs, program.Outputs, program.Weights, program.FullScale, calibration);
        var matrix = compilation.Create<Matrix>(@namespace + "." + understood.ClassName, program.Weights, program.FullScale, calibration);
        var readNoise = program.Without.Contains("noise folding") ? ReadNoise.PerCell : ReadNoise.Folded;
        foreach (var (noise, clock, compensation) in Runs(program))
        {
            var (programmed, refusal) = Bits.Try(() => matrix.Program(program.Seed, program.Chip, noise).At(clock.Time, clock.Span).Compensated(compensation));
            var (reference, expectedRefusal) = Bits.Try(() => interpreter.Program(program.Seed, program.Chip, 0, noise, readNoise, clock, compensation));
            if (programmed is null || reference is null)
            {
                if (programmed is null && reference is null) continue;
                return $"noise {noise}: the compiled program says '{refusal ?? "nothing"}', the interpreter '{expectedRefusal ?? "nothing"}'";
            }
            var expected = program.Samples.SelectMany((x, n) => reference.Multiply(x, (long)program.FirstIndex + n)).ToArray();
            if (noise != Noise.On && IsIntegerProduct(program, noise) && Bits.Difference(program.Outputs, expected, IntegerProduct(program)) is { } wrong)
                return $"noise {noise}: the interpreter is not the integer product: {wrong}";
            foreach (var path in s_paths)
            {
                var y = new double[expected.Length];
                for (var n = 0; n < program.Samples.Length; n++)
                    programmed.Multiply(program.Samples[n], y.AsSpan(n * program.Outputs, program.Outputs), (long)program.FirstIndex + n, path);
                if (Bits.Difference(program.Outputs, y, expected) is { } difference) return $"noise {noise}, path {path}, one by one: {difference}";
            }
            foreach (var threads in new[] { 1, 2 })
            {
                if (Bits.Difference(program.Outputs, programmed.MultiplyBatch(flat, threads, program.FirstIndex), expected) is { } difference)
                    return $"noise {noise}, a batch on {threads} threads: {difference}";
            }
            var runs = s_paths.Length + 2;
            var events = Enumerable.Repeat(reference.Events, runs).Aggregate(default(EventCounts), (sum, e) => sum + e);
            if (programmed.Events != events) return $"noise {noise}: events {programmed.Events}, by the interpreter {events}";
            // Sound words are checked by no one, but for a kernel that is not to be collapsed.
            if (understood.Model.Tiles[0].AnCode is null || reference.Detection == default) continue;
            var detection = Enumerable.Repeat(reference.Detection, runs).Aggregate(default(DetectionCounts), (sum, d) => sum + d);
            if (programmed.Detection != detection) return $"noise {noise}: checks of code words found {programmed.Detection}, by the interpreter {detection}";
            detected?.Invoke(reference.Detection);
        }
        return null;
    }

    /// <summary>Every mode just after programming, and for devices that change, one of them later.</summary>
    private static IEnumerable<(Noise Noise, ReadClock Clock, DriftCompensation Compensation)> Runs(MatrixProgram program)
    {
        foreach (var noise in s_noises) yield return (noise, default, DriftCompensation.None);
        if (program.Hardware.Array.Cell.Physics.Length == 0) yield break;
        var compensation = (DriftCompensation)(program.Seed % 3);
        yield return (program.Seed % 4 == 0 ? Noise.Off : Noise.On, new ReadClock(3600, 0.001), compensation);
    }

    /// <summary>Whether this noise-free run is the integer product whatever the interpreter says.</summary>
    private static bool IsIntegerProduct(MatrixProgram program, Noise noise) =>
        !program.Hardware.Weights.IsAnalog && (noise == Noise.Ideal || Lossless.IsCertain(program.Hardware, LargestBlock(program)));

    public static int LargestBlock(MatrixProgram program)
    {
        var blocks = (program.Inputs + program.Hardware.Array.Rows - 1) / program.Hardware.Array.Rows;
        return (program.Inputs + blocks - 1) / blocks;
    }

    private static double[] IntegerProduct(MatrixProgram program) =>
        [.. program.Samples.SelectMany(x => Enumerable.Range(0, program.Outputs).Select(j =>
            (double)x.Select((code, i) => code * (long)program.Weights[j * program.Inputs + i]).Sum()))];
}
