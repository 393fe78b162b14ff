using BenchmarkDotNet.Attributes;
using TileDsl.Benchmarks.Measuring;
using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Kernels;

/// <summary>Every workload's product at its sizes, on one thread: time and memory per call.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private ITimed? _work;

    /// <summary>Lone products: networks take seconds per call and have the plain driver.</summary>
    public static IEnumerable<string> Cases => Case.Of(Catalogue.All.OfType<MatrixWork>()).Where(line => line.Threads == 1).Select(line => line.Key);

    [ParamsSource(nameof(Cases))]
    public string Work { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        var line = Case.Find(Work)!;
        _work = line.Work.Prepare(line.Size);
    }

    [Benchmark]
    public long Multiply() => _work!.Run(1, 1);
}
