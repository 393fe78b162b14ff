using System.Diagnostics;

namespace TileDsl.Benchmarks.Limits;

/// <summary>What one core of this machine can do, measured with short loops that do nothing else.</summary>
/// <param name="FloatMacs">FP32 multiply-adds, 10^9 per second; float additions run at the same rate.</param>
/// <param name="IntegerMacs">Exact multiply-adds of unsigned and signed bytes into 32 bits, 10^9 per second; 0 where it is not known.</param>
/// <param name="DigitMacs">2-bit digits times an input bit by byte look-up, 10^9 per second; 0 where it is not known.</param>
/// <param name="L2">Read bandwidth of 256 KiB, 10^9 bytes per second.</param>
/// <param name="L3">Read bandwidth of 4 MiB, 10^9 bytes per second.</param>
internal sealed record Machine(double FloatMacs, double IntegerMacs, double DigitMacs, double L2, double L3)
{
    private const int Repetitions = 30;
    private static readonly TimeSpan s_repetition = TimeSpan.FromMilliseconds(3);

    /// <summary>
    /// Vector instructions for a vector of standard Gaussians, at the rate of multiply-adds: ten rounds of Philox, and a
    /// logarithm, root, sine and cosine for every second one (1.05 ns each at 57 GMAC/s).
    /// </summary>
    private const double InstructionsPerGaussian = 60;

    /// <summary>Nanoseconds of a standard Gaussian.</summary>
    public double Gaussian => InstructionsPerGaussian / FloatMacs;

    /// <summary>Measures this machine, in about a second.</summary>
    public static Machine Measure() =>
        new(Rate(PeakLoops.FloatMacs), Rate(PeakLoops.IntegerMacs), Rate(PeakLoops.DigitMacs), Bandwidth(256 << 10), Bandwidth(4 << 20));

    /// <summary>Read bandwidth of so many bytes read again and again: what the cache that holds them gives.</summary>
    public double ReadRate(long bytes) => bytes <= 512 << 10 ? L2 : L3;

    private static double Bandwidth(int bytes)
    {
        var values = new float[bytes / sizeof(float)];
        return Rate(rounds => PeakLoops.Read(values, rounds));
    }

    /// <summary>The best rate of a loop, 10^9 items per second. The loop takes rounds and returns the items done.</summary>
    private static double Rate(Func<int, long> loop)
    {
        // A method is optimised in the background once it has been entered thirty times.
        for (var n = 0; n < 40; n++) loop(1);
        Thread.Sleep(150);
        var rounds = 1;
        while (Time(rounds).Elapsed < s_repetition) rounds *= 2;
        return Enumerable.Range(0, Repetitions).Max(_ =>
        {
            var (items, elapsed) = Time(rounds);
            return items / elapsed.TotalNanoseconds;
        });

        (long Items, TimeSpan Elapsed) Time(int times)
        {
            var start = Stopwatch.GetTimestamp();
            return (loop(times), Stopwatch.GetElapsedTime(start));
        }
    }
}
