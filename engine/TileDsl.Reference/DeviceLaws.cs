using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Model;
using Rational = TileDsl.Model.Rational;

namespace TileDsl.Reference;

/// <summary>A model's device in the terms of the device laws, which the interpreter shares with the engine: conductances in uS.</summary>
public static class DeviceLaws
{
    private static readonly Rational s_micro = 1_000_000;

    /// <summary>The device's specification.</summary>
    /// <param name="device">The model.</param>
    /// <param name="law">Gives a law written in C# by its full name; needed for devices that name one.</param>
    /// <exception cref="TileException">The device names a law, and there is nobody to ask, or no such law.</exception>
    public static DeviceSpec Of(DeviceModel device, Func<string, DeviceLaw?>? law = null) => new()
    {
        GMin = (device.GMin * s_micro).ToString(),
        GMax = (device.GMax * s_micro).ToString(),
        ProgrammingSigma = Numbers(device.ProgrammingSigma, s_micro),
        Variability = device.Variability.ToDouble(),
        ReadNoise = (device.ReadNoise * s_micro).ToDouble(),
        ClipsReadNoise = device.ClipsReadNoise,
        ClipsConductance = device.ClipsConductance,
        Laws = [.. Laws(device, law)],
        Verify = device.Verify is { } v
            ? new VerifySpec((v.Tolerance * s_micro).ToDouble(), v.MostPulses, (Kernels.PulseModelName)v.Model, (v.ReadNoise * s_micro).ToDouble()) : null,
        StuckLow = device.StuckLow.ToDouble(),
        StuckHigh = device.StuckHigh.ToDouble(),
        FaultMap = device.FaultMap?.Text,
        EnduranceWrites = device.Endurance?.Writes.ToDouble() ?? 0,
        EnduranceShape = device.Endurance?.Shape.ToDouble() ?? 1,
        CurrentVoltage = device.CurrentVoltage is { } iv ? Current(iv) : null,
        ReadVoltage = device.ReadVoltage?.ToDouble() ?? 0,
        ReadTime = device.ReadTime?.ToDouble() ?? 0,
        WriteEnergy = device.WriteEnergy?.ToDouble() ?? 0,
        WriteTime = device.WriteTime?.ToDouble() ?? 0,
        Significance = device.Significance.Count > 1 ? Numbers(device.Significance, 1) : [],
        MeasuredSpan = device.MeasuredSpan?.ToDouble() ?? double.PositiveInfinity,
    };

    private static IEnumerable<DeviceLaw> Laws(DeviceModel device, Func<string, DeviceLaw?>? law)
    {
        if (device.Error is { } error) yield return new ProgrammingError(Function(error.Size, s_micro), error.IsUniform);
        if (device.Levels.Count > 0)
        {
            yield return new MeasuredLevels(
                Numbers(device.Levels.Select(l => l.Target), s_micro), Numbers(device.Levels.Select(l => l.Mean), s_micro), Numbers(device.Levels.Select(l => l.Deviation), s_micro));
        }
        if (device.Drift is PowerDriftModel power) yield return new PowerLawDrift(Function(power.Mean, 1), Function(power.Deviation, 1), power.T0.ToDouble());
        if (device.Drift is LogarithmicDriftModel drift)
            yield return new LogarithmicDrift((drift.Slope * s_micro).ToDouble(), (drift.Spread * s_micro).ToDouble(), (drift.SpreadSlope * s_micro).ToDouble());
        if (device.Retention is { } retention)
        {
            var points = retention.Points.Select(p => new RetentionPoint(p.Time.ToDouble(), Function(p.Shift, s_micro), Function(p.Deviation, s_micro)));
            yield return new RetentionTable(retention.InLogarithm, [.. points]);
        }
        if (device.NoiseOfState is { } white) yield return new StateNoise(Function(white, s_micro));
        if (device.Flicker is { } f)
            yield return new FlickerNoise(Function(f.Size, f.IsAbsolute ? s_micro : 1), f.IsAbsolute, f.ReadTime.ToDouble(), f.T0.ToDouble(), (Kernels.NoiseCorrelation)f.Correlation);
        if (device.Law is { } name)
            yield return law?.Invoke(name.Text) ?? throw new TileException($"{name.Origin.Span}: device {device.Name} has the law {name}, which is not to be found: give the interpreter what makes it");
    }

    private static CurrentVoltage Current(CurrentVoltageModel iv) => new()
    {
        QuadraticOfLog = Numbers(iv.QuadraticOfLog, 1),
        CubicOfLog = Numbers(iv.CubicOfLog, 1),
        QuadraticShare = iv.QuadraticShare.ToDouble(),
        CubicShare = iv.CubicShare.ToDouble(),
    };

    private static StateFunction Function(StateFunctionModel function, Rational factor) => new(
        [.. function.Pieces.Select(p => new StatePiece(p.Below?.ToDouble() ?? double.PositiveInfinity, (Kernels.StateForm)p.Form, Numbers(p.Form.Scaled(p.Numbers, factor), 1)))]);

    private static double[] Numbers(IEnumerable<Rational> numbers, Rational factor) => [.. numbers.Select(n => (n * factor).ToDouble())];
}
