using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// Program, read back, correct, until what is read is within the tolerance of the target or the pulses are used up. Draws are keyed by
/// the number of the pulse, so that a device's history does not depend on its neighbours'.
/// </summary>
internal sealed class VerifiedProgramming(VerifySpec verify, DevicePhysics physics)
{
    private readonly PulseModel? _model = PulseModel.Named(verify.Model);

    /// <summary>Programs a row of devices.</summary>
    /// <param name="row">The row.</param>
    /// <param name="conductances">Becomes what the devices hold, uS.</param>
    /// <param name="pulses">Becomes how many pulses each was given.</param>
    /// <param name="accepted">Becomes whether each was read within the tolerance.</param>
    public void Program(in CellRow row, Span<double> conductances, Span<int> pulses, Span<bool> accepted)
    {
        accepted.Clear();
        if (_model is null) Reprogram(row, conductances, pulses, accepted);
        else Nudge(row, _model, conductances, pulses, accepted);
    }

    /// <summary>How often a device of so many pulses was read: after each; where pulses are steps, also before the first.</summary>
    public long Reads(int pulses) => _model is null ? pulses : pulses + 1L;

    /// <summary>Every pulse programs the device anew, with an error of its own; the aim moves against what its variability does, by half of what is read.</summary>
    private void Reprogram(in CellRow row, Span<double> conductances, Span<int> pulses, Span<bool> accepted)
    {
        var length = conductances.Length;
        var (aims, results) = (row.Targets.ToArray(), new double[length]);
        var open = length;
        var noise = new float[length];
        pulses.Clear();
        for (var pulse = 0; pulse < verify.MostPulses && open > 0; pulse++)
        {
            physics.OpenLoop(row.ForPulse(pulse), aims, results);
            ReadNoise(row, pulse, noise);
            for (var j = 0; j < length; j++)
            {
                if (accepted[j]) continue;
                conductances[j] = results[j];
                pulses[j]++;
                var off = row.Targets[j] - (results[j] + verify.ReadNoise * noise[j]);
                if (accepted[j] = Math.Abs(off) <= verify.Tolerance) open--;
                else if (physics.Law.Variability != 0) aims[j] = Math.Max(0, aims[j] + off / 2);
            }
        }
    }

    /// <summary>Pulses move a device up or down in steps, beginning at its lowest state.</summary>
    private void Nudge(in CellRow row, PulseModel model, Span<double> conductances, Span<int> pulses, Span<bool> accepted)
    {
        var length = conductances.Length;
        var devices = PulsedDevices.Draw(row, model, length);
        var open = length;
        var (noise, steps) = (new float[length], new float[length]);
        pulses.Clear();
        for (var pulse = 0; pulse <= verify.MostPulses && open > 0; pulse++)
        {
            ReadNoise(row, pulse, noise);
            if (model.StepNoise != 0) row.Gaussians(NoisePurpose.Pulse, steps, pulse);
            for (var j = 0; j < length; j++)
            {
                if (accepted[j]) continue;
                conductances[j] = devices.Conductance(j, row);
                var apparent = conductances[j] + Math.Sqrt(Square(verify.ReadNoise) + Square(devices.WriteNoise(row))) * noise[j];
                var off = row.Targets[j] - apparent;
                if (accepted[j] = Math.Abs(off) <= verify.Tolerance)
                {
                    open--;
                }
                else if (pulse < verify.MostPulses)
                {
                    devices.Pulse(j, off > 0, steps[j]);
                    pulses[j]++;
                }
            }
        }
    }

    private void ReadNoise(in CellRow row, int pulse, Span<float> noise)
    {
        if (verify.ReadNoise != 0 || _model is { WriteNoise: not 0 }) row.Gaussians(NoisePurpose.ReadBack, noise, pulse);
        else noise.Clear();
    }

    private static double Square(double x) => x * x;
}
