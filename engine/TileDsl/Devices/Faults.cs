using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// Devices that do not hold what they are told: stuck at g_min or g_max by rate, once for each device, or by a map; and worn out after
/// n writes with the probability <c>1 - exp(-(n/n0)^k)</c>, when a device is left at g_min.
/// </summary>
/// <remarks>
/// One Gaussian decides: a device is stuck low where it is below the quantile of the one rate, high where it is above that of
/// one less the other, so that a chip of a higher rate has the faults of the same chip at a lower one, and more.
/// A stuck device does not move with time, and is read with noise like any other. It is known by its conductance, one unit in the last place above the limit it is stuck
/// at, which no other device has: programmed conductances alone are the state of a chip.
/// </remarks>
internal sealed class Faults(DeviceSpec device, double gMin, double gMax)
{
    private readonly double _low = Elementary.GaussianQuantile(device.StuckLow);
    private readonly double _high = -Elementary.GaussianQuantile(device.StuckHigh);
    private readonly bool _byRate = device.StuckLow > 0 || device.StuckHigh > 0;
    private readonly double _stuckLow = Math.BitIncrement(gMin);
    private readonly double _stuckHigh = Math.BitIncrement(gMax);

    /// <summary>Whether there are rates of faults or of wear.</summary>
    public bool MayBreak => _byRate || device.EnduranceWrites != 0;

    /// <summary>Probability that a device is lost after so many writes.</summary>
    public double Lost(double writes) =>
        device.EnduranceWrites == 0 || writes <= 0 ? 0 : 1 - Elementary.Exp(-Elementary.Pow(writes / device.EnduranceWrites, device.EnduranceShape));

    /// <summary>Breaks devices of a row that has been programmed.</summary>
    /// <param name="row">The row, which has no faults where noise is off.</param>
    /// <param name="conductances">uS.</param>
    /// <param name="pulses">What each device was given; more where verifying one that is stuck ends at the limit.</param>
    /// <param name="fates">How programming has ended; becomes stuck or worn for those that are broken.</param>
    /// <param name="writes">Earlier writes of each device; empty for none.</param>
    /// <param name="given">A map: -1, 0 or 1 for each device; empty for none.</param>
    public void Break(in CellRow row, Span<double> conductances, Span<int> pulses, Span<DeviceFate> fates, ReadOnlySpan<double> writes, ReadOnlySpan<sbyte> given)
    {
        if (!row.IsNoisy) return;
        Span<float> xi = conductances.Length <= 1024 ? stackalloc float[conductances.Length] : new float[conductances.Length];
        if (_byRate) row.Gaussians(NoisePurpose.Faults, xi);
        if (_byRate || !given.IsEmpty)
        {
            for (var j = 0; j < conductances.Length; j++)
            {
                var mapped = given.IsEmpty ? 0 : given[j];
                var stuck = mapped != 0 ? mapped : !_byRate ? 0 : xi[j] < _low ? -1 : xi[j] > _high ? 1 : 0;
                if (stuck == 0) continue;
                Stick(stuck < 0 ? _stuckLow : _stuckHigh, row.Targets[j], ref conductances[j], ref pulses[j]);
                fates[j] = DeviceFate.Stuck;
            }
        }
        if (device.EnduranceWrites == 0) return;
        row.Gaussians(NoisePurpose.Wear, xi);
        var (counted, quantile) = (-1.0, 0.0);
        for (var j = 0; j < conductances.Length; j++)
        {
            // Neighbours have mostly seen as many writes.
            var seen = pulses[j] + (writes.IsEmpty ? 0 : writes[j]);
            if (seen != counted) (counted, quantile) = (seen, Elementary.GaussianQuantile(Lost(seen)));
            if (!(xi[j] < quantile) || fates[j] == DeviceFate.Stuck) continue;
            conductances[j] = _stuckLow;
            fates[j] = DeviceFate.Worn;
        }
    }

    /// <summary>Takes back what time did to devices that are stuck.</summary>
    public void Hold(ReadOnlySpan<double> programmed, Span<double> aged)
    {
        if (!_byRate && device.FaultMap is null && device.EnduranceWrites == 0) return;
        for (var j = 0; j < aged.Length; j++)
        {
            if (programmed[j] == _stuckLow || programmed[j] == _stuckHigh) aged[j] = programmed[j];
        }
    }

    private void Stick(double at, double target, ref double conductance, ref int pulses)
    {
        conductance = at;
        if (device.Verify is { } verify && Math.Abs(at - target) > verify.Tolerance) pulses = verify.MostPulses;
    }
}
