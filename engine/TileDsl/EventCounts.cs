namespace TileDsl;

/// <summary>What happened on a chip: the events that energy and time are computed from.</summary>
/// <param name="Inferences">Samples run.</param>
/// <param name="Conversions">Output conversions, reference columns excluded, offset columns included.</param>
/// <param name="CellReads">Devices read: used rows times devices of the used columns, per cycle; reference and offset columns included.</param>
/// <param name="DriverPulses">Rows driven with a value that is not zero, per cycle and array.</param>
public readonly record struct EventCounts(long Inferences, long Conversions, long CellReads, long DriverPulses)
{
    /// <summary>Sums the counts.</summary>
    public static EventCounts operator +(EventCounts a, EventCounts b) =>
        new(a.Inferences + b.Inferences, a.Conversions + b.Conversions, a.CellReads + b.CellReads, a.DriverPulses + b.DriverPulses);
}
