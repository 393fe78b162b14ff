using TileDsl.Cli.Inputs;

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

/// <summary>A network with a device in place of the cells of its tiles.</summary>
/// <param name="Device">Null for the cells the tiles name.</param>
/// <param name="Points">By time, then compensation.</param>
internal sealed record DeviceResult(string Network, string? Device, Accuracy FloatingPoint, Accuracy Exact, IReadOnlyList<DevicePoint> Points)
{
    /// <summary>Whether nothing that was run tells times, or compensations, apart: cells do not change.</summary>
    public bool IsTimeless => Points.Count > 1 && Points.All(point => point.Chips.Select(Figures).SequenceEqual(Points[0].Chips.Select(Figures)));

    private static (Accuracy, LogitError) Figures(ChipFigures chip) => (chip.Accuracy, chip.Error);

    /// <summary>Runs a network's chips at all times, each programmed once.</summary>
    public static DeviceResult Of(ProgramFile program, Network network, Labelled data, string? device, ComparisonPlan plan, Terminal terminal, CancellationToken cancellation)
    {
        Accuracy.RefuseForeignLabels(network, data);
        var (name, samples) = ($"{network.Spec.Name}, {device ?? "its own device"}", data.Inputs.Count);
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
