using System.Globalization;
using Spectre.Console;

namespace TileDsl.Cli.Results;

/// <summary>What <c>run</c> says, as a table per network or as JSON.</summary>
internal sealed class RunReport(string file, Noise noise, ulong seed)
{
    private readonly List<Evaluation> _evaluations = [];

    public void Add(Evaluation evaluation) => _evaluations.Add(evaluation);

    public void Write(Terminal terminal, bool asJson, TimeSpan elapsed)
    {
        if (asJson)
        {
            terminal.Output.WriteLine(Json.Of(Document(elapsed)));
            return;
        }
        foreach (var evaluation in _evaluations)
        {
            terminal.WriteLine($"{evaluation.Network} of {file}, {evaluation.Exact.Samples} samples");
            terminal.Write(AccuracyTable(evaluation));
            terminal.Write(EventTable(evaluation));
            terminal.WriteLine();
        }
        terminal.WriteLine($"{elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s in all");
    }

    private Table AccuracyTable(Evaluation evaluation)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("accuracy", "correct", "");
        void Row(string what, string correct, string percent) => table.AddRow(new Text(what), new Text(correct), new Text(percent));
        void Count(string what, Accuracy accuracy) => Row(what, $"{accuracy.Correct}/{accuracy.Samples}", Percent(accuracy.Fraction));
        Count("floating point", evaluation.FloatingPoint);
        Count("quantised, exact product", evaluation.Exact);
        if (evaluation.NoiseFree is { } noiseFree) Count("converters, no errors", noiseFree);
        if (evaluation.Analog is { } analog)
        {
            var chips = evaluation.Chips.Count;
            var mean = (analog.Mean * evaluation.Exact.Samples).ToString("0.0", CultureInfo.InvariantCulture);
            var spread = analog is { Deviation: { } deviation, Interval: { } interval }
                ? $" mean, std {Percent(deviation)}, 95 % interval {Percent(interval.Low)} .. {Percent(interval.High)}"
                : "";
            Row($"analog, {chips} {(chips == 1 ? "chip" : "chips")} from seed {seed}", $"{mean}/{evaluation.Exact.Samples}", Percent(analog.Mean) + spread);
        }
        return table;
    }

    private Table EventTable(Evaluation evaluation)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("per inference", "");
        void Row(string what, string value) => table.AddRow(new Text(what), new Text(value) { Justification = Justify.Right });
        Row("conversions", Figure(PerInference(evaluation.Events.Conversions, evaluation)));
        Row("cell reads", Figure(PerInference(evaluation.Events.CellReads, evaluation)));
        Row("driver pulses", Figure(PerInference(evaluation.Events.DriverPulses, evaluation)));
        Row("simulated at", $"{Figure(Speed(evaluation))} samples/s{(noise == Noise.On ? "" : noise == Noise.Off ? ", noise off" : ", exact product")}");
        return table;
    }

    private object Document(TimeSpan elapsed) => new
    {
        Schema = "tiledsl.run/1",
        File = file,
        Noise = noise.ToString().ToLowerInvariant(),
        Seed = seed,
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
