using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Devices;

/// <summary>
/// <see cref="Log(Vector512{double})"/> and <see cref="Exp(Vector512{double})"/> of four registers side by side: each is a long chain of
/// steps, and a processor looks ahead too few instructions to find the next one's beginning by itself.
/// </summary>
internal static partial class ElementaryLanes512
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Log(ref Vector512<double> x0, ref Vector512<double> x1, ref Vector512<double> x2, ref Vector512<double> x3)
    {
        var bits0 = x0.AsInt64();
        var bits1 = x1.AsInt64();
        var bits2 = x2.AsInt64();
        var bits3 = x3.AsInt64();
        var exponents0 = Vector512.ShiftRightLogical(bits0 + Vector512.Create(Elementary.ToExponent64), 52);
        var exponents1 = Vector512.ShiftRightLogical(bits1 + Vector512.Create(Elementary.ToExponent64), 52);
        var exponents2 = Vector512.ShiftRightLogical(bits2 + Vector512.Create(Elementary.ToExponent64), 52);
        var exponents3 = Vector512.ShiftRightLogical(bits3 + Vector512.Create(Elementary.ToExponent64), 52);
        var k0 = (exponents0 | Vector512.Create(BitConverter.DoubleToInt64Bits(TwoTo52))).AsDouble() - Vector512.Create(TwoTo52 + 1023);
        var k1 = (exponents1 | Vector512.Create(BitConverter.DoubleToInt64Bits(TwoTo52))).AsDouble() - Vector512.Create(TwoTo52 + 1023);
        var k2 = (exponents2 | Vector512.Create(BitConverter.DoubleToInt64Bits(TwoTo52))).AsDouble() - Vector512.Create(TwoTo52 + 1023);
        var k3 = (exponents3 | Vector512.Create(BitConverter.DoubleToInt64Bits(TwoTo52))).AsDouble() - Vector512.Create(TwoTo52 + 1023);
        var f0 = (bits0 - Vector512.ShiftLeft(exponents0 - Vector512.Create(1023L), 52)).AsDouble() - Vector512<double>.One;
        var f1 = (bits1 - Vector512.ShiftLeft(exponents1 - Vector512.Create(1023L), 52)).AsDouble() - Vector512<double>.One;
        var f2 = (bits2 - Vector512.ShiftLeft(exponents2 - Vector512.Create(1023L), 52)).AsDouble() - Vector512<double>.One;
        var f3 = (bits3 - Vector512.ShiftLeft(exponents3 - Vector512.Create(1023L), 52)).AsDouble() - Vector512<double>.One;
        var s0 = f0 / (Vector512.Create(2.0) + f0);
        var s1 = f1 / (Vector512.Create(2.0) + f1);
        var s2 = f2 / (Vector512.Create(2.0) + f2);
        var s3 = f3 / (Vector512.Create(2.0) + f3);
        var z0 = s0 * s0;
        var z1 = s1 * s1;
        var z2 = s2 * s2;
        var z3 = s3 * s3;
        var q0 = Vector512.Create(2.0 / 23);
        var q1 = Vector512.Create(2.0 / 23);
        var q2 = Vector512.Create(2.0 / 23);
        var q3 = Vector512.Create(2.0 / 23);
        q0 = Fma(q0, z0, 2.0 / 21);
        q1 = Fma(q1, z1, 2.0 / 21);
        q2 = Fma(q2, z2, 2.0 / 21);
        q3 = Fma(q3, z3, 2.0 / 21);
        q0 = Fma(q0, z0, 2.0 / 19);
        q1 = Fma(q1, z1, 2.0 / 19);
        q2 = Fma(q2, z2, 2.0 / 19);
        q3 = Fma(q3, z3, 2.0 / 19);
        q0 = Fma(q0, z0, 2.0 / 17);
        q1 = Fma(q1, z1, 2.0 / 17);
        q2 = Fma(q2, z2, 2.0 / 17);
        q3 = Fma(q3, z3, 2.0 / 17);
        q0 = Fma(q0, z0, 2.0 / 15);
        q1 = Fma(q1, z1, 2.0 / 15);
        q2 = Fma(q2, z2, 2.0 / 15);
        q3 = Fma(q3, z3, 2.0 / 15);
        q0 = Fma(q0, z0, 2.0 / 13);
        q1 = Fma(q1, z1, 2.0 / 13);
        q2 = Fma(q2, z2, 2.0 / 13);
        q3 = Fma(q3, z3, 2.0 / 13);
        q0 = Fma(q0, z0, 2.0 / 11);
        q1 = Fma(q1, z1, 2.0 / 11);
        q2 = Fma(q2, z2, 2.0 / 11);
        q3 = Fma(q3, z3, 2.0 / 11);
        q0 = Fma(q0, z0, 2.0 / 9);
        q1 = Fma(q1, z1, 2.0 / 9);
        q2 = Fma(q2, z2, 2.0 / 9);
        q3 = Fma(q3, z3, 2.0 / 9);
        q0 = Fma(q0, z0, 2.0 / 7);
        q1 = Fma(q1, z1, 2.0 / 7);
        q2 = Fma(q2, z2, 2.0 / 7);
        q3 = Fma(q3, z3, 2.0 / 7);
        q0 = Fma(q0, z0, 2.0 / 5);
        q1 = Fma(q1, z1, 2.0 / 5);
        q2 = Fma(q2, z2, 2.0 / 5);
        q3 = Fma(q3, z3, 2.0 / 5);
        q0 = Fma(q0, z0, 2.0 / 3);
        q1 = Fma(q1, z1, 2.0 / 3);
        q2 = Fma(q2, z2, 2.0 / 3);
        q3 = Fma(q3, z3, 2.0 / 3);
        s0 *= f0 - q0 * z0;
        s1 *= f1 - q1 * z1;
        s2 *= f2 - q2 * z2;
        s3 *= f3 - q3 * z3;
        var low0 = Vector512.FusedMultiplyAdd(k0, Vector512.Create(-Elementary.Ln2Low64), s0);
        var low1 = Vector512.FusedMultiplyAdd(k1, Vector512.Create(-Elementary.Ln2Low64), s1);
        var low2 = Vector512.FusedMultiplyAdd(k2, Vector512.Create(-Elementary.Ln2Low64), s2);
        var low3 = Vector512.FusedMultiplyAdd(k3, Vector512.Create(-Elementary.Ln2Low64), s3);
        x0 = Vector512.FusedMultiplyAdd(k0, Vector512.Create(Elementary.Ln2High64), f0 - low0);
        x1 = Vector512.FusedMultiplyAdd(k1, Vector512.Create(Elementary.Ln2High64), f1 - low1);
        x2 = Vector512.FusedMultiplyAdd(k2, Vector512.Create(Elementary.Ln2High64), f2 - low2);
        x3 = Vector512.FusedMultiplyAdd(k3, Vector512.Create(Elementary.Ln2High64), f3 - low3);
    }

    /// <summary>|x| at most 700.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exp(ref Vector512<double> x0, ref Vector512<double> x1, ref Vector512<double> x2, ref Vector512<double> x3)
    {
        var rounded0 = x0 * Vector512.Create(1.4426950408889634) + Vector512.Create(Rounder);
        var rounded1 = x1 * Vector512.Create(1.4426950408889634) + Vector512.Create(Rounder);
        var rounded2 = x2 * Vector512.Create(1.4426950408889634) + Vector512.Create(Rounder);
        var rounded3 = x3 * Vector512.Create(1.4426950408889634) + Vector512.Create(Rounder);
        var k0 = rounded0 - Vector512.Create(Rounder);
        var k1 = rounded1 - Vector512.Create(Rounder);
        var k2 = rounded2 - Vector512.Create(Rounder);
        var k3 = rounded3 - Vector512.Create(Rounder);
        var r0 = Vector512.FusedMultiplyAdd(-k0, Vector512.Create(Elementary.Ln2Low64), Vector512.FusedMultiplyAdd(-k0, Vector512.Create(Elementary.Ln2High64), x0));
        var r1 = Vector512.FusedMultiplyAdd(-k1, Vector512.Create(Elementary.Ln2Low64), Vector512.FusedMultiplyAdd(-k1, Vector512.Create(Elementary.Ln2High64), x1));
        var r2 = Vector512.FusedMultiplyAdd(-k2, Vector512.Create(Elementary.Ln2Low64), Vector512.FusedMultiplyAdd(-k2, Vector512.Create(Elementary.Ln2High64), x2));
        var r3 = Vector512.FusedMultiplyAdd(-k3, Vector512.Create(Elementary.Ln2Low64), Vector512.FusedMultiplyAdd(-k3, Vector512.Create(Elementary.Ln2High64), x3));
        var q0 = Vector512.Create(1.0 / 6227020800);
        var q1 = Vector512.Create(1.0 / 6227020800);
        var q2 = Vector512.Create(1.0 / 6227020800);
        var q3 = Vector512.Create(1.0 / 6227020800);
        q0 = Fma(q0, r0, 1.0 / 479001600);
        q1 = Fma(q1, r1, 1.0 / 479001600);
        q2 = Fma(q2, r2, 1.0 / 479001600);
        q3 = Fma(q3, r3, 1.0 / 479001600);
        q0 = Fma(q0, r0, 1.0 / 39916800);
        q1 = Fma(q1, r1, 1.0 / 39916800);
        q2 = Fma(q2, r2, 1.0 / 39916800);
        q3 = Fma(q3, r3, 1.0 / 39916800);
        q0 = Fma(q0, r0, 1.0 / 3628800);
        q1 = Fma(q1, r1, 1.0 / 3628800);
        q2 = Fma(q2, r2, 1.0 / 3628800);
        q3 = Fma(q3, r3, 1.0 / 3628800);
        q0 = Fma(q0, r0, 1.0 / 362880);
        q1 = Fma(q1, r1, 1.0 / 362880);
        q2 = Fma(q2, r2, 1.0 / 362880);
        q3 = Fma(q3, r3, 1.0 / 362880);
        q0 = Fma(q0, r0, 1.0 / 40320);
        q1 = Fma(q1, r1, 1.0 / 40320);
        q2 = Fma(q2, r2, 1.0 / 40320);
        q3 = Fma(q3, r3, 1.0 / 40320);
        q0 = Fma(q0, r0, 1.0 / 5040);
        q1 = Fma(q1, r1, 1.0 / 5040);
        q2 = Fma(q2, r2, 1.0 / 5040);
        q3 = Fma(q3, r3, 1.0 / 5040);
        q0 = Fma(q0, r0, 1.0 / 720);
        q1 = Fma(q1, r1, 1.0 / 720);
        q2 = Fma(q2, r2, 1.0 / 720);
        q3 = Fma(q3, r3, 1.0 / 720);
        q0 = Fma(q0, r0, 1.0 / 120);
        q1 = Fma(q1, r1, 1.0 / 120);
        q2 = Fma(q2, r2, 1.0 / 120);
        q3 = Fma(q3, r3, 1.0 / 120);
        q0 = Fma(q0, r0, 1.0 / 24);
        q1 = Fma(q1, r1, 1.0 / 24);
        q2 = Fma(q2, r2, 1.0 / 24);
        q3 = Fma(q3, r3, 1.0 / 24);
        q0 = Fma(q0, r0, 1.0 / 6);
        q1 = Fma(q1, r1, 1.0 / 6);
        q2 = Fma(q2, r2, 1.0 / 6);
        q3 = Fma(q3, r3, 1.0 / 6);
        q0 = Fma(q0, r0, 0.5);
        q1 = Fma(q1, r1, 0.5);
        q2 = Fma(q2, r2, 0.5);
        q3 = Fma(q3, r3, 0.5);
        q0 = Vector512.FusedMultiplyAdd(r0 * r0, q0, r0);
        q1 = Vector512.FusedMultiplyAdd(r1 * r1, q1, r1);
        q2 = Vector512.FusedMultiplyAdd(r2 * r2, q2, r2);
        q3 = Vector512.FusedMultiplyAdd(r3 * r3, q3, r3);
        x0 = (Vector512<double>.One + q0) * (Vector512.ShiftLeft(rounded0.AsInt64(), 52) + Vector512.Create(1023L << 52)).AsDouble();
        x1 = (Vector512<double>.One + q1) * (Vector512.ShiftLeft(rounded1.AsInt64(), 52) + Vector512.Create(1023L << 52)).AsDouble();
        x2 = (Vector512<double>.One + q2) * (Vector512.ShiftLeft(rounded2.AsInt64(), 52) + Vector512.Create(1023L << 52)).AsDouble();
        x3 = (Vector512<double>.One + q3) * (Vector512.ShiftLeft(rounded3.AsInt64(), 52) + Vector512.Create(1023L << 52)).AsDouble();
    }
}
