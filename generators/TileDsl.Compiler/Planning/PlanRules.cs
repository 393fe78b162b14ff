using TileDsl.Diagnostics;

namespace TileDsl.Planning;

/// <summary>What the planner has to say. One page each in dsl/docs/diagnostics.</summary>
public static class PlanRules
{
    public static DiagnosticRule Lossless { get; } = new("TILE0501", Severity.Info, "A converter loses nothing",
        "{0}: the converter loses nothing: {1}");

    public static DiagnosticRule Clips { get; } = new("TILE0502", Severity.Warning, "A fixed range clips at worst case",
        "{0}: the fixed range clips at worst case: it ends at {1} and {2} lsb, sums reach {3} .. {4} lsb ({5} bits needed, {6} given)");

    public static DiagnosticRule Rounds { get; } = new("TILE0503", Severity.Info, "A converter rounds",
        "{0}: the converter rounds: {1}");

    public static DiagnosticRule UnsignedUnderSigned { get; } = new("TILE0504", Severity.Warning, "An unsigned range under signed sums",
        "{0}: {1}, so that sums are signed, but the converter's range begins at zero: every negative sum becomes 0; use signed codes, or subtract digital");

    public static DiagnosticRule FillsLittle { get; } = new("TILE0505", Severity.Warning, "A layer fills little of its arrays",
        "{0}: {1} x {2} cells fill {3} % of {4} of {5} x {6}; smaller arrays would do");

    public static DiagnosticRule WiderThanNeeded { get; } = new("TILE0506", Severity.Info, "A converter is wider than needed",
        "{0}: the converter is wider than needed: {1} bits give every sum a code, {2} given");

    public static DiagnosticRule CannotCalibrate { get; } = new("TILE0507", Severity.Info, "A calibrated range is narrower than the worst case",
        "{0}: the range is found at calibration; at worst case sums reach {1} .. {2} lsb ({3} bits needed, {4} given)");

    public static DiagnosticRule ZeroIsDriven { get; } = new("TILE0508", Severity.Warning, "A zero point that cells err with",
        "{0}: the network's input has the zero point {1}, and inputs of {2} bits {3} drive zero as code {4} of {5} in every row: every cell's error is multiplied by that, and only the zero point times the weights as they should be is subtracted; "
        + "`inputs {6} bit signed` drive the difference to the zero point");

    public static DiagnosticRule SumTooLarge { get; } = new("TILE0601", Severity.Error, "A partial sum is too large",
        "{0}: a partial sum reaches {1} {2}, and must stay below 2^31; use fewer rows, or fewer bits per slice");

    public static DiagnosticRule ResultTooLarge { get; } = new("TILE0602", Severity.Error, "A result is too large",
        "{0}: a result may reach {1}, and integers are exact below 2^53 only; use fewer weight or input bits");

    public static DiagnosticRule TooLarge { get; } = new("TILE0603", Severity.Error, "A matrix is too large to program",
        "{0}: {1} planes of {2} rows x {3} columns are {4} elements; up to {5} can be emitted and programmed (a larger one can be described, not run)");

    public static DiagnosticRule BodyTooLarge { get; } = new("TILE0604", Severity.Error, "A kernel is too large to emit",
        "{0}: {1} weight slices x {2} cycles x {3} polarities are {4} partial sums per output; up to {5} can be emitted; use wider slices");

    public static DiagnosticRule BadRange { get; } = new("TILE0605", Severity.Error, "A converter's range cannot be used",
        "{0}: the range of the converter cannot be used: {1}");

    public static DiagnosticRule DoesNotFit { get; } = new("TILE0606", Severity.Error, "A slicing does not fit a tile",
        "{0}: slicing {1} does not fit tile {2}: {3}");

    public static DiagnosticRule NameTaken { get; } = new("TILE0607", Severity.Error, "Two generated types would have one name",
        "{0} and {1} would both become the type {2}; rename one");

    public static DiagnosticRule CodeNotLossless { get; } = new("TILE0608", Severity.Error, "An AN code under a converter that may round or clip",
        "{0}: `correction an_code` needs a code for every sum, and the converter may round or clip: {1}; use more bits or `range full`, fewer rows or narrower slices");

    public static IReadOnlyList<DiagnosticRule> All { get; } =
    [
        Lossless, Clips, Rounds, UnsignedUnderSigned, FillsLittle, WiderThanNeeded, CannotCalibrate, ZeroIsDriven,
        SumTooLarge, ResultTooLarge, TooLarge, BodyTooLarge, BadRange, DoesNotFit, NameTaken, CodeNotLossless,
    ];
}
