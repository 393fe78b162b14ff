#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>
/// What g_min adds to a sum. A pair that is subtracted first and a reference column remove it before the converter; else the
/// converter sees it, <see cref="InLsb"/> for every unit of input.
/// </summary>
/// <remarks>
/// Ideal sliced cells are integers in lsb, and a seen pedestal is a fraction num/den of an lsb. Such sums stay exact integers
/// when they are counted in 1/den lsb: a cell that holds digit v is then <c>den v + num</c>, with num/den in lowest terms.
/// Where no pedestal is seen, den is 1 and num is 0.
/// </remarks>
public static class Pedestal
{
    /// <summary>Whether the converter sees it.</summary>
    /// <param name="isPair">A unit cell is a differential pair (differential and analog encodings).</param>
    /// <param name="subtractDigital">A pair's polarities are converted apart.</param>
    /// <param name="pedestalDigital">Single cells have no reference column.</param>
    public static bool IsSeen(bool isPair, bool subtractDigital, bool pedestalDigital) => isPair ? subtractDigital : pedestalDigital;

    /// <summary>Whether arrays have a reference column, at g_min, that is subtracted before the converter.</summary>
    public static bool HasReferenceColumn(bool isPair, bool pedestalDigital) => !isPair && !pedestalDigital;

    /// <summary>g_min in lsb of conductance; its numerator is num and its denominator den.</summary>
    /// <param name="gMin">Lowest conductance, in the unit of <paramref name="gMax"/>.</param>
    /// <param name="gMax">Highest conductance.</param>
    /// <param name="cellBits">w; 0 for analog weights, whose lsb is g_max - g_min.</param>
    public static Rational InLsb(Rational gMin, Rational gMax, int cellBits) => gMin / (gMax - gMin) * Levels(cellBits);

    /// <summary>One lsb of conductance, in units of g_max.</summary>
    public static Rational LsbOfGMax(Rational gMin, Rational gMax, int cellBits) => (gMax - gMin) / gMax / Levels(cellBits);

    /// <summary>The largest digit of a cell, 2^w - 1; 1 for analog weights.</summary>
    public static int Levels(int cellBits) => cellBits == 0 ? 1 : (1 << cellBits) - 1;
}
