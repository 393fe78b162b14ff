using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>How numbers are spread over cells and cycles.</summary>
internal static class SlicingBinder
{
    private const int WidestWeight = 16;
    private const int WidestInput = 16;
    private const int WidestCell = 8;

    private static readonly string[] Encodings = ["differential", "offset", "twos_complement"];
    private static readonly string[] InputForms = ["twos_complement", "sign_magnitude", "two_phase"];

    public static SlicingModel? Bind(Properties properties)
    {
        var weights = properties.Read("weights", Weights);
        var inputs = properties.Read("inputs", Inputs);
        return properties.Failed ? null : new SlicingModel(properties.Owner.Name, weights!, inputs!, properties.Owner.NameNode.Span);
    }

    private static WeightSlicing? Weights(PropertyReader reader)
    {
        if (reader.Accept("analog")) return AnalogWeights(reader);
        var bits = reader.Whole(new Due("the width of weights (or `analog`)", Dimension.Bits, "8 bit"), 2, WidestWeight);
        var symmetric = reader.Choice("the sign of weights", ["signed", "symmetric"]) == "symmetric";
        reader.NextPhrase("a list of slices", "slices 3+2+2 bit");
        var slices = SliceList.Read(reader, WidestCell);
        reader.NextPhrase("an encoding", "differential");
        var encoding = (WeightEncoding)Array.IndexOf(Encodings, reader.Choice("an encoding", Encodings));
        if (encoding == WeightEncoding.Differential && reader.Peek is NameNode { Text: "one_sided" or "two_sided" } side)
            reader.Report(ShapeRules.OptionDoesNotApply, side.Span, side.Text, "analog weights, `weights analog, differential one_sided`", "sliced ones");
        var (perColumn, acrossColumns) = WeightOptions(reader, isAnalog: false);
        if (reader.Failed || slices is null) return null;
        var model = new WeightSlicing(encoding, bits, symmetric, slices.LeastFirst, perColumn, acrossColumns);
        SliceRules.CheckWeights(model, slices, reader);
        return model;
    }

    private static WeightSlicing AnalogWeights(PropertyReader reader)
    {
        reader.NextPhrase("how an analog weight stands on a pair", "differential one_sided");
        reader.Expect("differential", "differential one_sided");
        var twoSided = reader.Choice("how the two cells of a pair share a weight", ["one_sided", "two_sided"]) == "two_sided";
        var (perColumn, _) = WeightOptions(reader, isAnalog: true);
        return new WeightSlicing(twoSided ? WeightEncoding.AnalogTwoSided : WeightEncoding.AnalogOneSided, 0, false, new([0]), perColumn, false);
    }

    /// <summary><c>across arrays | columns</c>, <c>scaled per layer | column</c>, each at most once.</summary>
    private static (bool PerColumn, bool AcrossColumns) WeightOptions(PropertyReader reader, bool isAnalog)
    {
        string? across = null, scaled = null;
        while (reader.NextPhrase())
        {
            var option = reader.Peek;
            switch (reader.Choice("an option of weights", ["across", "scaled"]))
            {
                case "across":
                    if (isAnalog) reader.Report(ShapeRules.OptionDoesNotApply, option!.Span, "across", "sliced weights", "analog ones");
                    if (across is not null) reader.Report(ValueRules.LeftOver, option!.Span, "across " + across, "a second `across`");
                    across = reader.Choice("where slices go", ["arrays", "columns"]);
                    break;
                default:
                    if (scaled is not null) reader.Report(ValueRules.LeftOver, option!.Span, "scaled per " + scaled, "a second `scaled`");
                    reader.Expect("per", "scaled per column");
                    scaled = reader.Choice("what has a scale of its own", ["layer", "column"]);
                    break;
            }
        }
        return (scaled == "column", across == "columns");
    }

    private static InputSlicing? Inputs(PropertyReader reader)
    {
        var widthTerm = reader.Peek;
        var bits = reader.Whole(new Due("the width of an input", Dimension.Bits, "8 bit"), 1, WidestInput);
        var sign = reader.Choice("the sign of inputs", ["unsigned", "signed", "symmetric"]) switch
        {
            "unsigned" => Signedness.Unsigned,
            "signed" => Signedness.Signed,
            _ => Signedness.Symmetric,
        };
        if (bits == 1 && sign != Signedness.Unsigned && !reader.Failed)
            reader.Report(ValueRules.OutOfRange, widthTerm!.Span, "The width of inputs with a sign", $"in 2..{WidestInput}", Wording.Found(widthTerm));
        reader.NextPhrase("a list of slices", "slices 8 x 1 bit");
        var onePulse = reader.Peek is { } start && reader.Accept("one") ? start : null;
        var pulseSpan = default(SourceSpan);
        if (onePulse is not null)
        {
            reader.Expect("pulse", "one pulse");
            pulseSpan = SourceSpan.Between(onePulse.Span, reader.Last!.Span);
        }
        var slices = onePulse is not null ? null : SliceList.Read(reader, WidestInput);
        var form = sign == Signedness.Unsigned ? InputForm.Unsigned : InputForm.SignMagnitude;
        if (reader.NextPhrase())
        {
            var option = reader.Peek;
            form = reader.Choice("how signed inputs are driven", InputForms) switch
            {
                "twos_complement" => InputForm.TwosComplement,
                "two_phase" => InputForm.TwoPhase,
                _ => InputForm.SignMagnitude,
            };
            if (sign == Signedness.Unsigned && !reader.Failed)
                reader.Report(ShapeRules.OptionDoesNotApply, option!.Span, ((NameNode)option).Text, "inputs with a sign", "unsigned ones");
        }
        if (reader.Failed) return null;
        if (onePulse is not null) slices = new SliceList([form is InputForm.SignMagnitude or InputForm.TwoPhase ? bits - 1 : bits], pulseSpan);
        var model = new InputSlicing(bits, sign, form, slices!.LeastFirst);
        SliceRules.CheckInputs(model, slices, reader);
        return model;
    }
}
