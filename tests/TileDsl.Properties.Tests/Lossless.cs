using System.Numerics;
using TileDsl.Model;

namespace TileDsl.Properties.Tests;

/// <summary>When a program loses nothing, judged from the figures of its text alone.</summary>
internal static class Lossless
{
    /// <summary>Bits that give every sum of the widest conversion a code.</summary>
    public static int BitsNeeded(Hardware hardware, int rows)
    {
        var needed = 1;
        foreach (var (lo, hi) in WorstCases(hardware, rows)) needed = Math.Max(needed, (int)(hi - lo).GetBitLength());
        return needed;
    }

    /// <summary>Whether the noise-free program is the integer product by the meaning of full ranges.</summary>
    public static bool IsCertain(Hardware hardware, int rows)
    {
        if (hardware.Weights.IsAnalog || hardware.HasPhysics) return false;
        var converter = hardware.Array.Converter;
        if (converter.IsIdeal) return true;
        var seesPedestal = hardware.Array.GMinIsSeen();
        if (converter.Range != "full" || seesPedestal) return false;
        BigInteger half = 1 << (converter.Bits - 1);
        return WorstCases(hardware, rows).All(worst => converter.Codes switch
        {
            CodeKind.Unsigned => worst.Hi - worst.Lo < 2 * half,
            CodeKind.Signed => worst.Lo >= -half && worst.Hi < half,
            CodeKind.Symmetric => worst.Lo > -half && worst.Hi < half,
            _ => false,
        });
    }

    private static bool GMinIsSeen(this Array array) => array.Cell.GMin > 0 && (array.IsPair ? array.SubtractDigital : array.PedestalDigital);

    private static IEnumerable<(BigInteger Lo, BigInteger Hi)> WorstCases(Hardware hardware, int rows)
    {
        var inputs = hardware.Inputs;
        foreach (var cellBits in hardware.Weights.Slices)
        {
            BigInteger cell = hardware.Weights.IsAnalog ? 1 : (1 << cellBits) - 1;
            foreach (var inputBits in hardware.Array.AccumulateAnalog ? [inputs.Slices.Sum()] : inputs.Slices)
            {
                BigInteger highest = (1L << inputBits) - 1;
                var lowest = inputs.Form == InputForm.SignMagnitude ? -highest : 0;
                if (hardware.Array.AccumulateAnalog && inputs.Form == InputForm.TwosComplement)
                    (lowest, highest) = (-(1L << (inputBits - 1)), (1L << (inputBits - 1)) - 1);
                var subtracted = hardware.Array.IsPair && !hardware.Array.SubtractDigital;
                var most = BigInteger.Max(highest, -lowest);
                yield return subtracted ? (-rows * cell * most, rows * cell * most) : (rows * cell * lowest, rows * cell * highest);
            }
        }
    }
}
