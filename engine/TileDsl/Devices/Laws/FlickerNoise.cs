using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// 1/f read noise, accumulated: its published deviation is <c>|g| Q sqrt(ln((t + t_read)/(2 t_read)))</c>, t counted from the pulse, Q of
/// the programmed state. Of its variance what is slower than the run is frozen, drawn once per chip, cell and evaluation time;
/// the rest is fresh for every partial sum. Nandakumar et al., ICECS 2019.
/// </summary>
/// <param name="size">Q, of g/g_max of the programmed conductance; or a deviation in uS of the conductance at the time of reading, in place of <c>|g| Q</c>.</param>
/// <param name="isAbsolute">Whether <paramref name="size"/> is in uS.</param>
/// <param name="readTime">t_read, s.</param>
/// <param name="t0">Seconds from the pulse to the end of programming.</param>
/// <param name="correlation">How the variance is shared out.</param>
public sealed class FlickerNoise(StateFunction size, bool isAbsolute, double readTime, double t0, NoiseCorrelation correlation = NoiseCorrelation.Split) : DeviceLaw
{
    private FrozenAt? _last;

    /// <inheritdoc/>
    public override bool MovesConductances => correlation != NoiseCorrelation.Fresh;

    /// <inheritdoc/>
    public override bool HasFreshNoise => correlation != NoiseCorrelation.Frozen;

    /// <summary>Whether a part of the variance is frozen and the rest fresh; both are of the conductance before either.</summary>
    public bool IsSplit => correlation == NoiseCorrelation.Split;

    /// <summary>ln((t + t_read)/(2 t_read)) at a time since programming; 0 where that is negative.</summary>
    public double Accumulated(double time) => Math.Max(0, Elementary.Log((time + t0 + readTime) / (2 * readTime)));

    /// <summary>The share of the variance that is the same for all reads of a run.</summary>
    public double FrozenShare(in ReadClock clock)
    {
        var all = Accumulated(clock.Time);
        if (!IsSplit) return correlation == NoiseCorrelation.Frozen ? 1 : 0;
        if (all == 0) return 0;
        var longest = clock.Time + t0 + readTime;
        var span = Math.Min(Math.Max(clock.Span, 2 * readTime), longest);
        return Elementary.Log(longest / span) / all;
    }

    /// <summary>Standard deviation before the root of <see cref="Accumulated"/>: uS, at least 0.</summary>
    /// <param name="conductance">At the time of reading, uS.</param>
    /// <param name="programmed">uS.</param>
    /// <param name="gMax">uS.</param>
    public double Scale(double conductance, double programmed, double gMax) =>
        isAbsolute ? Math.Abs(size.At(conductance / gMax)) : Math.Abs(conductance) * Math.Max(0, size.At(programmed / gMax));

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void Age(in CellRow row, in ReadClock clock, Span<double> conductances)
    {
        var root = FrozenRoot(clock);
        if (root == 0 || !row.IsNoisy) return;
        Span<float> xi = conductances.Length <= 1024 ? stackalloc float[conductances.Length] : new float[conductances.Length];
        row.Gaussians(NoisePurpose.FrozenFlicker, xi, clock.Number);
        if (isAbsolute)
        {
            for (var j = 0; j < conductances.Length; j++) conductances[j] += Scale(conductances[j], row.Programmed[j], row.GMax) * root * xi[j];
            return;
        }
        var done = 0;
        if (Vector512.IsHardwareAccelerated && size.NumbersOf(StateForm.InversePower) is { } numbers)
            done = ElementaryLanes512.Flicker(conductances, row.Programmed, row.GMax, StateFunction.LeastState, numbers, root, xi);
        if (done < conductances.Length) AddRelative(row.Programmed[done..], row.GMax, root, xi[done..], conductances[done..]);
    }

    private double FrozenRoot(in ReadClock clock)
    {
        // All rows of a chip are read at one time: what follows from the time alone is worked out for the first of them.
        var last = _last;
        if (last is null || last.Clock != clock) _last = last = new FrozenAt(clock, Math.Sqrt(FrozenShare(clock) * Accumulated(clock.Time)));
        return last.Root;
    }

    private void AddRelative(ReadOnlySpan<double> programmed, double gMax, double root, ReadOnlySpan<float> xi, Span<double> conductances)
    {
        var length = conductances.Length;
        var work = ArrayPool<double>.Shared.Rent(3 * length);
        var states = work.AsSpan(0, length);
        var logs = work.AsSpan(length, length);
        var sizes = work.AsSpan(2 * length, length);
        ElementaryLanes.Divide(programmed, gMax, states);
        if (size.TakesLogs) ElementaryLanes.Log(states, StateFunction.LeastState, logs);
        size.Fill(states, logs, sizes);
        ElementaryLanes.AddRelative(conductances, sizes, root, xi);
        ArrayPool<double>.Shared.Return(work);
    }

    /// <inheritdoc/>
    public override void AddFreshVariance(in CellRow row, ReadOnlySpan<double> aged, in ReadClock clock, Span<double> variance)
    {
        var share = (1 - FrozenShare(clock)) * Accumulated(clock.Time);
        for (var j = 0; j < variance.Length; j++)
        {
            var scale = Scale(aged[j], row.Programmed[j], row.GMax);
            variance[j] += scale * scale * share;
        }
    }

    private sealed record FrozenAt(ReadClock Clock, double Root);
}
