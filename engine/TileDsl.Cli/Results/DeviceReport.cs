using System.Globalization;
using TileDsl.Cli.Inputs;
using TileDsl.Devices;
using TileDsl.Diagnostics;

namespace TileDsl.Cli.Results;

/// <summary>What <c>devices</c> says: a table, device by device as results are there, or one JSON document.</summary>
internal sealed class DeviceReport(string file, ComparisonPlan plan, Terminal terminal, bool asJson)
{
    private readonly List<DeviceResult> _results = [];
    private readonly List<(string Network, DeviceVariant Variant, string[] Errors)> _refused = [];
    private readonly TextTable _table = new(terminal, 20, -8, -8, -17, -11, -9, -9, -9, -7, -6, -11, 9);
    private string? _network;

    public void Add(DeviceResult result, int samples)
    {
        _results.Add(result);
        if (asJson) return;
        if (_network != result.Network)
        {
            terminal.WriteLine($"{(_network is null ? "" : "\n")}{result.Network} of {file}, {samples} samples, {plan.Chips} {(plan.Chips == 1 ? "chip" : "chips")} from seed {plan.Seed}{Writes()}");
            terminal.WriteLine($"floating point {ChipTable.Percent(result.FloatingPoint.Fraction)}, quantised {ChipTable.Percent(result.Exact.Fraction)}");
            _table.Head("device", "time", "corr.", "accuracy", "logit error", "eff. bits", "pulses", "yield", "stuck", "worn", "written in", "with");
            _network = result.Network;
        }
        // What lies beyond a device's data is said of the first such time: it holds for later ones, however compensated.
        var beyond = result.Points.Where(point => point.Chips.Count == 0).MinBy(point => point.Time);
        var shown = result.Points.Where(point => point.Chips.Count > 0 || point == beyond).ToList();
        // One line stands for all times, those beyond the data among them.
        if (result.IsTimeless) Row(result.Variant.Name, shown[0], isFirst: true, "any" + Mark(result.Points));
        else for (var n = 0; n < shown.Count; n++) Row(result.Variant.Name, shown[n], n == 0, Conditions.Of(shown[n].Time) + Mark([shown[n]]));
    }

    /// <summary>Keeps why a device does not fit the tiles.</summary>
    public void Refuse(string network, DeviceVariant variant, ProgramErrors errors) =>
        _refused.Add((network, variant, [.. errors.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => DiagnosticText.Of(d, errors.File))]));

    /// <summary>Says what is to be said at the end.</summary>
    public void Close()
    {
        if (asJson)
        {
            terminal.Output.WriteLine(Json.Of(Document()));
            return;
        }
        if (_results.Any(r => Mark(r.Points).Length > 0)) terminal.WriteLine("\n  * extrapolated beyond what was measured of the device");
        foreach (var group in _refused.GroupBy(r => string.Join("\n", r.Errors)))
        {
            terminal.WriteLine($"\n  not compared: {string.Join(", ", group.Select(r => r.Variant.Device ?? r.Variant.Name).Distinct())}");
            terminal.WriteLine(group.Key);
        }
    }

    private static string Mark(IReadOnlyList<DevicePoint> points) => points.Any(point => point.Chips.Any(chip => chip.IsExtrapolated)) ? "*" : "";

    private void Row(string device, DevicePoint point, bool isFirst, string time)
    {
        var compensation = point.Compensation == DriftCompensation.None ? "-" : Arguments.WordOf(point.Compensation);
        if (point.Chips.Count == 0)
        {
            _table.Row(isFirst ? device : "", time, "-", "beyond its data");
            return;
        }
        var (accuracy, error) = (point.Accuracy, point.Error);
        string[] figures =
        [
            isFirst ? device : "", time, compensation,
            ChipTable.Percent(accuracy.Mean) + (accuracy.Deviation is { } deviation ? " ± " + (deviation * 100).ToString("0.00", CultureInfo.InvariantCulture) : ""),
            ChipTable.Percent(error.Relative), ChipTable.Bits(error.EffectiveBits),
        ];
        // Programming was once, for all times.
        _table.Row(isFirst ? [.. figures, .. Programming(point.Chips)] : figures);
    }

    private static string[] Programming(IReadOnlyList<ChipFigures> chips)
    {
        var tally = chips.Aggregate(default(ProgrammingTally), (sum, chip) => sum + chip.Programming);
        if (tally.Cells == 0) return ["-", "-", "-", "-", "-", "-"];
        string Mean(long count) => ((double)count / chips.Count).ToString(count % chips.Count == 0 ? "#,0" : "#,0.0", CultureInfo.InvariantCulture);
        return
        [
            ((double)tally.Pulses / tally.Cells).ToString("0.00", CultureInfo.InvariantCulture) + "/dev", ChipTable.Percent(tally.Yield), Mean(tally.Stuck), Mean(tally.Worn),
            tally.Time > 0 ? Conditions.Of(tally.Time / chips.Count) : "-", tally.Energy > 0 ? Conditions.OfEnergy(tally.Energy / chips.Count) : "-",
        ];
    }

    private string Writes() => plan.Writes == 0 ? "" : $", after {plan.Writes.ToString("G6", CultureInfo.InvariantCulture)} earlier writes of every device";

    private object Document() => new
    {
        Schema = "tiledsl.devices/1",
        File = file,
        plan.Seed,
        plan.Chips,
        plan.Writes,
        Refused = _refused.Select(r => new { r.Network, r.Variant.Device, StuckPercent = r.Variant.Stuck, r.Variant.SpareColumns, r.Errors }).ToArray(),
        Results = _results.Select(result => new
        {
            result.Network,
            result.Variant.Device,
            StuckPercent = result.Variant.Stuck,
            result.Variant.SpareColumns,
            result.Exact.Samples,
            FloatingPoint = result.FloatingPoint.Fraction,
            QuantisedExact = result.Exact.Fraction,
            Points = result.Points.Select(point => new
            {
                TimeSeconds = point.Time,
                Compensation = Arguments.WordOf(point.Compensation),
                BeyondData = point.Chips.Count == 0,
                Accuracy = point.Chips.Count == 0 ? null : (double?)point.Accuracy.Mean,
                StandardDeviation = point.Chips.Count == 0 ? null : point.Accuracy.Deviation,
                RelativeLogitError = point.Chips.Count == 0 ? null : point.Error.Relative,
                EffectiveBits = point.Chips.Count == 0 ? null : point.Error.EffectiveBits,
                Chips = point.Chips.Select(chip => chip.Document).ToArray(),
            }).ToArray(),
        }).ToArray(),
    };
}
