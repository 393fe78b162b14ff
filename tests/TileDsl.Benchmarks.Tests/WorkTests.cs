using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Tests;

/// <summary>The programs that are measured compute what the workloads are defined to be.</summary>
public class WorkTests
{
    private const int Inputs = 256;
    private const int Vectors = 16;

    public static IEnumerable<string> Names => Catalogue.All.Select(work => work.Name);

    [TestCaseSource(nameof(Names))]
    public void Results_are_those_of_a_plain_loop(string name) =>
        Assert.That(Find(name).Check(Find(name).Sizes[0].Inputs, Vectors), Is.Null);

    [TestCaseSource(nameof(Names))]
    public void A_work_is_listed_with_its_goals(string name)
    {
        var work = Find(name);
        Assert.That(work.Sizes, Is.Not.Empty);
        Assert.That(work.Sizes.Select(size => size.Goal), Has.All.GreaterThan(0));
        Assert.That(work.Sizes.Distinct().Count(), Is.EqualTo(work.Sizes.Count));
    }

    // Each error is at the edge of what a check should see.
    [TestCase("W1", 0.3)]
    [TestCase("W2", 1e-6)]
    [TestCase("W2x", 1)]
    [TestCase("W3", 1e-6)]
    [TestCase("W4", 0.001)]
    public void A_wrong_result_is_found(string name, double error)
    {
        var work = (MatrixWork)Find(name);
        var wrong = work with { CheckOf = (weights, x, matrix, results) => { results[300] += error; return work.CheckOf(weights, x, matrix, results); } };
        Assert.That(wrong.Check(Inputs, Vectors), Does.StartWith("vector 1: output 44 is").Or.StartWith("output 44 of vector 1 is"));
    }

    // Alternately up and down: the mean stays, the standard deviation becomes some 10 % larger.
    [TestCase("W4", 32, 1)]
    [TestCase("W7", 4000, 1)]
    [TestCase("W7", -1500, 0)]
    public void Noise_of_another_size_or_mean_is_found(string name, double error, int alternate)
    {
        var work = (MatrixWork)Find(name);
        var wrong = work with
        {
            CheckOf = (weights, x, matrix, results) =>
            {
                for (var n = 0; n < results.Length; n++) results[n] += (n & alternate) == 0 ? error : -error;
                return work.CheckOf(weights, x, matrix, results);
            },
        };
        Assert.That(wrong.Check(Inputs, Vectors), Does.StartWith("4096 errors of results: mean"));
    }

    [TestCase("W5", 1.03)]
    [TestCase("W5rOpen", 1.03)]
    public void A_wrong_scale_of_real_products_is_found(string name, double factor)
    {
        var work = (RealWork)Find(name);
        var wrong = work with { CheckOf = (x, matrix, results) => work.CheckOf(x, matrix, Array.ConvertAll(results, y => y * factor)) };
        Assert.That(wrong.Check(Inputs, Vectors), Is.Not.Null);
    }

    // By the definition of cells whose noise is frozen, results of cells that draw it anew err too much, and the other way round.
    [TestCase("W5rOpen", "W5")]
    [TestCase("W5", "W5rOpen")]
    public void Noise_of_reads_is_told_from_none(string name, string other)
    {
        var wrong = (RealWork)Find(name) with { CheckOf = ((RealWork)Find(other)).CheckOf };
        Assert.That(wrong.Check(Inputs, Vectors), Does.Contain("errors of results: mean"));
    }

    private static Work Find(string name) => Catalogue.All.Single(work => work.Name == name);
}
