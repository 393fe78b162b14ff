using FsCheck;
using FsCheck.Fluent;
using TileDsl.Model;

namespace TileDsl.Properties.Tests;

/// <summary>Random hardware: every encoding, input form, arrangement, converter and device, at sizes that do not divide.</summary>
internal static class HardwareGen
{
    private static readonly Gen<bool> s_coin = Gen.Elements(false, true);

    /// <summary>
    /// Any hardware whose arrays hold the slices of at least one weight side by side. Most convert few partial sums per
    /// output: kernels are unrolled over them, and a thousand programs are to compile in a minute or two.
    /// </summary>
    public static Gen<Hardware> Any { get; } = Gen.Frequency((9, Plain), (1, CodedGen.Of(Unbounded)));

    private static Gen<Hardware> Plain =>
        from mostSums in Gen.Frequency((8, Gen.Constant(8)), (3, Gen.Constant(16)), (1, Gen.Constant(64)))
        from hardware in Unbounded.Where(h => h.Weights.Slices.Length * h.Inputs.Slices.Length * (h.Inputs.Form == InputForm.TwoPhase ? 2 : 1) <= mostSums)
        select hardware;

    private static Gen<Hardware> Unbounded =>
        from weights in WeightsGen
        from inputs in InputsGen
        from rows in Gen.Frequency((3, Gen.Choose(1, 12)), (3, Gen.Choose(13, 40)))
        from columns in Gen.Choose(weights.AcrossColumns ? weights.Slices.Length : 1, 24)
        from cell in CellGen
        from flags in Gen.ArrayOf(s_coin, 4)
        let isPair = weights.NeedsPair
        let array = new Array(rows, columns, isPair, isPair && flags[0], flags[1], !isPair && flags[2], weights.Encoding == WeightEncoding.Offset && flags[3], cell, new Converter(0, CodeKind.Signed, ""), [], [])
        let bare = new Hardware(array, weights, inputs)
        from converter in ConverterGen(bare)
        from physics in PhysicsGen.Converter(converter)
        from drivers in PhysicsGen.Drivers
        from wires in PhysicsGen.Wires(array)
        from plain in Gen.Frequency((3, Gen.Constant(true)), (2, Gen.Constant(false)))
        let built = bare with
        {
            Array = plain
                ? array with { Converter = converter, Cell = cell with { Physics = [] } }
                : array with { Converter = converter with { Physics = physics }, Drivers = drivers, Wires = wires },
        }
        from spares in PhysicsGen.Spares(built)
        select built with { Array = built.Array with { Wires = [.. built.Array.Wires, .. spares] } };

    private static Gen<Weights> WeightsGen => Gen.Frequency((4, SlicedGen), (1, AnalogGen));

    private static Gen<Weights> AnalogGen =>
        from encoding in Gen.Elements(WeightEncoding.AnalogOneSided, WeightEncoding.AnalogTwoSided)
        from perColumn in s_coin
        select new Weights(encoding, 0, false, [0], perColumn, false);

    private static Gen<Weights> SlicedGen =>
        from encoding in Gen.Elements(WeightEncoding.Differential, WeightEncoding.Differential, WeightEncoding.Offset, WeightEncoding.TwosComplement)
        from bits in Gen.Frequency((8, Gen.Choose(2, 9)), (1, Gen.Choose(10, 16)))
        from widest in Gen.Frequency((8, Gen.Constant(5)), (2, Gen.Constant(8)))
        from symmetric in s_coin
        from full in s_coin
        from slices in encoding switch
        {
            WeightEncoding.Differential => Widths(full ? bits : bits - 1, widest),
            WeightEncoding.Offset => Widths(bits, widest),
            _ => Widths(bits - 1, widest).Select(below => below.Append(1).ToArray()),
        }
        from perColumn in s_coin
        from acrossColumns in s_coin
        select new Weights(encoding, bits, symmetric, slices, perColumn, acrossColumns);

    private static Gen<Inputs> InputsGen =>
        from form in Gen.Elements(InputForm.Unsigned, InputForm.Unsigned, InputForm.TwosComplement, InputForm.SignMagnitude, InputForm.TwoPhase)
        from bits in Gen.Frequency((5, Gen.Choose(form == InputForm.Unsigned ? 1 : 2, 8)), (1, Gen.Choose(9, 16)))
        from symmetric in s_coin
        from full in s_coin
        from widest in Gen.Elements(1, 2, 4, 16)
        from slices in form switch
        {
            InputForm.Unsigned => Widths(bits, widest),
            InputForm.TwosComplement => Widths(bits - 1, widest).Select(below => below.Append(1).ToArray()),
            _ => Widths(full ? bits : bits - 1, widest),
        }
        let signedness = form == InputForm.Unsigned ? Signedness.Unsigned : symmetric ? Signedness.Symmetric : Signedness.Signed
        select new Inputs(bits, signedness, form, slices);

    private static Gen<Cell> CellGen =>
        from gMin in Gen.Frequency((2, Gen.Constant(0)), (2, Gen.Choose(1, 10).Select(n => n * 300)), (1, Gen.Elements(1000, 5000)), (1, Gen.Choose(1, 3000)))
        from gMax in Gen.Frequency((2, Gen.Elements(25000, 20000, 10000)), (1, Gen.Choose(gMin + 1, 30000)), (1, Gen.Choose(1, 30).Select(n => gMin + n * 300)))
        from errors in Gen.Elements(0, 0, 0, 1, 1, 2, 3, 4, 5)
        from sigma in Gen.ArrayOf(Gen.Choose(-300, 900), 3)
        from degree in Gen.Choose(1, 3)
        from variability in Gen.Choose(1, 150)
        from readNoise in Gen.Choose(1, 400)
        from clipped in Gen.Elements(false, false, true)
        from staysInRange in Gen.Elements(false, false, true)
        from physics in PhysicsGen.Device(gMin, gMax, readNoise: errors is 4 or 5)
        select new Cell(
            gMin, gMax,
            errors is 1 or 3 or 5 ? sigma[..degree] : [],
            errors is 2 or 3 ? variability : 0,
            errors is 4 or 5 ? readNoise : 0,
            clipped && errors is (4 or 5),
            physics) { StaysInRange = staysInRange && errors != 0 };

    private static Gen<Converter> ConverterGen(Hardware hardware)
    {
        var needed = Math.Clamp(Lossless.BitsNeeded(hardware, hardware.Array.Rows), 2, 15);
        var rounding =
            from codes in Gen.Elements(Enum.GetValues<CodeKind>())
            from bits in Gen.Frequency((5, Gen.Constant(needed)), (2, Gen.Constant(needed + 1)), (2, Gen.Constant(Math.Max(needed - 1, 2))), (9, Gen.Choose(codes is CodeKind.Signed or CodeKind.Symmetric ? 2 : 1, 10)), (1, Gen.Choose(11, 16)))
            from range in Gen.Frequency((6, Gen.Constant("full")), (2, FixedGen(codes, needed)), (3, CalibratedGen))
            select new Converter(bits, codes, range);
        return Gen.Frequency((8, rounding), (1, Gen.Constant(new Converter(0, CodeKind.Signed, ""))));
    }

    private static Gen<string> CalibratedGen =>
        from percent in Gen.Elements("100", "99.9", "99", "90", "50", "3")
        from perColumn in Gen.Elements("", "", " per_column")
        select $"calibrated {percent} %{perColumn}";

    private static Gen<string> FixedGen(CodeKind codes, int needed) =>
        from unit in Gen.Elements("lsb", "cells", "uA")
        from top in unit switch { "lsb" => Gen.Choose(1, 1 << needed), _ => Gen.Choose(1, 4000) }
        from bottom in Gen.Choose(codes == CodeKind.Unsigned ? -top / 2 : -2 * top, codes == CodeKind.Unsigned ? top - 1 : 0)
        select unit == "lsb" ? $"fixed {bottom} lsb .. {top} lsb" : $"fixed {Thousandths(bottom)} {unit} .. {Thousandths(top)} {unit}";

    private static string Thousandths(int n) => (n < 0 ? "-" : "") + $"{Math.Abs(n) / 1000}.{Math.Abs(n) % 1000:000}";

    /// <summary>Random widths up to <paramref name="widest"/> that add up to <paramref name="bits"/>.</summary>
    private static Gen<int[]> Widths(int bits, int widest) =>
        from first in Gen.Choose(1, Math.Min(bits, widest))
        from rest in first == bits ? Gen.Constant(System.Array.Empty<int>()) : Widths(bits - first, widest)
        select rest.Prepend(first).ToArray();
}
