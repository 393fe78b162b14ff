using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;

namespace TileDsl.Cli.Tests;

/// <summary>What is counted is what was asked for, not what it is compared with.</summary>
public sealed class EvaluationTests
{
    private const int Samples = 20;

    [TestCase(Noise.On, 3, 3)]
    [TestCase(Noise.Off, 3, 1)]
    [TestCase(Noise.Ideal, 3, 1)]
    public void Comparison_runs_are_not_counted(Noise noise, int chips, int runs)
    {
        var terminal = new Terminal(new StringWriter(), new StringWriter());
        using var program = ProgramFile.Load(Path.Combine(Repository.Root, "scripts", "digits.tile"), null, new Dictionary<string, decimal>(), useCache: true, terminal);
        var model = program.Networks(null).Single();
        var network = program.Bind(model);
        var data = program.Data.Labelled(model.EvaluateOn!).First(Samples);
        var evaluation = Evaluation.Of(network, data, new Conditions(noise, 5, chips), (_, _) => { }, terminal, CancellationToken.None);

        var expected = default(EventCounts);
        for (var chip = 0; chip < runs; chip++)
        {
            var programmed = network.Program(5, chip, noise);
            programmed.RunBatch(data.Inputs);
            expected += programmed.Events;
        }
        Assert.That(expected.Inferences, Is.EqualTo(runs * Samples));
        Assert.That(evaluation.Events, Is.EqualTo(expected));
    }
}
