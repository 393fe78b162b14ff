using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Cli.Results;

/// <summary>What one chip achieves and has taken.</summary>
/// <param name="Chip">Its number.</param>
/// <param name="Programming">What programming took.</param>
/// <param name="Compensation">What measuring its drift took: just after programming, and as much again at the time of the reads.</param>
/// <param name="Detection">What comparisons with checksum columns have found in its inferences.</param>
/// <param name="IsExtrapolated">It is read at a time beyond what was measured of a device.</param>
internal sealed record ChipFigures(int Chip, Accuracy Accuracy, LogitError Error, ProgrammingTally Programming, EventCounts Compensation, DetectionCounts Detection, bool IsExtrapolated)
{
    public static ChipFigures Of(Chip chip, Accuracy accuracy, LogitError error) =>
        new(chip.Origin.Chip, accuracy, error, chip.Programming, chip.CompensationEvents + chip.CompensationEvents, chip.Detection, chip.IsExtrapolated);

    /// <summary>Whether there is more to say of its devices than that each had an error.</summary>
    public bool HasPhysics => Programming.Time > 0 || Programming.Energy > 0 || Programming.Pulses != Programming.Cells || Programming.Accepted != Programming.Cells;

    /// <summary>For a JSON document.</summary>
    public object Document => new
    {
        Chip,
        Accuracy.Correct,
        Accuracy = Accuracy.Fraction,
        RelativeLogitError = Error.Relative,
        Error.EffectiveBits,
        Programming = Tally(Programming),
        Compensation = new { Compensation.Conversions, Compensation.CellReads, Compensation.DriverPulses },
        Detection = new { Detection.Compared, Detection.Voided, Detection.Suspect, Detection.Corrected },
        Extrapolated = IsExtrapolated,
    };

    /// <summary>A tally for a JSON document.</summary>
    public static object Tally(ProgrammingTally tally) => new
    {
        Devices = tally.Cells, tally.Pulses, tally.Reads, tally.Accepted, tally.Stuck, tally.Worn, tally.Yield, Seconds = tally.Time, Joules = tally.Energy,
        tally.Located, tally.Countered, tally.Replaced, tally.Unrepaired,
    };
}
