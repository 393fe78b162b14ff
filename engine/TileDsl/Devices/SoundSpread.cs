using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// What sound devices of a kind hold at a time: the mean and variance of a read, by target, over devices of no chip. Thresholds of checks follow
/// from it. Every law of a device counts, those of a user too, because devices are programmed and aged to know it; faults do not.
/// </summary>
public sealed class SoundSpread
{
    // The variance of so many draws is known to 3 %; what it may be too small by is added.
    private const int Draws = 2048;
    private const double Margin = 1.0625;
    private const ulong Seed = 0x50554e44;

    private readonly DevicePhysics _physics;
    private readonly ReadClock _clock;
    private readonly bool _draws;
    private readonly Dictionary<double, (double Mean, double Variance)> _known = [];

    /// <param name="device">The kind.</param>
    /// <param name="clock">When.</param>
    /// <param name="draws">False where every random draw is zero.</param>
    public SoundSpread(DeviceSpec device, ReadClock clock, bool draws)
    {
        var sound = device with { StuckLow = 0, StuckHigh = 0, FaultMap = null, EnduranceWrites = 0 };
        (_physics, _clock, _draws) = (new DevicePhysics(sound), clock, draws);
        IsExact = !(draws || clock.Time > 0) || (!sound.HasProgrammingError && !_physics.HasFreshNoise);
    }

    /// <summary>Whether devices hold their targets and are read without noise.</summary>
    public bool IsExact { get; }

    /// <summary>Mean (uS) and variance (uS squared) of a read of devices meant to hold a conductance.</summary>
    public (double Mean, double Variance) Of(double target)
    {
        if (_known.TryGetValue(target, out var known)) return known;
        return _known[target] = IsExact ? (target, 0) : Draw(target);
    }

    private (double Mean, double Variance) Draw(double target)
    {
        var count = _draws ? Draws : 1;
        CellGaussians? draw = !_draws ? null : (purpose, cycle, gaussians) => new NoiseStream(Seed, 0, purpose, 0).Fill(gaussians, 0, 0, cycle);
        var (targets, programmed, aged, sigma) = (new double[count], new double[count * _physics.DevicesPerCell], new double[count], new double[count]);
        Array.Fill(targets, target);
        var tally = default(ProgrammingTally);
        _physics.Program(targets, draw, programmed, ref tally);
        _physics.Age(targets, programmed, _clock, draw, aged);
        if (_draws) _physics.FreshSigma(targets, programmed, aged, _clock, draw, sigma);
        var (sum, squares, fresh) = (0.0, 0.0, 0.0);
        foreach (var g in aged) sum += g;
        var mean = sum / count;
        for (var n = 0; n < count; n++)
        {
            squares += (aged[n] - mean) * (aged[n] - mean);
            fresh += sigma[n] * sigma[n];
        }
        return (mean, Margin * (squares + fresh) / count);
    }
}
