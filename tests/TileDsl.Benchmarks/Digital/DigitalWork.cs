using System.Diagnostics;
using System.Globalization;

namespace TileDsl.Benchmarks.Digital;

/// <summary>
/// Digital inference, in float32 and quantised, beside OnnxRuntime, one sample at a time on one thread. What is compared is timed in turns, and the shortest of many
/// turns counts: other work on the machine then disturbs both alike.
/// </summary>
internal static class DigitalWork
{
    public const string Name = "digital";

    private const int Turns = 60;
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(8);

    /// <param name="models">The folder of ONNX files to compare with; null for none.</param>
    /// <param name="output">Where the results go.</param>
    public static void Run(string? models, TextWriter output)
    {
        Report("ResNet-8", new FloatNetwork().ResNet8(), new QuantisedNetwork().ResNet8(), models is null ? null : new OnnxYardstick(Path.Combine(models, "mlperftiny-ic-cifar10", "cifar10_resnet8.onnx"), 1, 3, 32, 32), output);
        Report("DS-CNN", new FloatNetwork().DsCnn(), new QuantisedNetwork().DsCnn(), models is null ? null : new OnnxYardstick(Path.Combine(models, "mlperftiny-kws", "kws_dscnn.onnx"), 1, 1, 49, 10), output);
    }

    private static void Report(string name, DigitalNetwork network, DigitalNetwork quantised, OnnxYardstick? yardstick, TextWriter output)
    {
        using var closed = yardstick;
        var count = network.Steps.Count;
        List<Action> works = [network.Run, quantised.Run, .. network.Steps.Select(step => step.Run), .. quantised.Steps.Select(step => step.Run)];
        if (yardstick is not null) works.Add(yardstick.Run);
        var micros = Best(works);
        var gigaMacs = network.Steps.Sum(step => step.Macs) / 1000.0;
        Line($"{name}: float {micros[0]:F1} us ({gigaMacs / micros[0]:F1} GMAC/s), quantised {micros[1]:F1} us, {micros[1] / micros[0]:F2} of float");
        if (yardstick is not null) Line($"  OnnxRuntime {micros[^1]:F1} us; float takes {micros[0] / micros[^1]:F2} of it");
        for (var n = 0; n < count; n++) Line($"  {network.Steps[n].Name,-50} {micros[n + 2],8:F2} us, quantised {micros[n + 2 + count],8:F2} us");

        void Line(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Microseconds of each.</summary>
    private static double[] Best(List<Action> works)
    {
        var best = new double[works.Count];
        var rounds = new int[works.Count];
        for (var n = 0; n < works.Count; n++)
        {
            best[n] = double.PositiveInfinity;
            for (var call = 0; call < 200; call++) works[n]();
            var start = Stopwatch.GetTimestamp();
            for (var call = 0; call < 20; call++) works[n]();
            rounds[n] = (int)Math.Clamp(20 * s_turn / Stopwatch.GetElapsedTime(start), 1, 100_000);
        }
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var n = 0; n < works.Count; n++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var round = 0; round < rounds[n]; round++) works[n]();
                best[n] = Math.Min(best[n], Stopwatch.GetElapsedTime(start).TotalMicroseconds / rounds[n]);
            }
        }
        return best;
    }
}
