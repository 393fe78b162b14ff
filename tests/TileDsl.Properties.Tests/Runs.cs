using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace TileDsl.Properties.Tests;

/// <summary>How many random programs, and which: the same ones unless the environment asks for others.</summary>
internal static class Runs
{
    private const int Size = 50;
    private const ulong OddGamma = 0x9E3779B97F4A7C15;

    /// <summary>TILEDSL_SEED.</summary>
    public static ulong Seed { get; } = Read("TILEDSL_SEED", 20);

    /// <summary>TILEDSL_PROGRAMS.</summary>
    public static int Programs { get; } = (int)Read("TILEDSL_PROGRAMS", 1000);

    /// <summary>Networks are larger, and there is one for every twelve programs.</summary>
    public static int Networks => Math.Max(Programs / 12, 1);

    /// <summary>Graphs make a product at every place of a window: there is one for every forty programs.</summary>
    public static int Graphs => Math.Max(Programs / 40, 1);

    /// <summary>What is said of programs that can be described and not emitted: sums, results, planes and bodies beyond the kernels' limits.</summary>
    public static IReadOnlyList<string> Limits { get; } = ["TILE0601", "TILE0602", "TILE0603", "TILE0604"];

    /// <summary>Program <paramref name="number"/> of the seed, on its own, so that one can be seen again without the others.</summary>
    public static T Sample<T>(Gen<T> generator, int number) =>
        generator.Sample(Size, new Rnd(Mix(Mix(Seed) + (ulong)number), OddGamma), 1)[0];

    /// <summary>The finaliser of SplitMix64, so that neighbouring seeds have nothing in common.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Does batches of program numbers side by side; what fails in any of them fails the test, with its message alone.</summary>
    public static void InBatches(int programs, int batchSize, Action<int[]> batch)
    {
        try
        {
            Parallel.ForEach(Enumerable.Range(0, programs).Chunk(batchSize), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, batch);
        }
        catch (AggregateException failures)
        {
            Assert.Fail(string.Join("\n\n", failures.InnerExceptions.Select(f => f is AssertionException ? f.Message : f.ToString())));
        }
    }

    private static ulong Read(string name, ulong otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
