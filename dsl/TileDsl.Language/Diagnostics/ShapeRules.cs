namespace TileDsl.Diagnostics;

/// <summary>TILE04xx: slices, arrangements of cells, shapes, and what a network needs.</summary>
public static class ShapeRules
{
    public static readonly DiagnosticRule SlicesDoNotAddUp = Error("TILE0401", "Slices that do not add up",
        "The slices {0} hold {1} bits; {2} need {3}.");

    public static readonly DiagnosticRule TopSliceNotOneBit = Error("TILE0402", "The top slice must have one bit",
        "{0} need a one-bit top slice, which has negative weight; the top slice of {1} has {2} bits. Write e.g. `{3}`.");

    public static readonly DiagnosticRule ArrangementWrong = Error("TILE0403", "The array has the wrong cells",
        "{0} need `array {4} x {5}, {1}`; tile {2} has `array {4} x {5}, {3}`.");

    public static readonly DiagnosticRule DriverTooNarrow = Error("TILE0404", "An input slice is wider than the driver",
        "{0} drives an input slice of {1} bits, and the driver {2} of tile {3} has {4}; narrow the slices or give it {1} bits.");

    public static readonly DiagnosticRule OptionDoesNotApply = Error("TILE0405", "An option that does not apply",
        "`{0}` applies to {1}; here are {2}.");

    public static readonly DiagnosticRule ShapesDoNotChain = Error("TILE0406", "Shapes that do not chain",
        "Layer {0} takes {1} inputs; {2} gives {3}.");

    public static readonly DiagnosticRule ShapeTooLarge = Error("TILE0407", "A shape is too large",
        "The shape {0} has more than 2147483647 elements.");

    public static readonly DiagnosticRule SoftmaxNotLast = Error("TILE0408", "Softmax before the last layer",
        "softmax may follow the last layer only; {0} comes after {1}.");

    public static readonly DiagnosticRule LayerNotPlaced = Error("TILE0409", "A layer has no place",
        "Layer {0} is not placed on a tile; write `place all on TILE using SLICING`, or a `place` behind the layer.");

    public static readonly DiagnosticRule NoLayers = Error("TILE0410", "A network without layers",
        "Network {0} has no layers; write e.g. `layer classes : dense({1} -> 10)`.");

    public static readonly DiagnosticRule SampleCountsDiffer = Error("TILE0411", "Samples and labels differ in number",
        "Data {0} has {1} samples and {2} labels.");

    public static readonly DiagnosticRule LabelsMissing = Error("TILE0412", "Data without labels",
        "Accuracy needs labels; data {0} has none.");

    public static readonly DiagnosticRule ReadVoltageMissing = Error("TILE0413", "A range in amperes without a read voltage",
        "The range of {0} is in amperes, and device {1} says no read voltage; add e.g. `read 0.2 V, 100 ns` to the device.");

    public static readonly DiagnosticRule ZeroPointOutOfRange = Error("TILE0414", "A zero point outside the input's codes",
        "The zero point of {0} inputs is {1}; found {2}.");

    public static readonly DiagnosticRule ArrayTooNarrow = Error("TILE0415", "An array narrower than a weight",
        "The {0} slices of a weight stand side by side, and the array of tile {1} has {2} columns.");

    public static readonly DiagnosticRule ArrayTooLargeForWires = Error("TILE0416", "An array too large for wires",
        "With wires, an array has at most {2} lines on its shorter side and {3} on the other; here are {0} x {1}. Use smaller arrays, or leave the wires out.");

    public static readonly DiagnosticRule BeyondMeasured = Error("TILE0420", "A check beyond measured data",
        "Device {0} of layer {1} has measured data up to {2} s after programming, and chips are to be read after {3} s: an earlier time is due.");

    public static readonly DiagnosticRule WrongRank = Error("TILE0431", "Too many extents, or too few",
        "{0} are due here, e.g. `{1}`; found {2}.");

    public static readonly DiagnosticRule OutputWrong = Error("TILE0432", "A layer does not give this shape",
        "Layer {0} cannot give {1}: {2}.");

    public static readonly DiagnosticRule OperandUnknown = Error("TILE0433", "No layer above has this name",
        "Layer {0} reads '{1}', and no layer above it has that name.{2}");

    public static readonly DiagnosticRule OperandsMissing = Error("TILE0434", "Operands are missing, or too many",
        "`{0}` takes {1}; layer {2} has {3}. Name them behind `of`, e.g. `{4}`.");

    public static readonly DiagnosticRule GroupsDoNotDivide = Error("TILE0435", "Groups that do not divide the channels",
        "The {0} channels in and {1} channels out of layer {2} are not multiples of its {3} groups.");

    public static readonly DiagnosticRule LayerNotRead = Error("TILE0436", "A layer that nothing reads",
        "No layer reads {0}, and it is not the last one; name it in an `of`, or remove it.");

    public static readonly DiagnosticRule NothingToPlace = Error("TILE0437", "A layer without weights on a tile",
        "Layer {0} has no weights to place on a tile: it is digital wherever the others stand; remove its `place`.");

    public static readonly DiagnosticRule WindowDoesNotFit = Error("TILE0438", "A window that does not fit its input",
        "The window of layer {0} spans {1} places, and its input has {2}, with {3} before and {4} behind; it must fit, and the pad of a pool be smaller than its window.");

    private static DiagnosticRule Error(string code, string title, string format) => new(code, Severity.Error, title, format);
}
