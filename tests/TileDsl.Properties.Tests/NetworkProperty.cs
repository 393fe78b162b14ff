using TileDsl.Kernels;
using TileDsl.Reference;

namespace TileDsl.Properties.Tests;

/// <summary>What must hold of a compiled network: the interpreter's bits in float64 and on chips, on every path, in any batch, on any threads.</summary>
internal static class NetworkProperty
{
    private static readonly VectorPath[] s_paths = [VectorPath.Auto, VectorPath.Scalar, VectorPath.Portable, VectorPath.Wide];

    /// <summary>What does not hold, in words; null where all does.</summary>
    public static string? Violation(INetworkProgram program, Understood understood, Compilation compilation, string @namespace)
    {
        var (samples, calibration) = (program.TestSamples, program.CalibrationSamples);
        var interpreter = new NetworkInterpreter(understood.Model!.Networks[0], program.Weights, calibration);
        var network = compilation.Create<Network>(@namespace + "." + understood.ClassName, program.Weights, calibration);
        var expectedFloat = Enumerable.Range(0, samples.Count).SelectMany(n => interpreter.RunFloat(samples, n)).ToArray();
        if (Bits.Difference(program.Outputs, network.RunFloat(samples), expectedFloat) is { } floatDifference) return $"in float64: {floatDifference}";
        foreach (var noise in Enum.GetValues<Noise>())
        {
            var (chip, refusal) = Bits.Try(() => network.Program(program.Seed, program.Chip, noise));
            var (reference, expectedRefusal) = Bits.Try(() => interpreter.Program(program.Seed, program.Chip, noise));
            if (chip is null || reference is null)
            {
                if (chip is null && reference is null) continue;
                return $"noise {noise}: the compiled network says '{refusal ?? "nothing"}', the interpreter '{expectedRefusal ?? "nothing"}'";
            }
            const int first = 3;
            var expected = Enumerable.Range(0, samples.Count).SelectMany(n => reference.Run(samples, n, first)).ToArray();
            foreach (var path in s_paths)
            {
                if (Bits.Difference(program.Outputs, chip.RunBatch(samples, 1, first, path), expected) is { } difference) return $"noise {noise}, path {path}: {difference}";
            }
            if (Bits.Difference(program.Outputs, chip.RunBatch(samples, 2, first), expected) is { } threaded) return $"noise {noise}, on 2 threads: {threaded}";
            var single = Enumerable.Range(0, samples.Count).SelectMany(n => chip.RunBatch(samples.Slice(n, 1), 1, first + n)).ToArray();
            if (Bits.Difference(program.Outputs, single, expected) is { } alone) return $"noise {noise}, one by one: {alone}";
            var events = Enumerable.Repeat(reference.Events, s_paths.Length + 2).Aggregate(default(EventCounts), (sum, e) => sum + e);
            if (chip.Events != events) return $"noise {noise}: events {chip.Events}, by the interpreter {events}";
        }
        return null;
    }

    /// <summary>A failing network made simpler.</summary>
    public static (NetworkProgram Program, string Violation) Shrink(NetworkProgram program, string violation) =>
        Shrinking.Greedily(program, violation, Simpler, candidate =>
        {
            var understood = Understood.Network(candidate.Text, "Shrunk");
            if (understood.HasErrors) return null;
            using var compilation = new Compilation(understood.Sources);
            return Bits.Try(() => Violation(candidate, understood, compilation, "Shrunk") ?? "").Value is { Length: > 0 } still ? still : null;
        });

    private static IEnumerable<NetworkProgram> Simpler(NetworkProgram p)
    {
        if (p.Layers.Length > 1) yield return p with { Layers = p.Layers[..^1] };
        if (p.Samples.Length > 1) yield return p with { Samples = [p.Samples[0]] };
        if (p.Calibration.Length > 1) yield return p with { Calibration = [p.Calibration[0]] };
        if (p.ZeroPoint != 0) yield return p with { ZeroPoint = 0 };
        for (var l = 0; l < p.Layers.Length; l++)
        {
            var layer = p.Layers[l];
            if (layer.Activation != "none") yield return With(p, l, layer with { Activation = "none" });
            if (layer.AbsMax) yield return With(p, l, layer with { AbsMax = false });
            if (layer.Bias is not null) yield return With(p, l, layer with { Bias = null });
            foreach (var hardware in Shrinking.SimplerHardware(layer.Hardware)) yield return With(p, l, layer with { Hardware = hardware });
        }
    }

    private static NetworkProgram With(NetworkProgram p, int index, RandomLayer layer) =>
        p with { Layers = [.. p.Layers.Select((l, n) => n == index ? layer : l)] };
}
