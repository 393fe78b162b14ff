using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// Drift of phase-change cells: <c>g (t) = g_p ((t + t0)/t0)^-nu</c>, nu = |mean + deviation xi| drawn for every device when it is
/// programmed, from its target. Nandakumar et al., ICECS 2019; Joshi et al., Nat. Commun. 11, 2473 (2020).
/// </summary>
/// <param name="mean">Mean exponent of g/g_max of the target.</param>
/// <param name="deviation">Its standard deviation.</param>
/// <param name="t0">Seconds from the pulse to what counts as the end of programming.</param>
public sealed class PowerLawDrift(StateFunction mean, StateFunction deviation, double t0) : DeviceLaw
{
    /// <summary>t0, s.</summary>
    public double T0 => t0;

    /// <summary>Mean and standard deviation of the exponent at a target relative to g_max.</summary>
    public (double Mean, double Deviation) Exponent(double relative)
    {
        var state = Math.Max(relative, StateFunction.LeastState);
        return (mean.At(state), Math.Max(0, deviation.At(state)));
    }

    /// <summary>What is left of a conductance at a time, by an exponent.</summary>
    public double Factor(double exponent, double time) => time == 0 ? 1 : Elementary.Exp(-exponent * Elementary.Log((time + t0) / t0));

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void Age(in CellRow row, in ReadClock clock, Span<double> conductances)
    {
        if (clock.Time == 0) return;
        var decay = -Elementary.Log((clock.Time + t0) / t0);
        Span<float> xi = conductances.Length <= 1024 ? stackalloc float[conductances.Length] : new float[conductances.Length];
        row.Gaussians(NoisePurpose.Drift, xi);
        var done = 0;
        if (Vector512.IsHardwareAccelerated && mean.NumbersOf(StateForm.Logarithm) is { } means512 && deviation.NumbersOf(StateForm.Logarithm) is { } deviations512)
            done = ElementaryLanes512.Drift(conductances, row.Targets, row.GMax, StateFunction.LeastState, means512, deviations512, decay, xi);
        if (done < conductances.Length) Drift(row.Targets[done..], row.GMax, decay, xi[done..], conductances[done..]);
    }

    private void Drift(ReadOnlySpan<double> targets, double gMax, double decay, ReadOnlySpan<float> xi, Span<double> conductances)
    {
        // One array for what is worked out on the way: states, their logarithms, means and deviations of exponents.
        var length = conductances.Length;
        var work = ArrayPool<double>.Shared.Rent(4 * length);
        var states = work.AsSpan(0, length);
        var logs = work.AsSpan(length, length);
        var means = work.AsSpan(2 * length, length);
        var deviations = work.AsSpan(3 * length, length);
        ElementaryLanes.Divide(targets, gMax, states);
        ElementaryLanes.Clip(states, StateFunction.LeastState, double.PositiveInfinity);
        if (mean.TakesLogs || deviation.TakesLogs) ElementaryLanes.Log(states, StateFunction.LeastState, logs);
        mean.Fill(states, logs, means);
        deviation.Fill(states, logs, deviations);
        ElementaryLanes.Exponents(means, deviations, xi);
        ElementaryLanes.Exp(means, decay, means);
        ElementaryLanes.Multiply(conductances, means);
        ArrayPool<double>.Shared.Return(work);
    }
}
