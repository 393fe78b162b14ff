using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>A converter's limits become its transfer, in lsb of the conversion.</summary>
internal static class ConverterRange
{
    /// <summary>The transfer of a conversion; null with a reason where the range cannot be used; null alone where it is calibrated.</summary>
    public static (ConverterScale? Scale, string? Problem) Of(MatrixSignature signature, ConverterFacts converter, WeightSlicePlan slice, int inputBits, Rational lowest, Rational highest)
    {
        switch (converter.Range)
        {
            case FullRange:
                var integers = !signature.Weights.IsAnalog && WorstCase.SeenPedestal(signature, slice).IsInteger;
                return (ConverterLaw.Full(converter.Bits, converter.Codes, lowest, highest, integers), null);
            case FixedRange range:
                if (InLsb(signature, range, slice, inputBits, converter.ReadVoltage) is not { } unit)
                    return (null, "a range in amperes needs the read voltage of the device (read 0.2 V, 130 ns)");
                var lo = range.Lo * unit;
                var hi = range.Hi * unit;
                return Problem(converter.Codes, lo, hi) is { } problem ? (null, problem) : (ConverterLaw.Over(converter.Bits, converter.Codes, lo, hi), null);
            default:
                return (null, null);
        }
    }

    /// <summary>Lsb of a conversion per unit of a range.</summary>
    private static Rational? InLsb(MatrixSignature signature, FixedRange range, WeightSlicePlan slice, int inputBits, Rational? readVoltage)
    {
        var cell = signature.Cell;
        var lsbConductance = (cell.GMax - cell.GMin) / slice.Largest;
        var inputSteps = Rational.PowerOfTwo(inputBits) - 1;
        return range.Unit switch
        {
            RangeUnit.Lsb => Rational.One,
            RangeUnit.Cells => cell.GMax / lsbConductance * inputSteps,
            _ => readVoltage is { Sign: > 0 } volts ? inputSteps / (lsbConductance * volts) : null,
        };
    }

    private static string? Problem(CodeKind codes, Rational lo, Rational hi)
    {
        if (lo >= hi) return $"its lower end {Say.Number(lo)} lsb is not below its upper end {Say.Number(hi)} lsb";
        return codes switch
        {
            CodeKind.Unsigned => null,
            CodeKind.Signed when lo.Sign < 0 || hi.Sign > 0 => null,
            CodeKind.Symmetric or CodeKind.MidRise when Rational.Max(-lo, hi).Sign > 0 => null,
            _ => $"{Say.Codes(codes)} codes need a range around zero",
        };
    }
}
