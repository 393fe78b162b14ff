using System.Diagnostics;
using System.Globalization;

namespace TileDsl.Benchmarks.Digital;

/// <summary>
/// Two networks of MLPerf Tiny through the engine, in float32 and as exact integers of 8 bits, beside OnnxRuntime, on one thread. What is compared is timed in
/// turns, and the shortest of many turns counts: other work on the machine then disturbs all alike.
/// </summary>
internal static class DigitalWork
{
    public const string Name = "digital";

    private const int Turns = 60;
    private static readonly TimeSpan s_warm = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(8);

    /// <param name="models">The folder of ONNX files and samples.</param>
    /// <param name="output">Where the results go.</param>
    public static void Run(string models, TextWriter output)
    {
        Report("ResNet-8", Path.Combine(models, "mlperftiny-ic-cifar10"), "cifar10_resnet8.onnx", "x_calib500_u8.npy", code => code, [1, 3, 32, 32], output);
        Report("DS-CNN", Path.Combine(models, "mlperftiny-kws"), "kws_dscnn.onnx", "x_test_i8.npy", code => (code - 83) * 0.5847029f, [1, 1, 49, 10], output);
    }

    private static void Report(string name, string folder, string model, string samples, Func<int, float> real, long[] shape, TextWriter output)
    {
        using var network = new EngineNetwork(Path.Combine(folder, model), Path.Combine(folder, samples), real);
        using var yardstick = new OnnxYardstick(Path.Combine(folder, model), shape);
        var micros = Best([network.RunFloat, network.RunExact, yardstick.Run, network.RunFloatBatch, network.RunExactBatch]);
        var (batchFloat, batchExact) = (micros[3] / EngineNetwork.BatchLength, micros[4] / EngineNetwork.BatchLength);
        Line($"{name}, {network.Macs / 1e6:F2} million multiply-adds; microseconds of a sample on one thread");
        Line($"  OnnxRuntime        {micros[2],7:F1}");
        Line($"  float32            {micros[0],7:F1}  {micros[0] / micros[2]:F2} of OnnxRuntime");
        Line($"  exact integers     {micros[1],7:F1}  {micros[1] / micros[0]:F2} of float32");
        Line($"  float32, batch     {batchFloat,7:F1}  {batchFloat / micros[2]:F2} of OnnxRuntime");
        Line($"  exact, batch       {batchExact,7:F1}  {batchExact / batchFloat:F2} of float32");

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
            // Compiled once more after some tenths of a second; rounds counted before that would be too few to be warm in.
            var warm = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(warm) < s_warm) works[n]();
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
