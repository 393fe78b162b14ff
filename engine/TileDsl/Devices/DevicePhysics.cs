using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// What a device does from programming to read: target → variability → open loop or program-and-verify → stuck and worn-out devices
/// (<see cref="Program"/>); drift, retention and the slow share of flicker noise (<see cref="Age"/>); the noise of reads
/// (<see cref="FreshSigma"/>). Works on rows of cells, float64 in microsiemens. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// A unit cell may hold several devices, whose currents add with weights that sum to 1. Programmed conductances are then those of
/// every physical device, device by device: element <c>d * targets.Length + j</c> is device d of cell j. What is read is their sum.
/// </remarks>
public sealed class DevicePhysics
{
    private readonly DeviceSpec _spec;
    private readonly ConductanceLaw _law;
    private readonly VerifiedProgramming? _verify;
    private readonly Faults _faults;
    private readonly double[] _significance;
    private readonly bool _splitsFlicker;

    /// <summary>The physics of a device.</summary>
    public DevicePhysics(DeviceSpec device)
    {
        (_spec, _law) = (device, new ConductanceLaw(device));
        _verify = device.Verify is { } verify ? new VerifiedProgramming(verify, this) : null;
        _faults = new Faults(device, _law.Minimum, _law.Maximum);
        _significance = device.Significance.Length == 0 ? [1] : [.. device.Significance];
        _splitsFlicker = Array.Exists(device.Laws, law => law is FlickerNoise { IsSplit: true });
        MeasuredSpan = device.MeasuredSpan;
        foreach (var law in device.Laws) MeasuredSpan = Math.Min(MeasuredSpan, law.MeasuredSpan);
    }

    /// <summary>Devices of a unit cell (of each polarity).</summary>
    public int DevicesPerCell => _significance.Length;

    /// <summary>Seconds after programming for which there is measured data.</summary>
    public double MeasuredSpan { get; }

    /// <summary>Whether anything moves a conductance off its target.</summary>
    public bool HasStaticError => _spec.HasProgrammingError;

    /// <summary>Whether devices may be stuck or wear out.</summary>
    public bool MayBreak => _faults.MayBreak || _spec.FaultMap is not null;

    /// <summary>Whether reads draw noise, of whatever law.</summary>
    public bool HasFreshNoise => _spec.ReadNoise != 0 || Array.Exists(_spec.Laws, law => law.HasFreshNoise);

    /// <summary>Current beyond Ohm's law; null where devices are linear.</summary>
    public CurrentVoltage? CurrentVoltage => _spec.CurrentVoltage;

    internal DeviceSpec Spec => _spec;

    internal ConductanceLaw Law => _law;

    /// <summary>Programs a row of cells, once per chip.</summary>
    /// <param name="targets">uS, one for each cell.</param>
    /// <param name="draw">Random draws; null where all are zero and there are no faults.</param>
    /// <param name="programmed">Becomes the devices' conductances, uS: <see cref="DevicesPerCell"/> for each cell.</param>
    /// <param name="tally">Gains what it has cost.</param>
    /// <param name="faults">Given faults, as long as <paramref name="programmed"/>: -1 stuck at g_min, 1 at g_max; empty for none.</param>
    /// <param name="writes">Writes that each device has seen, as long as <paramref name="programmed"/>: gains the pulses of this programming. Empty for
    /// devices that have seen none, and are not programmed again.</param>
    public void Program(
        ReadOnlySpan<double> targets, CellGaussians? draw, Span<double> programmed, ref ProgrammingTally tally, ReadOnlySpan<sbyte> faults = default, Span<double> writes = default)
    {
        var log = LogsDevices || !faults.IsEmpty || !writes.IsEmpty ? new int[programmed.Length] : [];
        ProgramLogged(targets, draw, programmed, log, faults, writes);
        Tally(programmed, log, ref tally);
        for (var j = 0; j < writes.Length; j++) writes[j] += DeviceLog.Pulses(log[j]);
    }

    /// <summary>Whether devices differ in their pulses or in how programming ends: it is not one pulse, accepted, for all.</summary>
    internal bool LogsDevices => _verify is not null || _faults.MayBreak;

    /// <summary><see cref="Program"/>, with what each device took in place of a tally.</summary>
    /// <param name="log">Becomes what each device's programming took (<see cref="DeviceLog"/>), as long as <paramref name="programmed"/>;
    /// empty where it is not wanted, and devices do not differ.</param>
    /// <param name="writes">Writes that each device has seen before, likewise; empty for none.</param>
    internal void ProgramLogged(ReadOnlySpan<double> targets, CellGaussians? draw, Span<double> programmed, Span<int> log, ReadOnlySpan<sbyte> faults, ReadOnlySpan<double> writes)
    {
        var cells = targets.Length;
        CheckLength(programmed.Length, cells * DevicesPerCell, nameof(programmed));
        if (!faults.IsEmpty) CheckLength(faults.Length, programmed.Length, nameof(faults));
        if (!writes.IsEmpty) CheckLength(writes.Length, programmed.Length, nameof(writes));
        if (log.IsEmpty)
        {
            for (var device = 0; device < DevicesPerCell; device++)
                OpenLoop(new CellRow(targets, default, _law.Minimum, _law.Maximum, draw, device), targets, programmed.Slice(device * cells, cells));
            return;
        }
        var (pulses, accepted, fates) = (new int[cells], new bool[cells], new DeviceFate[cells]);
        var own = DevicesPerCell == 1 ? [] : new double[cells];
        for (var device = 0; device < DevicesPerCell; device++)
        {
            var seen = programmed.Slice(device * cells, cells);
            var wanted = DevicesPerCell == 1 ? targets : Wanted(targets, programmed, device, own);
            var row = new CellRow(wanted, default, _law.Minimum, _law.Maximum, draw, device);
            Array.Fill(pulses, 1);
            Array.Fill(accepted, true);
            if (_verify is null) OpenLoop(row, wanted, seen);
            else _verify.Program(row, seen, pulses, accepted);
            for (var j = 0; j < cells; j++) fates[j] = accepted[j] ? DeviceFate.Accepted : DeviceFate.Missed;
            _faults.Break(row, seen, pulses, fates, writes.IsEmpty ? default : writes.Slice(device * cells, cells), faults.IsEmpty ? default : faults.Slice(device * cells, cells));
            for (var j = 0; j < cells; j++) log[device * cells + j] = DeviceLog.Of(pulses[j], fates[j]);
        }
    }

    /// <summary>Adds up what the programming of devices has cost and brought.</summary>
    /// <param name="conductances">What they hold, uS.</param>
    /// <param name="log">What each took; empty for one pulse, accepted, each.</param>
    internal void Tally(ReadOnlySpan<double> conductances, ReadOnlySpan<int> log, ref ProgrammingTally tally)
    {
        var sum = new ProgrammingTally { Cells = conductances.Length };
        if (log.IsEmpty) (sum.Pulses, sum.Accepted) = (sum.Cells, sum.Cells);
        var read = 0.0;
        for (var j = 0; j < log.Length; j++)
        {
            var (pulses, fate) = (DeviceLog.Pulses(log[j]), DeviceLog.Fate(log[j]));
            sum.Pulses += pulses;
            if (fate == DeviceFate.Accepted) sum.Accepted++;
            else if (fate == DeviceFate.Stuck) sum.Stuck++;
            else if (fate == DeviceFate.Worn) sum.Worn++;
            if (_verify is null) continue;
            var reads = _verify.Reads(pulses);
            sum.Reads += reads;
            read += reads * conductances[j];
        }
        sum.Time = sum.Pulses * _spec.WriteTime + sum.Reads * _spec.ReadTime;
        // A read takes V^2 g t; g is what the device holds in the end.
        sum.Energy = sum.Pulses * _spec.WriteEnergy + _spec.ReadVoltage * _spec.ReadVoltage * _spec.ReadTime * 1e-6 * read;
        tally += sum;
    }

    /// <summary>Conductances of cells at a time: of each cell the weighted sum of its devices.</summary>
    /// <param name="targets">uS, one for each cell.</param>
    /// <param name="programmed">What <see cref="Program"/> made of them.</param>
    /// <param name="clock">When.</param>
    /// <param name="draw">Random draws; null where all are zero.</param>
    /// <param name="aged">Becomes the cells' conductances, uS, one for each.</param>
    /// <exception cref="TileException">The time is beyond measured data, and extrapolation was not asked for.</exception>
    public void Age(ReadOnlySpan<double> targets, ReadOnlySpan<double> programmed, in ReadClock clock, CellGaussians? draw, Span<double> aged)
    {
        var cells = targets.Length;
        CheckLength(programmed.Length, cells * DevicesPerCell, nameof(programmed));
        CheckLength(aged.Length, cells, nameof(aged));
        CheckTime(clock);
        if (DevicesPerCell == 1)
        {
            AgeDevices(targets, programmed, clock, draw, 0, aged);
            return;
        }
        aged.Clear();
        var device = new double[cells];
        for (var d = 0; d < DevicesPerCell; d++)
        {
            AgeDevices(targets, programmed.Slice(d * cells, cells), clock, draw, d, device);
            for (var j = 0; j < cells; j++) aged[j] += _significance[d] * device[j];
        }
    }

    /// <summary>Standard deviation of the noise that is fresh for every partial sum: white noise and the fast share of flicker noise, of each cell.</summary>
    /// <param name="targets">uS.</param>
    /// <param name="programmed">uS.</param>
    /// <param name="aged">What <see cref="Age"/> made of them, frozen noise included.</param>
    /// <param name="clock">When.</param>
    /// <param name="draw">The random draws that <see cref="Age"/> had; null where all are zero.</param>
    /// <param name="sigma">Becomes the deviation, uS, one for each cell.</param>
    public void FreshSigma(ReadOnlySpan<double> targets, ReadOnlySpan<double> programmed, ReadOnlySpan<double> aged, in ReadClock clock, CellGaussians? draw, Span<double> sigma)
    {
        var cells = targets.Length;
        Span<double> variance = cells <= 512 ? stackalloc double[cells] : new double[cells];
        using var still = new Rented(_splitsFlicker ? cells : 0);
        sigma.Clear();
        for (var d = 0; d < DevicesPerCell; d++)
        {
            variance.Fill(_spec.ReadNoise * _spec.ReadNoise);
            var own = programmed.Slice(d * cells, cells);
            var row = new CellRow(targets, own, _law.Minimum, _law.Maximum, null, d);
            // Worked out again rather than kept for every cell: it is wanted once, when the variances are packed.
            if (_splitsFlicker) AgeStill(targets, own, clock, draw, d, still.Span);
            foreach (var law in _spec.Laws) law.AddFreshVariance(row, law is FlickerNoise { IsSplit: true } ? still.Span : aged, clock, variance);
            for (var j = 0; j < cells; j++) sigma[j] += _significance[d] * _significance[d] * variance[j];
        }
        for (var j = 0; j < cells; j++) sigma[j] = Math.Sqrt(sigma[j]);
    }

    /// <summary>Refuses a time beyond measured data.</summary>
    /// <exception cref="TileException">It is, and extrapolation was not asked for.</exception>
    public void CheckTime(in ReadClock clock)
    {
        if (!(clock.Time >= 0) || double.IsInfinity(clock.Time)) throw new TileException($"a time since programming is 0 s or more, not {Text(clock.Time)} s");
        if (clock.Time <= MeasuredSpan || clock.Extrapolate) return;
        throw new TileException($"the device has measured data up to {Text(MeasuredSpan)} s after programming, and {Text(clock.Time)} s are asked for: ask for extrapolation, or for an earlier time");
    }

    /// <summary>One programming event of a row: variability of the aim, then the errors of programming; not below zero.</summary>
    [SkipLocalsInit]
    internal void OpenLoop(in CellRow row, ReadOnlySpan<double> aims, Span<double> conductances)
    {
        Span<float> xi = aims.Length <= 1024 ? stackalloc float[aims.Length] : new float[aims.Length];
        if (_law.Variability != 0)
        {
            // A device's own: the same whichever pulse it is.
            row.ForPulse(0).Gaussians(NoisePurpose.Variability, xi);
            for (var j = 0; j < aims.Length; j++) conductances[j] = aims[j] * (1 + _law.Variability * xi[j]);
            aims = conductances;
        }
        var done = 0;
        if (_law.HasProgrammingSigma)
        {
            row.Gaussians(NoisePurpose.Programming, xi);
            if (Vector512.IsHardwareAccelerated) done = ElementaryLanes512.Deviate(aims, row.Targets, _law.Maximum, _spec.ProgrammingSigma, xi, conductances);
        }
        aims[done..].CopyTo(conductances[done..]);
        if (_law.HasProgrammingSigma && done < aims.Length)
        {
            using var sizes = new Rented(aims.Length - done);
            ElementaryLanes.Divide(row.Targets[done..], _law.Maximum, sizes.Span);
            ElementaryLanes.Polynomial(sizes.Span, _spec.ProgrammingSigma, sizes.Span);
            ElementaryLanes.Add(conductances[done..], sizes.Span, xi[done..]);
        }
        foreach (var law in _spec.Laws) law.Program(row, conductances);
        KeepAboveZero(conductances);
    }

    private static void KeepAboveZero(Span<double> conductances) => ElementaryLanes.Clip(conductances, 0, double.PositiveInfinity);

    private void AgeDevices(ReadOnlySpan<double> targets, ReadOnlySpan<double> programmed, in ReadClock clock, CellGaussians? draw, int device, Span<double> aged)
    {
        ActInTime(new CellRow(targets, programmed, _law.Minimum, _law.Maximum, draw, device), clock, flickers: true, aged);
        // The range is that of what is read: clipped on the way as well, a device at g_max would lose the upper half of its errors each time.
        if (_spec.ClipsConductance) ElementaryLanes.Clip(aged, _law.Minimum, _law.Maximum);
        _faults.Hold(programmed, aged);
    }

    /// <summary>The conductances that the published size of flicker noise is of: before the frozen share, and before the clipping to a device's range.</summary>
    private void AgeStill(ReadOnlySpan<double> targets, ReadOnlySpan<double> programmed, in ReadClock clock, CellGaussians? draw, int device, Span<double> still)
    {
        ActInTime(new CellRow(targets, programmed, _law.Minimum, _law.Maximum, draw, device), clock, flickers: false, still);
        _faults.Hold(programmed, still);
    }

    private void ActInTime(in CellRow row, in ReadClock clock, bool flickers, Span<double> aged)
    {
        row.Programmed.CopyTo(aged);
        foreach (var law in _spec.Laws)
        {
            if (!flickers && law is FlickerNoise) continue;
            law.Age(row, clock, aged);
            // A conductance is not below zero. Noise is a current and may be, unless the device says otherwise.
            if (law is not FlickerNoise || _spec.ClipsReadNoise) KeepAboveZero(aged);
        }
    }

    /// <summary>
    /// What the next device of a cell is to be: the target like all of them; or, where the ones before were verified, what they have
    /// left over of the cell's sum, within the device's range.
    /// </summary>
    private ReadOnlySpan<double> Wanted(ReadOnlySpan<double> targets, ReadOnlySpan<double> programmed, int device, double[] wanted)
    {
        targets.CopyTo(wanted);
        if (_verify is null || device == 0) return wanted;
        for (var j = 0; j < wanted.Length; j++)
        {
            var left = 0.0;
            for (var d = 0; d < device; d++) left += _significance[d] * (targets[j] - programmed[d * targets.Length + j]);
            wanted[j] = Math.Clamp(targets[j] + left / _significance[device], _law.Minimum, _law.Maximum);
        }
        return wanted;
    }

    private static void CheckLength(int length, int due, string what)
    {
        if (length != due) throw new ArgumentException($"{due} are due, got {length}", what);
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
