using System.Collections.Concurrent;
using TileDsl.Diagnostics;
using TileDsl.Kernels;

namespace TileDsl.Properties.Tests;

/// <summary>Random programs through the real parser, binder, planner, emitter and Roslyn, compiled in batches, against the interpreter.</summary>
public sealed class MatrixPropertyTests
{
    private const int BatchSize = 50;

    [Test]
    public void RandomProgramsEqualTheInterpreterBitForBit()
    {
        var (run, lossless, coded) = (0, 0, 0);
        var found = new ConcurrentBag<DetectionCounts>();
        var kernels = new ConcurrentDictionary<string, int>();
        // A few more than asked for, because some are beyond the limits.
        Runs.InBatches(Runs.Programs + Runs.Programs / 10 + 5, BatchSize, batch =>
        {
            var candidates = batch.Select(n => new Candidate(n, Sample(n))).Where(c => !IsBeyondLimits(c)).ToList();
            using var compilation = new Compilation(candidates.SelectMany(c => c.Understood.Sources));
            foreach (var candidate in candidates) Check(candidate, compilation, found.Add);
            Interlocked.Add(ref run, candidates.Count);
            Interlocked.Add(ref coded, candidates.Count(c => c.Understood.Model!.Tiles[0].AnCode is not null));
            // Kernels are named by what they are: Sliced_DigitLookup_….
            foreach (var kind in candidates.SelectMany(c => c.Understood.Sources).Where(s => s.HintName.Contains('_')).GroupBy(s => string.Join('_', s.HintName.Split('_')[..2])))
                kernels.AddOrUpdate(kind.Key, kind.Count(), (_, sum) => sum + kind.Count());
            Interlocked.Add(ref lossless, candidates.Count(c => Lossless.IsCertain(c.Program.Hardware, MatrixProperty.LargestBlock(c.Program))));
        });
        var words = found.Aggregate(default(DetectionCounts), (sum, d) => sum + d);
        TestContext.Out.WriteLine($"{run} programs of seed {Runs.Seed}, {lossless} of them lossless, {coded} coded; {words}; kernels: {string.Join(", ", kernels.OrderBy(k => k.Key))}; {HardwareLevelTests.Level}");
        Assert.That(run, Is.GreaterThanOrEqualTo(Runs.Programs), "too many programs are beyond the limits of what is emitted");
        Assert.That(lossless, Is.GreaterThan(run / 20), "too few lossless programs to mean anything");
        if (run >= 300)
        {
            // Where there are programs enough: code words that are right, corrected, suspect only, and void; kernels of all seven kinds, and in numbers.
            Assert.That(coded, Is.GreaterThan(run / 20), "too few coded programs to mean anything");
            Assert.That(new[] { words.Compared - words.Suspect, words.Corrected, words.Suspect - words.Corrected, words.Voided }, Is.All.GreaterThan(run / 10), "code words of one kind are missing");
            Assert.That(kernels.Values, Has.Exactly(7).GreaterThan(run / 100), "too few kernels of a strategy to mean anything");
        }
        else Assert.That(kernels, Has.Count.GreaterThanOrEqualTo(5), "too few strategies");
    }

    private static void Check(Candidate candidate, Compilation compilation, Action<DetectionCounts> detected)
    {
        if (MatrixProperty.Violation(candidate.Program, candidate.Understood, compilation, candidate.Namespace, detected) is not { } violation) return;
        var (smallest, why) = Shrinking.Shrink(candidate.Program, violation);
        throw new AssertionException(Describe(candidate.Number, smallest, why));
    }

    private static bool IsBeyondLimits(Candidate candidate)
    {
        var errors = candidate.Understood.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        if (errors.Find(e => !Runs.Limits.Contains(e.Code)) is { } refused)
            throw new AssertionException(Describe(candidate.Number, candidate.Program, $"the text is right, and refused: {refused}"));
        return errors.Count > 0;
    }

    private static MatrixProgram Sample(int number) => Runs.Sample(MatrixProgramGen.Any, number);

    private static string Describe(int number, MatrixProgram program, string why) =>
        $"program {number} of TILEDSL_SEED={Runs.Seed}: {why}\n{program}";

    private sealed record Candidate(int Number, MatrixProgram Program)
    {
        public string Namespace => $"Random{Number}";

        public Understood Understood { get; } = Understood.Matrix(Program, $"Random{Number}");
    }
}
