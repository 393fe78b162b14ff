namespace TileDsl.Devices;

/// <summary>
/// One law of a device's physics. A device has any number of them, and a user's own, derived from this class, is named in a .tile
/// file: <c>law "My.Company.Law"</c>. A law is immutable and thread-safe, has a constructor without arguments where it is named in a
/// file, and draws random numbers from the row it is given only, so that one seed stays one chip.
/// </summary>
/// <remarks>The order is: <see cref="Program"/> of all laws, then faults, once per chip; then <see cref="Age"/> of all laws and, where the device
/// says <c>clipped</c>, clipping to its range, for each evaluation time; then <see cref="AddFreshVariance"/>. No conductance is below 0 in between.</remarks>
public abstract class DeviceLaw
{
    /// <summary>Whether conductances leave their targets by this law: it overrides <see cref="Program"/> or <see cref="Age"/>.</summary>
    public virtual bool MovesConductances => true;

    /// <summary>Whether reads draw noise by this law: it overrides <see cref="AddFreshVariance"/>.</summary>
    public virtual bool HasFreshNoise => false;

    /// <summary>Seconds after programming for which there is measured data.</summary>
    public virtual double MeasuredSpan => double.PositiveInfinity;

    /// <summary>Changes what programming has made of a row's targets so far.</summary>
    public virtual void Program(in CellRow row, Span<double> conductances)
    {
    }

    /// <summary>Changes conductances, first those that were programmed, to those at a time.</summary>
    public virtual void Age(in CellRow row, in ReadClock clock, Span<double> conductances)
    {
    }

    /// <summary>Adds the variance (uS^2) of the noise that is fresh for every partial sum.</summary>
    public virtual void AddFreshVariance(in CellRow row, ReadOnlySpan<double> aged, in ReadClock clock, Span<double> variance)
    {
    }
}
