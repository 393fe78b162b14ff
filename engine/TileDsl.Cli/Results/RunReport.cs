using System.Globalization;
using TileDsl.Cli.Inputs;

namespace TileDsl.Cli.Results;

/// <summary>What <c>run</c> says: a table per network, row by row as results are there, or one JSON document.</summary>
internal sealed class RunReport(string file, Conditions conditions, Terminal terminal, bool asJson)
{
    private const string ExactProduct = "quantised, exact product";

    private readonly List<Evaluation> _evaluations = [];

    /// <summary>Evaluates a network and says each figure as soon as it is known.</summary>
    public void Add(Network network, Labelled data, CancellationToken cancellation)
    {
        var chips = conditions.Chips;
        var origin = conditions.Programmed.Count > 0 ? "programmed before" : $"from seed {conditions.Seed}";
        var onChips = $"analog, {chips} {(chips == 1 ? "chip" : "chips")} {origin}{conditions.Say()}";
        var all = data.Labels.Length;
        var table = new TextTable(terminal, Math.Max(onChips.Length, ExactProduct.Length), $"{all}.0/{all}".Length);
        var evaluation = Evaluation.Of(network, data, conditions, Said, terminal, cancellation);
        _evaluations.Add(evaluation);
        if (asJson) return;
        if (evaluation.Analog is { } analog)
        {
            var mean = (analog.Mean * all).ToString("0.0", CultureInfo.InvariantCulture);
            var spread = analog is { Deviation: { } deviation, Interval: { } interval }
                ? $" mean, std {Percent(deviation)}, 95 % interval {Percent(interval.Low)} .. {Percent(interval.High)}"
                : "";
            table.Row(onChips, $"{mean}/{all}", Percent(analog.Mean) + spread);
        }
        Physics(evaluation);
        if (evaluation.Figures.Count > 0 && network.Spec.Layers.Any(layer => layer.Matrices.Any(placed => placed.Matrix.SpareColumns > 0))) ChipTable.WriteCorrection(terminal, evaluation.Figures);
        Events(evaluation);

        void Said(Comparison comparison, Accuracy accuracy)
        {
            var what = comparison switch { Comparison.FloatingPoint => "floating point", Comparison.Exact => ExactProduct, _ => "converters, no errors" + conditions.Say() };
            if (asJson) return;
            if (comparison == Comparison.FloatingPoint)
            {
                terminal.WriteLine($"{network.Spec.Name} of {file}, {all} samples");
                table.Head("accuracy", "correct");
            }
            table.Row(what, $"{accuracy.Correct}/{all}", Percent(accuracy.Fraction));
        }
    }

    /// <summary>Says what is to be said at the end.</summary>
    public void Close(TimeSpan elapsed)
    {
        if (asJson) terminal.Output.WriteLine(Json.Of(Document(elapsed)));
        else terminal.WriteLine($"{elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s in all");
    }

    /// <summary>What devices with physics have taken; nothing where there is no more than an error of each, or none at all.</summary>
    private void Physics(Evaluation evaluation)
    {
        var chips = evaluation.Figures;
        if (chips.Count == 0 || (!chips.Any(chip => chip.HasPhysics) && conditions.Time == 0)) return;
        ChipTable.Write(terminal, chips);
        if (chips.Any(chip => chip.IsExtrapolated)) terminal.WriteLine("  extrapolated: this time is beyond what was measured of a device");
        if (chips[0].Compensation is { Conversions: > 0 } taken)
            terminal.WriteLine($"  compensation: {Figure(taken.Conversions)} conversions, {Figure(taken.CellReads)} reads, {Figure(taken.DriverPulses)} pulses");
    }

    private void Events(Evaluation evaluation)
    {
        (string What, string Value)[] rows =
        [
            ("conversions", Figure(PerInference(evaluation.Events.Conversions, evaluation))),
            ("cell reads", Figure(PerInference(evaluation.Events.CellReads, evaluation))),
            ("driver pulses", Figure(PerInference(evaluation.Events.DriverPulses, evaluation))),
            ("simulated at", $"{Figure(Speed(evaluation))} samples/s{(conditions.Noise == Noise.On ? "" : conditions.Noise == Noise.Off ? ", noise off" : ", exact product")}"),
        ];
        var table = new TextTable(terminal, rows.Max(row => row.What.Length), -rows.Max(row => row.Value.Length));
        table.Head("per inference");
        foreach (var (what, value) in rows) table.Row(what, value);
        terminal.WriteLine();
    }

    private object Document(TimeSpan elapsed) => new
    {
        Schema = "tiledsl.run/1",
        File = file,
        Noise = conditions.Noise.ToString().ToLowerInvariant(),
        conditions.Seed,
        TimeSeconds = conditions.Time,
        Compensation = Arguments.WordOf(conditions.Compensation),
        Networks = _evaluations.Select(e => new
        {
            e.Network,
            e.Exact.Samples,
            FloatingPoint = Count(e.FloatingPoint),
            QuantisedExact = Count(e.Exact),
            NoiseFree = e.NoiseFree is null ? null : Count(e.NoiseFree),
            Analog = e.Analog is not { } analog ? null : new
            {
                Chips = e.Chips.Select(Count).ToArray(),
                analog.Mean,
                StandardDeviation = analog.Deviation,
                Physics = e.Figures.Select(c => c.Document).ToArray(),
                Interval95 = analog.Interval is { } interval ? new[] { interval.Low, interval.High } : null,
            },
            PerInference = new
            {
                Conversions = PerInference(e.Events.Conversions, e),
                CellReads = PerInference(e.Events.CellReads, e),
                DriverPulses = PerInference(e.Events.DriverPulses, e),
            },
            SamplesPerSecond = Speed(e),
        }).ToArray(),
        Seconds = elapsed.TotalSeconds,
    };

    private static object Count(Accuracy accuracy) => new { accuracy.Correct, Accuracy = accuracy.Fraction };

    private static double PerInference(long events, Evaluation evaluation) => (double)events / Math.Max(1, evaluation.Events.Inferences);

    private static double Speed(Evaluation evaluation) => evaluation.Seconds > 0 ? evaluation.Events.Inferences / evaluation.Seconds : 0;

    private static string Percent(double fraction) => (fraction * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    private static string Figure(double value) => value.ToString(value < 100 && value != Math.Floor(value) ? "0.0" : "#,0", CultureInfo.InvariantCulture);
}
