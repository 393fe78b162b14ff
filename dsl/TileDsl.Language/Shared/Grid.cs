#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>
/// The grid of programmed conductances: multiples of 2^-k g_max, coarse enough that every float32 sum of a block is an exact
/// integer of that unit, in any order. Only cells with errors in force, and analog weights, lie on it.
/// </summary>
public static class Grid
{
    /// <summary>The finest grid there is: 2^-15 g_max.</summary>
    public const int FinestExponent = 15;

    /// <summary>Below this exponent a grid would be too coarse, and conductances are float32 values in units of g_max.</summary>
    public const int CoarsestExponent = 12;

    /// <summary>float32 holds every integer below this magnitude; a chip whose column sum reaches it is refused.</summary>
    public const int SumLimit = 1 << 24;

    /// <summary>
    /// k: the largest up to 15 with <c>rows (2^v - 1) 2^k &lt; 2^24</c>; null where that is below 12 and sums are float32.
    /// </summary>
    /// <param name="rows">Rows of the largest row block.</param>
    /// <param name="inputBits">v: the widest conversion's input bits, see <see cref="WidestConversion"/>.</param>
    public static int? Exponent(int rows, int inputBits)
    {
        var largestInput = (1L << inputBits) - 1;
        for (var k = FinestExponent; k >= CoarsestExponent; k--)
        {
            if (rows * largestInput << k < SumLimit) return k;
        }
        return null;
    }

    /// <summary>v: the widest input slice, or all of them together where cycles are summed before one conversion.</summary>
    public static int WidestConversion(IReadOnlyList<int> inputSlices, bool accumulateAnalog) =>
        accumulateAnalog ? inputSlices.Sum() : inputSlices.Max();

    /// <summary>Units of 2^-k g_max in one lsb of conductance, (g_max - g_min)/(2^w - 1); analog weights: g_max - g_min.</summary>
    /// <param name="k">The grid's exponent.</param>
    /// <param name="gMin">Lowest conductance, in the unit of <paramref name="gMax"/>.</param>
    /// <param name="gMax">Highest conductance.</param>
    /// <param name="cellBits">w; 0 for analog weights.</param>
    public static Rational UnitsPerLsb(int k, Rational gMin, Rational gMax, int cellBits) =>
        Pedestal.LsbOfGMax(gMin, gMax, cellBits) * Rational.PowerOfTwo(k);
}
