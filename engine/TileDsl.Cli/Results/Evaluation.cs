using System.Diagnostics;
using TileDsl.Cli.Inputs;

namespace TileDsl.Cli.Results;

/// <summary>What stands beside the chips.</summary>
internal enum Comparison
{
    FloatingPoint,
    Exact,
    NoiseFree,
}

/// <summary>What a network achieves on labelled data.</summary>
/// <param name="NoiseFree">Through the converters as declared, without any error; null where only the exact product was asked for.</param>
/// <param name="Chips">Accuracy of every chip; empty where errors are off.</param>
/// <param name="Events">Of the runs timed.</param>
/// <param name="Seconds">What those runs took.</param>
internal sealed record Evaluation(
    string Network, Accuracy FloatingPoint, Accuracy Exact, Accuracy? NoiseFree, IReadOnlyList<Accuracy> Chips, EventCounts Events, double Seconds)
{
    /// <summary>Of each chip, how far it is off and what it took.</summary>
    public IReadOnlyList<ChipFigures> Figures { get; init; } = [];

    /// <summary>Over the chips; null where errors are off.</summary>
    public Statistics? Analog => Chips.Count == 0 ? null : Statistics.Of([.. Chips.Select(c => c.Fraction)]);

    /// <summary>Runs a network in floating point, exactly, without noise, and on chips.</summary>
    /// <param name="known">Told of each comparison as soon as it is made.</param>
    public static Evaluation Of(
        Network network, Labelled data, Conditions conditions, Action<Comparison, Accuracy> known, Terminal terminal, CancellationToken cancellation)
    {
        Accuracy.RefuseForeignLabels(network, data);
        conditions.CheckTime(network);
        var (noise, chips) = (conditions.Noise, conditions.Chips);
        var name = network.Spec.Name;
        terminal.Progress($"{name}: floating point …");
        var reference = network.RunFloat(data.Inputs, cancellation);
        var floating = Accuracy.Of(reference, data);
        known(Comparison.FloatingPoint, floating);
        var events = default(EventCounts);
        var seconds = 0.0;
        double[] product = [];
        var figures = new List<ChipFigures>();
        Accuracy Run(int chip, Noise mode, string what)
        {
            cancellation.ThrowIfCancellationRequested();
            var programmed = conditions.Program(network, chip, mode, data.Inputs.Count);
            var step = new Progress(done => terminal.Progress($"{name}: {what}, {done} of {data.Inputs.Count} samples …"));
            var clock = Stopwatch.StartNew();
            var results = programmed.RunBatch(data.Inputs, progress: step, cancellation: cancellation);
            // The figures are those of the mode asked for, not of the comparisons beside it.
            if (mode == noise) (events, seconds) = (events + programmed.Events, seconds + clock.Elapsed.TotalSeconds);
            var accuracy = Accuracy.Of(results, data);
            if (mode == Noise.Ideal) product = results;
            if (mode == Noise.On) figures.Add(ChipFigures.Of(programmed, accuracy, LogitError.Of(results, product, reference)));
            return accuracy;
        }

        var exact = Run(0, Noise.Ideal, "exact product");
        known(Comparison.Exact, exact);
        var noiseFree = noise == Noise.Ideal ? null : Run(0, Noise.Off, "without noise");
        if (noiseFree is not null) known(Comparison.NoiseFree, noiseFree);
        var all = new List<Accuracy>();
        for (var chip = 0; noise == Noise.On && chip < chips; chip++) all.Add(Run(chip, Noise.On, $"chip {chip + 1} of {chips}"));
        terminal.ClearProgress();
        return new Evaluation(name, floating, exact, noiseFree, all, events, seconds) { Figures = figures };
    }

    private sealed class Progress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
