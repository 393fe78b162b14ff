namespace TileDsl.Devices;

/// <summary>
/// Drift by an amount that goes with the logarithm of time: <c>g(t) = g_p + slope ln t + (spread + spreadSlope ln t) xi</c>, t > 0 in
/// seconds, one xi for every device. CMO/HfOx: Falcone et al.
/// </summary>
/// <param name="slope">uS per factor e of time.</param>
/// <param name="spread">Standard deviation at 1 s, uS.</param>
/// <param name="spreadSlope">What it gains per factor e of time, uS; a deviation is never below 0.</param>
public sealed class LogarithmicDrift(double slope, double spread, double spreadSlope) : DeviceLaw
{
    /// <summary>Shift of the mean and standard deviation at a time, uS.</summary>
    public (double Shift, double Deviation) At(double time)
    {
        if (time <= 0) return (0, 0);
        var ln = Elementary.Log(time);
        return (slope * ln, Math.Max(0, spreadSlope * ln + spread));
    }

    /// <inheritdoc/>
    public override void Age(in CellRow row, in ReadClock clock, Span<double> conductances)
    {
        var (shift, deviation) = At(clock.Time);
        if (shift == 0 && deviation == 0) return;
        Span<float> xi = conductances.Length <= 1024 ? stackalloc float[conductances.Length] : new float[conductances.Length];
        row.Gaussians(NoisePurpose.Drift, xi);
        for (var j = 0; j < conductances.Length; j++) conductances[j] += shift + deviation * xi[j];
    }
}
