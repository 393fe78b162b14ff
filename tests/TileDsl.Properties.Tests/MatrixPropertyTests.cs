using TileDsl.Diagnostics;

namespace TileDsl.Properties.Tests;

/// <summary>Random programs through the real parser, binder, planner, emitter and Roslyn, compiled in batches, against the interpreter.</summary>
public sealed class MatrixPropertyTests
{
    private const int BatchSize = 100;

    /// <summary>Programs that can be described and not emitted: sums and bodies beyond the kernels' limits.</summary>
    private static readonly string[] s_limits = ["TILE0601", "TILE0602", "TILE0603", "TILE0604"];

    [Test]
    public void RandomProgramsEqualTheInterpreterBitForBit()
    {
        var (run, lossless, beyond) = (0, 0, 0);
        for (var first = 0; run < Runs.Programs; first += BatchSize)
        {
            var batch = Enumerable.Range(first, BatchSize).Select(n => new Candidate(n, Sample(n))).Where(c => !IsBeyondLimits(c)).Take(Runs.Programs - run).ToList();
            beyond += BatchSize - batch.Count;
            using var compilation = new Compilation(batch.SelectMany(c => c.Understood.Sources));
            foreach (var candidate in batch)
            {
                if (MatrixProperty.Violation(candidate.Program, candidate.Understood, compilation, candidate.Namespace) is { } violation)
                {
                    var (smallest, why) = Shrinking.Shrink(candidate.Program, violation);
                    Assert.Fail(Describe(candidate.Number, smallest, why));
                }
                run++;
                if (Lossless.IsCertain(candidate.Program.Hardware, MatrixProperty.LargestBlock(candidate.Program))) lossless++;
            }
            Assert.That(beyond, Is.LessThan(10 + first / 5), "too many programs are beyond the limits of what is emitted");
        }
        TestContext.Out.WriteLine($"{run} programs of seed {Runs.Seed}, {lossless} of them lossless");
        Assert.That(lossless, Is.GreaterThan(run / 10), "too few lossless programs to mean anything");
    }

    private static bool IsBeyondLimits(Candidate candidate)
    {
        var errors = candidate.Understood.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        Assert.That(errors.Where(e => !s_limits.Contains(e.Code)), Is.Empty, () => Describe(candidate.Number, candidate.Program, "the text is right, and refused"));
        return errors.Count > 0;
    }

    private static MatrixProgram Sample(int number) => Runs.Sample(MatrixProgramGen.Any, number);

    private static string Describe(int number, MatrixProgram program, string why) =>
        $"program {number} of TILEDSL_SEED={Runs.Seed}: {why}\n{program}";

    private sealed record Candidate(int Number, MatrixProgram Program)
    {
        public string Namespace => $"Random{Number}";

        public Understood Understood { get; } = Understood.Matrix(Program.Text, Program.Inputs, Program.Outputs, $"Random{Number}");
    }
}
