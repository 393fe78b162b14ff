using FsCheck;
using FsCheck.Fluent;
using TileDsl.Model;

namespace TileDsl.Properties.Tests;

/// <summary>Random hardware whose cells hold code words: slices that hold them, converters that lose nothing, and errors that change a few codes, or many.</summary>
internal static class CodedGen
{
    private static readonly Gen<bool> s_coin = Gen.Elements(false, true);

    /// <summary>Other hardware with its weights coded.</summary>
    public static Gen<Hardware> Of(Gen<Hardware> any) => (
        from plain in any.Where(h => !h.Weights.IsAnalog && h.Inputs.Slices.Max() <= 3 && h.Inputs.Slices.Length <= 8)
        from bits in Gen.Choose(2, 6)
        from given in Gen.Elements(0, 0, 3, 5, 7, 19, 29, 47, 79, 255)
        from widths in Gen.ArrayOf(Gen.Choose(1, 4), 20)
        from alike in s_coin
        let encoded = Words(plain.Weights with { Bits = bits }, plain.Inputs.Slices.Max(), given, alike ? [.. widths.Select(_ => widths[0])] : widths)
        from cell in CellOf(plain.Array.Cell)
        from pedestal in s_coin
        from rows in Gen.Choose(1, 30)
        from more in Gen.Choose(0, 1)
        from symmetric in s_coin
        from spares in Gen.Frequency((3, Gen.Constant(System.Array.Empty<string>())), (1, Gen.Choose(1, 3).Select(n => new[] { $"spare_columns {n}" })))
        let array = plain.Array with
        {
            Rows = rows,
            Columns = Math.Max(plain.Array.Columns, encoded.AcrossColumns ? encoded.Slices.Length : 1),
            AccumulateAnalog = false,
            // Half of g_max is as many lsb as a cell has levels.
            Cell = pedestal ? cell with { GMin = 5000, GMax = 10000 } : cell with { GMin = 0, GMax = 10000 },
        }
        let hardware = plain with { Array = array, Weights = encoded }
        from physics in PhysicsGen.Converter(new Converter(8, CodeKind.Signed, "full"))
        from wires in PhysicsGen.Wires(array)
        let code = $"correction an_code{(given == 0 ? "" : $", a {given}")}"
        select hardware with
        {
            Array = array with
            {
                Converter = ConverterOf(hardware, symmetric, more, physics),
                Wires = wires.Length > 0 ? [.. wires, code] : [.. spares, code],
            },
        }).Where(h => h.Array.Converter.Bits <= 16 && h.Weights.Slices.Length * h.Inputs.Slices.Length * (h.Inputs.Form == InputForm.TwoPhase ? 2 : 1) <= 48);

    /// <summary>Slices from the least significant up until code words fit them.</summary>
    private static Weights Words(Weights weights, int inputBits, int given, int[] widths)
    {
        var isPattern = weights.Encoding == WeightEncoding.TwosComplement;
        for (var count = 1; ; count++)
        {
            int[] slices = [.. widths.Take(count), .. isPattern ? [1] : System.Array.Empty<int>()];
            var multiplier = given != 0 ? given : ArithmeticCode.Smallest(slices, inputBits);
            if (slices.Sum() < ArithmeticCode.WordBits(weights.Encoding, weights.Bits, weights.Symmetric, multiplier)) continue;
            return weights with { Slices = slices, Multiplier = multiplier };
        }
    }

    /// <summary>Few stuck cells, small errors that now and then change a code, what comes of other programs, or nothing.</summary>
    private static Gen<Cell> CellOf(Cell any)
    {
        var sound = new Cell(0, 10000, [], 0, 0, false, []);
        var faults = Gen.Elements("faults stuck_low = 0.5 %, stuck_high = 0.5 %", "faults stuck_low = 2 %, stuck_high = 3 %").Select(line => new[] { line });
        return Gen.Frequency(
            (1, Gen.Constant(sound)),
            (4, faults.Select(f => sound with { Physics = f })),
            (3, from sigma in Gen.Choose(10, 250) from f in faults select sound with { Sigma = [sigma], Physics = f }),
            (2, Gen.Choose(20, 200).Select(noise => sound with { ReadNoise = noise })),
            (2, Gen.Constant(any)));
    }

    /// <summary>The fewest bits, or one more, that give every sum a code.</summary>
    private static Converter ConverterOf(Hardware hardware, bool symmetric, int more, string[] physics)
    {
        var array = hardware.Array;
        var seesPedestal = array.Cell.GMin > 0 && (array.IsPair ? array.SubtractDigital : array.PedestalDigital);
        // What is seen of g_min doubles a cell.
        var needed = Lossless.BitsNeeded(hardware, seesPedestal ? 2 * array.Rows : array.Rows);
        var signed = hardware.Inputs.Form == InputForm.SignMagnitude || (array.IsPair && !array.SubtractDigital);
        var codes = !signed ? CodeKind.Unsigned : symmetric ? CodeKind.Symmetric : CodeKind.Signed;
        return new Converter(Math.Max(needed + more, 2), codes, "full", physics);
    }
}
