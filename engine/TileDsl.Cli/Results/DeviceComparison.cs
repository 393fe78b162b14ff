using System.Globalization;
using TileDsl.Cli.Inputs;
using TileDsl.Model;

namespace TileDsl.Cli.Results;

/// <summary>Under what devices are compared.</summary>
/// <param name="Times">Seconds since the end of programming.</param>
/// <param name="Compensations">Those to compare; just after programming there is nothing to compensate, and chips are not.</param>
internal sealed record ComparisonPlan(
    ulong Seed, int Chips, IReadOnlyList<double> Times, IReadOnlyList<DriftCompensation> Compensations, bool Extrapolate, double Writes, int Limit);

/// <summary>What chips of one device achieve at one time with one compensation.</summary>
/// <param name="Chips">Empty where the time is beyond what was measured of the device.</param>
internal sealed record DevicePoint(double Time, DriftCompensation Compensation, IReadOnlyList<ChipFigures> Chips)
{
    public Statistics Accuracy => Statistics.Of([.. Chips.Select(chip => chip.Accuracy.Fraction)]);

    public LogitError Error => LogitError.Mean([.. Chips.Select(chip => chip.Error)]);
}

/// <summary>A device, as it is or with stuck cells.</summary>
/// <param name="Device">Null for the cells the tiles name.</param>
/// <param name="Stuck">Per cent of its cells, half at either end; null where it is as it is.</param>
/// <param name="SpareColumns">Against them.</param>
internal sealed record DeviceVariant(string? Device, double? Stuck = null, int SpareColumns = 0)
{
    /// <summary>What takes the place of the tiles' cells.</summary>
    public CellSubstitute? Cells => Stuck is { } percent ? new CellSubstitute(Device, ParameterValues.Of((decimal)percent) / 100, SpareColumns) : Device;

    /// <summary>What a table calls it, below the device itself.</summary>
    public string Name => Stuck is not { } percent ? Device ?? "(the file's)"
        : SpareColumns == 0 ? string.Create(CultureInfo.InvariantCulture, $" {percent} % stuck") : $" with {SpareColumns} spares";

    /// <summary>As it is; where a share is given, with stuck cells, and with spare columns against them.</summary>
    public static DeviceVariant[] Of(string? device, double? stuck, int spareColumns) =>
        stuck is null ? [new(device)] : [new(device), new(device, stuck), new(device, stuck, spareColumns)];
}

/// <summary>A network with a device in place of the cells of its tiles.</summary>
/// <param name="Points">By time, then compensation.</param>
internal sealed record DeviceResult(string Network, DeviceVariant Variant, Accuracy FloatingPoint, Accuracy Exact, IReadOnlyList<DevicePoint> Points)
{
    /// <summary>Whether nothing that was run tells times, or compensations, apart: cells do not change.</summary>
    public bool IsTimeless => Points.Count > 1 && Points.All(point => point.Chips.Select(Figures).SequenceEqual(Points[0].Chips.Select(Figures)));

    private static (Accuracy, LogitError) Figures(ChipFigures chip) => (chip.Accuracy, chip.Error);

    /// <summary>Runs a network's chips at all times, each programmed once.</summary>
    public static DeviceResult Of(ProgramFile program, Network network, Labelled data, DeviceVariant device, ComparisonPlan plan, Terminal terminal, CancellationToken cancellation)
    {
        Accuracy.RefuseForeignLabels(network, data);
        var (name, samples) = ($"{network.Spec.Name}, {device.Device ?? "its own device"}", data.Inputs.Count);
        var floating = network.RunFloat(data.Inputs, cancellation);
        var exact = network.Program(noise: Noise.Ideal).RunBatch(data.Inputs, cancellation: cancellation);
        var points = new List<(double Time, DriftCompensation Compensation, List<ChipFigures> Chips)>();
        foreach (var time in plan.Times)
        {
            if (time == 0) points.Add((time, DriftCompensation.None, []));
            else points.AddRange(plan.Compensations.Select(how => (time, how, new List<ChipFigures>())));
        }
        for (var number = 0; number < plan.Chips; number++)
        {
            var chip = network.Program(plan.Seed, number, Noise.On, program.History(plan.Writes));
            foreach (var (time, compensation, figures) in points)
            {
                cancellation.ThrowIfCancellationRequested();
                if (time > network.MeasuredSpan && !plan.Extrapolate) continue;
                terminal.Progress($"{name}: chip {number + 1} of {plan.Chips}, after {Conditions.Of(time)} …");
                var read = new Conditions(Noise.On, plan.Seed, plan.Chips, time, plan.Extrapolate, compensation).Read(chip, Noise.On, samples);
                var results = read.RunBatch(data.Inputs, cancellation: cancellation);
                figures.Add(ChipFigures.Of(read, Accuracy.Of(results, data), LogitError.Of(results, exact, floating)));
            }
        }
        terminal.ClearProgress();
        return new DeviceResult(
            network.Spec.Name, device, Accuracy.Of(floating, data), Accuracy.Of(exact, data), [.. points.Select(p => new DevicePoint(p.Time, p.Compensation, p.Chips))]);
    }
}
