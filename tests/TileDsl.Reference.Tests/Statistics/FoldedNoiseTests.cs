using System.Collections.Concurrent;
using TileDsl.Model;

namespace TileDsl.Reference.Tests.Statistics;

/// <summary>
/// Folded read noise has the distribution of noise drawn per cell: both are held against the covariance that the definition of read
/// noise predicts, on random programs. Results less their means, multiplied by the inverse of the covariance's triangle, are
/// independent standard Gaussians, whatever offset and reference columns share.
/// </summary>
public sealed class FoldedNoiseTests
{
    private const int Programs = 25;
    private const int Products = 12_000;
    private const int Outputs = NoisyProgram.Outputs;

    // False alarms: one test in 10^5, so that the 1100 or so of all programs together fail a right program with a probability
    // below 1.1 %. Power: an error of 2 % in the standard deviation of one program is missed once in a thousand times.
    private const double Level = 1e-5;
    private const double Power = 0.999;

    private readonly ConcurrentDictionary<(int Number, ReadNoise), double[][]> _drawn = [];

    private static IEnumerable<NoisyProgram> All => Enumerable.Range(0, Programs).Select(n => new NoisyProgram(n));

    [OneTimeSetUp]
    public void Draw() => Parallel.ForEach(
        from program in All from readNoise in Enum.GetValues<ReadNoise>() select (program, readNoise),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
        of => _drawn[(of.program.Number, of.readNoise)] = Whitened(of.program, of.readNoise, of.program.Vectors, Products));

    [OneTimeTearDown]
    public void Forget() => _drawn.Clear();

    [Test]
    public void TheProgramsHaveEverythingThatNoiseDependsOn()
    {
        bool[] Having(Func<NoisyProgram, bool> what) => [.. All.Where(what).Select(_ => true)];
        Assert.Multiple(() =>
        {
            foreach (var encoding in Enum.GetValues<WeightEncoding>()) Assert.That(Having(p => p.Slicing.Weights.Encoding == encoding), Has.Length.EqualTo(5), $"{encoding}");
            foreach (var form in Enum.GetValues<InputForm>()) Assert.That(Having(p => p.Slicing.Inputs.Form == form), Has.Length.AtLeast(3), $"{form}");
            Assert.That(Having(p => p.Tile.SubtractDigital), Has.Length.AtLeast(3));
            Assert.That(Having(p => p.IsPair && !p.Tile.SubtractDigital), Has.Length.AtLeast(3));
            Assert.That(Having(p => p.HasReference), Has.Length.AtLeast(3));
            Assert.That(Having(p => p.HasReference && p.Slicing.Weights.AcrossColumns), Has.Length.AtLeast(1));
            Assert.That(Having(p => !p.IsPair && !p.HasReference), Has.Length.AtLeast(3));
            Assert.That(Having(p => p.Tile.AccumulateAnalog), Has.Length.AtLeast(3));
            Assert.That(Having(p => p.Tile.OffsetColumn), Has.Length.AtLeast(2));
            Assert.That(Having(p => p.Step is not null), Has.Length.AtLeast(3));
            Assert.That(Having(p => p.Tile.Device.HasProgrammingError), Has.Length.AtLeast(3));
        });
    }

    [Test]
    public void ResultsAreGaussiansOfThePredictedCovariance([Values] ReadNoise readNoise)
    {
        var tests = new NormalTests(Level);
        Assert.That(tests.NumbersFor(0.02, Power), Is.LessThan(Products * Outputs), "too few for the power that is stated");
        foreach (var program in All) Judge(tests, program, Drawn(program, readNoise));
        TestContext.Out.WriteLine($"{tests.Count} tests");
        Assert.That(tests.Count * 2 * Level, Is.LessThan(0.0115), "the family-wise rate that is stated, of both ways to draw");
        Assert.That(tests.Violations, Is.Empty);
    }

    [Test]
    public void AnErrorOfTwoPercentInAStandardDeviationIsSeen([Values] ReadNoise readNoise, [Values(0.98, 1.02)] double factor)
    {
        foreach (var program in All)
        {
            var tests = new NormalTests(Level);
            Judge(tests, program, [.. Drawn(program, readNoise).Select(column => Array.ConvertAll(column, z => z * factor))]);
            Assert.That(tests.Violations, Has.Some.StartsWith("variance"), $"{program}");
        }
    }

    [Test]
    public void ACommonDrawOfOneTwentiethOfTheVarianceIsSeen()
    {
        // As if columns, or samples, shared what they should draw apart.
        var drawn = Drawn(new NoisyProgram(0), ReadNoise.Folded);
        double[] Mixed(double[] a, ReadOnlySpan<double> b)
        {
            var mixed = new double[a.Length];
            for (var n = 0; n < a.Length; n++) mixed[n] = Math.Sqrt(0.95) * a[n] + Math.Sqrt(0.05) * b[n];
            return mixed;
        }
        var tests = new NormalTests(Level);
        Judge(tests, new NoisyProgram(0), [Mixed(drawn[0], drawn[3]), .. drawn[1..]]);
        Assert.That(tests.Violations, Has.One.StartsWith("correlation of columns 0 and 3"));
        tests = new NormalTests(Level);
        Judge(tests, new NoisyProgram(0), [.. drawn.Select(z => Mixed(z, [z[^1], .. z[..^1]]))]);
        Assert.That(tests.Violations, Has.Some.StartsWith("correlation of samples"));
    }

    [Test]
    public void CyclesOfAProductDrawApart()
    {
        const int Few = 1500;
        var tests = new NormalTests(Level);
        foreach (var program in All.Where(p => !p.Tile.AccumulateAnalog && p.Slicing.Inputs.SliceBits.Count > 1))
        {
            // The same sample, once with the least significant cycle driven alone, once with the next.
            int[] low = [.. Enumerable.Repeat(1, NoisyProgram.Inputs)], high = [.. Enumerable.Repeat(1 << program.Slicing.Inputs.SliceBits[0], NoisyProgram.Inputs)];
            if (high[0] > program.Slicing.Inputs.Highest) continue;
            foreach (var readNoise in Enum.GetValues<ReadNoise>())
            {
                tests.Correlation($"cycles of {program}, {readNoise}", Together(Whitened(program, readNoise, [low], Few)), Together(Whitened(program, readNoise, [high], Few)));
            }
        }
        Assert.That(tests.Count, Is.AtLeast(8));
        Assert.That(tests.Violations, Is.Empty);
    }

    private static void Judge(NormalTests tests, NoisyProgram program, double[][] drawn)
    {
        tests.Distribution($"{program}", Together(drawn));
        for (var a = 0; a < Outputs; a++)
        {
            for (var b = 0; b < a; b++) tests.Correlation($"columns {b} and {a} of {program}", drawn[a], drawn[b]);
        }
        var z = Together(drawn);
        tests.Correlation($"samples of {program}", z.AsSpan(1), z.AsSpan(0, z.Length - 1));
    }

    private static double[] Together(double[][] drawn) => [.. drawn.SelectMany(z => z)];

    private double[][] Drawn(NoisyProgram program, ReadNoise readNoise) => _drawn[(program.Number, readNoise)];

    /// <summary>By output, by sample.</summary>
    private static double[][] Whitened(NoisyProgram program, ReadNoise readNoise, int[][] vectors, int products)
    {
        var matrix = program.Program(readNoise);
        var means = program.Means(vectors);
        var triangles = Array.ConvertAll(vectors, x => PredictedNoise.Cholesky(program, x));
        var whitened = Enumerable.Range(0, Outputs).Select(_ => new double[products]).ToArray();
        for (var sample = 0; sample < products; sample++)
        {
            var vector = sample % vectors.Length;
            var (y, l) = (matrix.Multiply(vectors[vector], sample), triangles[vector]);
            for (var i = 0; i < Outputs; i++)
            {
                var rest = y[i] - means[vector][i];
                for (var k = 0; k < i; k++) rest -= l[i, k] * whitened[k][sample];
                whitened[i][sample] = rest / l[i, i];
            }
        }
        return whitened;
    }
}
