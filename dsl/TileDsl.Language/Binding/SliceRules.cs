using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Binding;

/// <summary>Whether slices hold the numbers they are for.</summary>
internal static class SliceRules
{
    public static void CheckWeights(WeightSlicing weights, SliceList slices, PropertyReader reader)
    {
        var sign = weights.Symmetric ? "symmetric" : "signed";
        switch (weights.Encoding)
        {
            case WeightEncoding.Differential:
                HoldWords(slices, weights.Bits - 1, $"differential weights of {weights.Bits} bit {sign}", reader);
                break;
            case WeightEncoding.Offset:
                HoldWords(slices, weights.Bits, $"offset weights of {weights.Bits} bit {sign}", reader);
                break;
            case WeightEncoding.TwosComplement:
                HoldWords(slices, weights.Bits, $"two's complement weights of {weights.Bits} bit", reader);
                OneBitTop(slices, "Two's complement weights", "slices 1+1+2+2+2 bit", reader);
                break;
        }
    }

    public static void CheckInputs(InputSlicing inputs, SliceList slices, PropertyReader reader)
    {
        switch (inputs.Form)
        {
            case InputForm.Unsigned:
                Exactly(slices, inputs.Bits, $"unsigned inputs of {inputs.Bits} bit", reader);
                break;
            case InputForm.TwosComplement:
                Exactly(slices, inputs.Bits, $"two's complement inputs of {inputs.Bits} bit", reader);
                OneBitTop(slices, "Two's complement inputs", $"slices {inputs.Bits} x 1 bit", reader);
                break;
            case InputForm.SignMagnitude:
                Hold(slices, inputs.Bits - 1, inputs.Bits, $"the magnitudes of inputs of {inputs.Bits} bit driven by sign and magnitude", reader);
                break;
            case InputForm.TwoPhase:
                Hold(slices, inputs.Bits - 1, inputs.Bits, $"the magnitudes of inputs of {inputs.Bits} bit driven in two phases", reader);
                break;
        }
    }

    /// <summary>At least <paramref name="bits"/>, and no slice that not even the longest code words would reach. Whether a tile's words reach it is seen where they are placed.</summary>
    private static void HoldWords(SliceList slices, int bits, string holder, PropertyReader reader)
    {
        const int MostCodeBits = 16;
        if (slices.Sum < bits) NotAddingUp(slices, holder, $"at least {bits}", reader);
        else if (slices.Sum - slices.Top >= bits + MostCodeBits) NotAddingUp(slices, holder, $"{bits}, and {bits + MostCodeBits} in the longest code words, so that the top slice would hold nothing", reader);
    }

    /// <summary>At least <paramref name="bits"/>, and no slice that nothing would ever be in.</summary>
    private static void Hold(SliceList slices, int bits, int width, string holder, PropertyReader reader)
    {
        if (slices.Sum < bits) NotAddingUp(slices, holder, $"at least {bits}", reader);
        else if (slices.Sum - slices.Top >= width) NotAddingUp(slices, holder, $"{bits}, so that the top slice would hold nothing", reader);
    }

    private static void Exactly(SliceList slices, int bits, string holder, PropertyReader reader)
    {
        if (slices.Sum != bits) NotAddingUp(slices, holder, $"exactly {bits}", reader);
    }

    private static void NotAddingUp(SliceList slices, string holder, string due, PropertyReader reader) =>
        reader.Report(ShapeRules.SlicesDoNotAddUp, slices.Span, slices.Text, slices.Sum, holder, due);

    private static void OneBitTop(SliceList slices, string holder, string example, PropertyReader reader)
    {
        if (slices.Top != 1 && !reader.Failed) reader.Report(ShapeRules.TopSliceNotOneBit, slices.Span, holder, slices.Text, slices.Top, example);
    }
}
