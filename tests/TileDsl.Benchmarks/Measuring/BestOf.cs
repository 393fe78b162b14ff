using System.Diagnostics;

namespace TileDsl.Benchmarks.Measuring;

/// <summary>The shortest of many short repetitions: what the work takes when nothing else runs.</summary>
internal static class BestOf
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(1);
    // Long beside the start of a thread, of which callers have one each.
    private static readonly TimeSpan s_repetition = TimeSpan.FromMilliseconds(12);

    /// <summary>The run-time compiler optimises a method after thirty calls, in the background.</summary>
    private const int WarmUpCalls = 60;

    private const int FewestRepetitions = 2;

    /// <summary>Microseconds per vector.</summary>
    public static double Micros(ITimed work, int threads)
    {
        var rounds = WarmUp(work, threads);
        var best = double.PositiveInfinity;
        var clock = Stopwatch.StartNew();
        for (var repetition = 0; repetition < FewestRepetitions || clock.Elapsed < s_measured; repetition++)
        {
            var start = Stopwatch.GetTimestamp();
            var vectors = work.Run(rounds, threads);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / vectors);
        }
        return best;
    }

    /// <summary>Runs until compiled code has settled; returns how many rounds make a repetition long enough for the clock.</summary>
    private static int WarmUp(ITimed work, int threads)
    {
        var clock = Stopwatch.StartNew();
        var shortest = TimeSpan.MaxValue;
        for (var calls = 0; calls < 2 || (clock.Elapsed < 4 * s_warmUp && (calls < WarmUpCalls || clock.Elapsed < s_warmUp)); calls++)
        {
            var start = Stopwatch.GetTimestamp();
            work.Run(1, threads);
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed < shortest) shortest = elapsed;
            if (elapsed > 4 * s_warmUp) break;
        }
        return (int)Math.Clamp(s_repetition / shortest, 1, 100_000);
    }
}
