using System.Globalization;
using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Measuring;

/// <summary>A line of the results: a workload at one size, on so many threads.</summary>
internal sealed record Case(Work Work, WorkSize Size, int Threads)
{
    /// <summary>Cores two threads are worth (the goal).</summary>
    private const double TwoCores = 1.9;

    /// <summary>Names it on the command line: W2:256:256:1 is work, inputs, batch, threads.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Work.Name}:{Size.Inputs}:{Size.Batch}:{Threads}");

    /// <summary>Microseconds per vector to be reached.</summary>
    public double Goal => Threads == 1 ? Size.Goal : Size.Goal / TwoCores;

    /// <summary>Every line, or those of one workload.</summary>
    public static IReadOnlyList<Case> Of(IEnumerable<Work> works) =>
        [.. from work in works from size in work.Sizes from threads in (int[])[1, 2] select new Case(work, size, threads)];

    /// <summary>The case of a key, or null.</summary>
    public static Case? Find(string key) => Of(Catalogue.All).FirstOrDefault(c => c.Key == key);
}

/// <summary>What one process measured.</summary>
/// <param name="Micros">Per vector.</param>
/// <param name="KernelMicros">Sum of a network's kernels run alone, per vector; null for a lone product.</param>
/// <param name="YardstickMicros">OpenBLAS, per vector; null where there is none.</param>
/// <param name="PeakMegabytes">Of the process until the work was measured; 10^6 bytes.</param>
/// <param name="Passes">How often a vector was driven on average; null where once is all there is.</param>
internal sealed record Measurement(double Micros, double? KernelMicros, double? YardstickMicros, double PeakMegabytes, double? Passes = null)
{
    /// <summary>Measures a case in this process.</summary>
    public static Measurement Of(Case line)
    {
        var work = line.Work.Prepare(line.Size);
        var micros = BestOf.Micros(work, line.Threads);
        // Before the yardstick and anything else takes memory of its own.
        var peak = PeakMemory.Megabytes();
        var kernels = line.Work.PrepareKernels(line.Size);
        double? alone = kernels.Count == 0 ? null : kernels.Sum(kernel => BestOf.Micros(kernel, line.Threads));
        var yardstick = OpenBlas.Load()?.Micros(line.Work.Products(line.Size.Inputs), line.Size.Batch);
        return new Measurement(micros, alone, yardstick, peak, work.Passes);
    }
}
