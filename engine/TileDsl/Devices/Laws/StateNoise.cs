namespace TileDsl.Devices;

/// <summary>White read noise whose size depends on the state: fresh for every cell and partial sum.</summary>
/// <param name="deviation">Standard deviation of g/g_max at the time of reading, uS; taken as 0 where it is negative.</param>
public sealed class StateNoise(StateFunction deviation) : DeviceLaw
{
    /// <inheritdoc/>
    public override bool MovesConductances => false;

    /// <inheritdoc/>
    public override bool HasFreshNoise => true;

    /// <summary>Standard deviation at a conductance, uS.</summary>
    public double Deviation(double conductance, double gMax) => Math.Max(0, deviation.At(Math.Max(0, conductance) / gMax));

    /// <inheritdoc/>
    public override void AddFreshVariance(in CellRow row, ReadOnlySpan<double> aged, in ReadClock clock, Span<double> variance)
    {
        for (var j = 0; j < variance.Length; j++)
        {
            var sigma = Deviation(aged[j], row.GMax);
            variance[j] += sigma * sigma;
        }
    }
}
