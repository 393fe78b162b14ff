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

    /// <summary>Noise slower than a run is the same for all of it, whenever it begins.</summary>
    [TestCase(0)]
    [TestCase(3600)]
    public void Chips_are_read_for_as_long_as_the_samples_take(double time)
    {
        var terminal = new Terminal(new StringWriter(), new StringWriter());
        using var program = ProgramFile.Load(Path.Combine(Repository.Root, "scripts", "digits.tile"), null, new Dictionary<string, decimal>(), useCache: true, terminal, device: "PcmMushroom");
        var network = program.Bind(program.Networks(null).Single());
        var chip = new Conditions(Noise.On, 0, 1, time).Program(network, 0, Noise.On, Samples);
        Assert.That(chip.Clock.Time, Is.EqualTo(time));
        // Two layers, one product and eight cycles of 250 ns each.
        Assert.That(chip.Clock.Span, Is.EqualTo(Samples * 2 * 8 * 250e-9).Within(1e-12));
    }
}
