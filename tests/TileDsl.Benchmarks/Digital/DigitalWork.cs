using System.Diagnostics;
using System.Globalization;

namespace TileDsl.Benchmarks.Digital;

/// <summary>
/// Digital float inference beside OnnxRuntime, one sample at a time on one thread. What is compared is timed in turns, and the shortest of many
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
        Report(DigitalNetwork.ResNet8(), models is null ? null : new OnnxYardstick(Path.Combine(models, "mlperftiny-ic-cifar10", "cifar10_resnet8.onnx"), 1, 3, 32, 32), output);
        Report(DigitalNetwork.DsCnn(), models is null ? null : new OnnxYardstick(Path.Combine(models, "mlperftiny-kws", "kws_dscnn.onnx"), 1, 1, 49, 10), output);
    }

    private static void Report(DigitalNetwork network, OnnxYardstick? yardstick, TextWriter output)
    {
        using var closed = yardstick;
        List<Action> works = [network.Run, .. network.Steps.Select(step => step.Run)];
        if (yardstick is not null) works.Add(yardstick.Run);
        var micros = Best(works);
        var macs = network.Steps.Sum(step => step.Macs);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{network.Name}: {micros[0]:F1} us, {macs / micros[0] / 1000:F1} GMAC/s"));
        if (yardstick is not null) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  OnnxRuntime {micros[^1]:F1} us, ratio {micros[0] / micros[^1]:F2}"));
        for (var n = 0; n < network.Steps.Count; n++)
        {
            var step = network.Steps[n];
            var speed = step.Macs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{step.Macs / micros[n + 1] / 1000,7:F1} GMAC/s");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {step.Name,-50} {micros[n + 1],8:F2} us {speed}"));
        }
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
