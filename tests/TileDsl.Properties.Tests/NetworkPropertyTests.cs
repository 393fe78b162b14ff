using TileDsl.Diagnostics;

namespace TileDsl.Properties.Tests;

/// <summary>Random networks of dense layers through the whole path, against the interpreter.</summary>
public sealed class NetworkPropertyTests
{
    private const int BatchSize = 20;

    [Test]
    public void RandomNetworksEqualTheInterpreterBitForBit()
    {
        var (run, beyond) = (0, 0);
        Runs.InBatches(Runs.Networks, BatchSize, batch =>
        {
            var candidates = batch.Select(n => new Candidate(n, Runs.Sample(NetworkProgramGen.Any, n))).ToList();
            Interlocked.Add(ref beyond, candidates.RemoveAll(c => c.IsBeyondLimits()));
            using var compilation = new Compilation(candidates.SelectMany(c => c.Understood.Sources));
            foreach (var candidate in candidates)
            {
                if (NetworkProperty.Violation(candidate.Program, candidate.Understood, compilation, candidate.Namespace) is { } violation)
                {
                    var (smallest, why) = NetworkProperty.Shrink(candidate.Program, violation);
                    throw new AssertionException(Describe(candidate.Number, smallest, why));
                }
                Interlocked.Increment(ref run);
            }
        });
        TestContext.Out.WriteLine($"{run} networks of seed {Runs.Seed}, {beyond} beyond the limits");
        Assert.That(beyond, Is.LessThan(2 + Runs.Networks / 10), "too many networks are beyond the limits of what is emitted");
        Assert.That(run, Is.GreaterThan(0));
    }

    private static string Describe(int number, NetworkProgram program, string why) => $"network {number} of TILEDSL_SEED={Runs.Seed}: {why}\n{program}";

    private sealed record Candidate(int Number, NetworkProgram Program)
    {
        public string Namespace => $"Random{Number}";

        public Understood Understood { get; } = Understood.Network(Program.Text, $"Random{Number}");

        public bool IsBeyondLimits()
        {
            var errors = Understood.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();
            if (errors.Find(e => !Runs.Limits.Contains(e.Code)) is { } refused)
                throw new AssertionException(Describe(Number, Program, $"the text is right, and refused: {refused}"));
            return errors.Count > 0;
        }
    }
}
