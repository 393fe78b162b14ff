using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Tests;

/// <summary>Batches allocate for a call, not for a sample.</summary>
public class AllocationTests
{
    private const int Few = 250, Many = 1000;

    [TestCase("W1", 0)]
    [TestCase("W2", 0)]
    [TestCase("W2x", 0)]
    [TestCase("W4", 0)]
    [TestCase("W7", 0)]
    [TestCase("W5", 0)]
    [TestCase("W5rOpen", 0)]
    [TestCase("W8", 0)]
    [TestCase("W6asW2", 10 * sizeof(double))]
    [TestCase("W6asW4", 10 * sizeof(double))]
    [TestCase("W6asW5", 10 * sizeof(double))]
    public void Memory_does_not_grow_with_samples_but_for_results_returned(string name, int resultBytes)
    {
        var work = Catalogue.All.Single(work => work.Name == name);
        Assert.That(Allocated(Many) - Allocated(Few), Is.EqualTo((Many - Few) * resultBytes).Within(200));

        long Allocated(int samples)
        {
            var timed = work.Prepare(work.Sizes[0] with { Batch = samples });
            timed.Run(1, 1);
            var before = GC.GetAllocatedBytesForCurrentThread();
            timed.Run(1, 1);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [TestCase("W5")]
    [TestCase("W5rOpen")]
    public void A_product_of_real_inputs_allocates_nothing(string name)
    {
        // One vector of its own results; more rounds, no more memory.
        var timed = Catalogue.All.Single(work => work.Name == name).Prepare(new WorkSize(256, 1, 1));
        timed.Run(10, 1);
        Assert.That(Allocated(Many), Is.EqualTo(Allocated(Few)));

        long Allocated(int rounds)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            timed.Run(rounds, 1);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
