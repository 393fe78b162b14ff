namespace TileDsl.Devices;

/// <summary>Programming as it was measured: mean and standard deviation for some targets, between which both are interpolated linearly.</summary>
public sealed class MeasuredLevels : DeviceLaw
{
    private readonly double[] _targets;
    private readonly double[] _means;
    private readonly double[] _deviations;

    /// <summary>A table of levels, targets ascending, all in uS and of one length; beyond its ends the shift of the mean and the deviation stay.</summary>
    public MeasuredLevels(double[] targets, double[] means, double[] deviations)
    {
        if (targets.Length == 0 || means.Length != targets.Length || deviations.Length != targets.Length)
            throw new ArgumentException("a table needs at least one level, and a mean and a deviation for each");
        (_targets, _means, _deviations) = (targets, means, deviations);
    }

    /// <summary>Mean and standard deviation of what a target becomes, uS.</summary>
    public (double Mean, double Deviation) At(double target)
    {
        var above = Array.BinarySearch(_targets, target);
        if (above < 0) above = ~above;
        if (above == 0) return (target + _means[0] - _targets[0], _deviations[0]);
        if (above == _targets.Length) return (target + _means[^1] - _targets[^1], _deviations[^1]);
        var share = (target - _targets[above - 1]) / (_targets[above] - _targets[above - 1]);
        return (_means[above - 1] + (_means[above] - _means[above - 1]) * share, _deviations[above - 1] + (_deviations[above] - _deviations[above - 1]) * share);
    }

    /// <inheritdoc/>
    public override void Program(in CellRow row, Span<double> conductances)
    {
        Span<float> xi = conductances.Length <= 1024 ? stackalloc float[conductances.Length] : new float[conductances.Length];
        row.Gaussians(NoisePurpose.Programming, xi);
        for (var j = 0; j < conductances.Length; j++)
        {
            var (mean, deviation) = At(row.Targets[j]);
            conductances[j] += mean - row.Targets[j] + deviation * xi[j];
        }
    }
}
