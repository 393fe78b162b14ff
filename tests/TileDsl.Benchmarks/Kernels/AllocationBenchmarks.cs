using BenchmarkDotNet.Attributes;
using TileDsl.Benchmarks.Measuring;
using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Kernels;

/// <summary>
/// Memory of batches: the same for few samples and many. A network's call returns its results, 80 bytes a sample, and
/// nothing else grows.
/// </summary>
[MemoryDiagnoser]
public class AllocationBenchmarks
{
    private ITimed[] _chips = [];

    [Params("W2", "W4", "W5", "W5rOpen", "W7", "W6asW2", "W6asW4", "W6asW5")]
    public string Work { get; set; } = "";

    [Params(250, 1000)]
    public int Samples { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        const int Chips = 2;
        var work = Catalogue.All.Single(work => work.Name == Work);
        _chips = [.. Enumerable.Range(0, Chips).Select(_ => work.Prepare(work.Sizes[0] with { Batch = Samples }))];
    }

    [Benchmark]
    public long Chips()
    {
        var vectors = 0L;
        foreach (var chip in _chips) vectors += chip.Run(1, Threads);
        return vectors;
    }
}
