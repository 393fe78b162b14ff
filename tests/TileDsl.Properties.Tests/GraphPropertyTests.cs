using TileDsl.Diagnostics;

namespace TileDsl.Properties.Tests;

/// <summary>Random networks of every kind of layer through the whole path, against the interpreter.</summary>
public sealed class GraphPropertyTests
{
    private const int BatchSize = 5;

    [Test]
    public void RandomGraphsEqualTheInterpreterBitForBit()
    {
        var (run, beyond) = (0, 0);
        Runs.InBatches(Runs.Graphs, BatchSize, batch =>
        {
            var candidates = batch.Select(n => (Number: n, Program: Runs.Sample(GraphProgram.Gen, n))).Select(c => (c.Number, c.Program, Understood: Understood.Network(c.Program.Text, $"Random{c.Number}"))).ToList();
            Interlocked.Add(ref beyond, candidates.RemoveAll(c => IsBeyondLimits(c.Number, c.Program, c.Understood)));
            using var compilation = new Compilation(candidates.SelectMany(c => c.Understood.Sources));
            foreach (var (number, program, understood) in candidates)
            {
                if (NetworkProperty.Violation(program, understood, compilation, $"Random{number}") is { } violation) throw new AssertionException(Describe(number, program, violation));
                Interlocked.Increment(ref run);
            }
        });
        TestContext.Out.WriteLine($"{run} networks of seed {Runs.Seed}, {beyond} beyond the limits");
        Assert.That(beyond, Is.LessThan(2 + Runs.Graphs / 5), "too many networks are beyond the limits of what is emitted");
        Assert.That(run, Is.GreaterThan(0));
    }

    [Test]
    public void AConvolutionOnIdealArraysIsTheIntegerConvolution()
    {
        Runs.InBatches(Runs.Graphs * 2, 10, batch =>
        {
            var programs = batch.Select(n => (Number: n, Program: new IntegerConvolution(Runs.Sample(Choices.Gen, n)))).ToList();
            var understood = programs.ConvertAll(p => Understood.Network(p.Program.Text, $"Integers{p.Number}"));
            for (var n = 0; n < programs.Count; n++)
            {
                if (understood[n].HasErrors) throw new AssertionException($"{understood[n].Diagnostics.First(d => d.Severity == Severity.Error)}\n{programs[n].Program.Text}");
            }
            using var compilation = new Compilation(understood.SelectMany(u => u.Sources));
            foreach (var (number, program) in programs)
            {
                var network = compilation.Create<Network>($"Integers{number}.Integers", program.Weights, null);
                var expected = program.Expected();
                foreach (var noise in Enum.GetValues<Noise>())
                {
                    if (Bits.Difference(program.Outputs, network.Program(noise: noise).RunBatch(program.Samples), expected) is { } difference)
                        throw new AssertionException($"convolution {number} of TILEDSL_SEED={Runs.Seed}, noise {noise}: {difference}\n{program.Text}");
                }
            }
        });
    }

    private static bool IsBeyondLimits(int number, GraphProgram program, Understood understood)
    {
        var errors = understood.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        if (errors.Find(e => !Runs.Limits.Contains(e.Code)) is { } refused) throw new AssertionException(Describe(number, program, $"the text is right, and refused: {refused}"));
        return errors.Count > 0;
    }

    private static string Describe(int number, GraphProgram program, string why) => $"graph {number} of TILEDSL_SEED={Runs.Seed}: {why}\n{program}";
}
