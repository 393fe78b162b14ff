namespace TileDsl.Devices;

/// <summary>What was measured at one time: mean shift and standard deviation, uS, of the state g/g_max.</summary>
/// <param name="Time">Seconds after programming.</param>
/// <param name="Shift">What the mean has moved by, of the target.</param>
/// <param name="Deviation">Standard deviation from that mean, programming included; of the moved mean.</param>
public sealed record RetentionPoint(double Time, StateFunction Shift, StateFunction Deviation);

/// <summary>
/// Conductances as they were measured at some times after programming; between them the constants of the fits are interpolated
/// linearly, in time or in its logarithm. SONOS: Xiao et al., IEEE TCAS-I (2022). Resistive: Wan et al., Nature 608, 504 (2022).
/// </summary>
/// <remarks>
/// A device keeps the error it was programmed with. Where the measured deviation has grown from that of the first time, what it
/// has grown by (in variance) is a step of the device's own, the same Gaussian at all times; where it has shrunk, the device's error
/// shrinks with it. So the spread of open-loop devices is the measured one, and verified devices start from what verifying left.
/// </remarks>
public sealed class RetentionTable : DeviceLaw
{
    private readonly RetentionPoint[] _points;
    private readonly bool _inLogarithm;

    /// <summary>A table, times ascending; the first is that of the error of programming.</summary>
    public RetentionTable(bool inLogarithm, params RetentionPoint[] points) => (_inLogarithm, _points) = (inLogarithm, [.. points]);

    /// <inheritdoc/>
    public override double MeasuredSpan => _points[^1].Time;

    /// <summary>The mean of devices of a target and the standard deviation about it, at a time, uS; beyond the table the last interval goes on.</summary>
    public (double Mean, double Deviation) At(double target, double gMax, double time) => At(Between(time), target, gMax);

    /// <inheritdoc/>
    public override void Age(in CellRow row, in ReadClock clock, Span<double> conductances)
    {
        if (clock.Time <= _points[0].Time) return;
        var (first, now) = (_points[0], Between(clock.Time));
        Span<float> xi = conductances.Length <= 1024 ? stackalloc float[conductances.Length] : new float[conductances.Length];
        row.Gaussians(NoisePurpose.Retention, xi);
        for (var j = 0; j < conductances.Length; j++)
        {
            var target = row.Targets[j];
            var (meanBefore, before) = At(first, target, row.GMax);
            var (mean, after) = At(now, target, row.GMax);
            var error = conductances[j] - meanBefore;
            conductances[j] = after >= before ? mean + error + Math.Sqrt(after * after - before * before) * xi[j] : mean + error * (after / before);
        }
    }

    private static (double Mean, double Deviation) At(RetentionPoint point, double target, double gMax)
    {
        var mean = target + point.Shift.At(target / gMax);
        return (mean, Math.Max(0, point.Deviation.At(mean / gMax)));
    }

    private RetentionPoint Between(double time)
    {
        if (time <= _points[0].Time || _points.Length == 1) return _points[0];
        var next = 1;
        while (next < _points.Length - 1 && _points[next].Time < time) next++;
        var (a, b) = (_points[next - 1], _points[next]);
        var share = _inLogarithm ? Elementary.Log(time / a.Time) / Elementary.Log(b.Time / a.Time) : (time - a.Time) / (b.Time - a.Time);
        return new RetentionPoint(time, a.Shift.Towards(b.Shift, share), a.Deviation.Towards(b.Deviation, share));
    }
}
