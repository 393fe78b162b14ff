using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>The extremes of what a converter can meet, exactly and in lsb.</summary>
internal static class WorstCase
{
    /// <summary>g_min in lsb of a slice: what every cell adds to what is driven.</summary>
    public static Rational Pedestal(MatrixSignature signature, WeightSlicePlan slice) =>
        TileDsl.Model.Pedestal.InLsb(signature.Cell.GMin, signature.Cell.GMax, slice.Bits);

    /// <summary>The pedestal a conversion sees: zero where a pair or a reference column takes it away first.</summary>
    public static Rational SeenPedestal(MatrixSignature signature, WeightSlicePlan slice) =>
        signature.SeesPedestal ? Pedestal(signature, slice) : Rational.Zero;

    /// <summary>The lowest and highest sum of a conversion of so many rows.</summary>
    public static (Rational Lowest, Rational Highest) Sum(MatrixSignature signature, WeightSlicePlan slice, int inputBits, int rows)
    {
        var (c0, c1) = Cell(signature, slice);
        var (x0, x1) = Input(signature, inputBits);
        Rational[] corners = [c0 * x0, c0 * x1, c1 * x0, c1 * x1];
        return (rows * corners.Aggregate(Rational.Min), rows * corners.Aggregate(Rational.Max));
    }

    /// <summary>The largest magnitude of a signed target weight.</summary>
    public static long Weight(WeightSlicing weights) =>
        weights.Symmetric ? (1L << (weights.Bits - 1)) - 1 : 1L << (weights.Bits - 1);

    /// <summary>The largest magnitude of an input code.</summary>
    public static long InputCode(InputSlicing inputs) => Math.Max(-inputs.Lowest, inputs.Highest);

    /// <summary>The fewest bits that give every integer of a range its own code, signed where it reaches below zero.</summary>
    public static int Bits(Rational lowest, Rational highest)
    {
        var bits = 1;
        if (lowest.Sign >= 0)
        {
            while (Rational.PowerOfTwo(bits) - 1 < highest) bits++;
            return bits;
        }
        while (Rational.PowerOfTwo(bits - 1) < -lowest || Rational.PowerOfTwo(bits - 1) - 1 < highest) bits++;
        return bits;
    }

    /// <summary>The same before it is rounded up: the "10.2 bits" of a message.</summary>
    public static double ExactBits(Rational lowest, Rational highest) => lowest.Sign >= 0
        ? Math.Log((highest + 1).ToDouble(), 2)
        : Math.Log(Rational.Max(-lowest + (-lowest > highest ? 0 : 1), highest + 1).ToDouble(), 2) + 1;

    private static (Rational Lowest, Rational Highest) Cell(MatrixSignature signature, WeightSlicePlan slice)
    {
        if (signature.IsPair && !signature.SubtractDigital) return (-slice.Largest, slice.Largest);
        var pedestal = SeenPedestal(signature, slice);
        return (pedestal, pedestal + slice.Largest);
    }

    private static (Rational Lowest, Rational Highest) Input(MatrixSignature signature, int bits)
    {
        Rational all = Rational.PowerOfTwo(bits) - 1;
        return signature.InputSlicing.Form switch
        {
            InputForm.SignMagnitude => (-all, all),
            InputForm.TwosComplement when signature.AccumulateAnalog => (-Rational.PowerOfTwo(bits - 1), Rational.PowerOfTwo(bits - 1) - 1),
            _ => (Rational.Zero, all),
        };
    }
}
