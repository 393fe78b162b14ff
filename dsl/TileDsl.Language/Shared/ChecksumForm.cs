#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>
/// Columns that hold, row by row, the sum of the digits of an array's columns, and the sum of these times the columns' numbers from 1:
/// both in base 2^w, w the bits of a cell, a digit to a column. Every slice has as many columns as the widest sum takes.
/// </summary>
public sealed class ChecksumForm
{
    /// <param name="columns">Columns of an array that one sum is over.</param>
    /// <param name="sliceBits">Bits of a cell, by slice.</param>
    public ChecksumForm(int columns, System.Collections.Generic.IReadOnlyList<int> sliceBits)
    {
        (SumDigits, IndexDigits) = (new int[sliceBits.Count], new int[sliceBits.Count]);
        for (var s = 0; s < sliceBits.Count; s++)
        {
            var largest = (1L << sliceBits[s]) - 1;
            SumDigits[s] = Digits(columns * largest, sliceBits[s]);
            IndexDigits[s] = Digits((long)columns * (columns + 1) / 2 * largest, sliceBits[s]);
            SumColumns = System.Math.Max(SumColumns, SumDigits[s]);
            IndexColumns = System.Math.Max(IndexColumns, IndexDigits[s]);
        }
    }

    /// <summary>Digits of the plain sum, by slice.</summary>
    public int[] SumDigits { get; }

    /// <summary>Digits of the sum weighted by column numbers, by slice.</summary>
    public int[] IndexDigits { get; }

    /// <summary>Columns for the digits of the plain sum; behind them are those of the other.</summary>
    public int SumColumns { get; }

    /// <summary>Columns for the digits of the weighted sum.</summary>
    public int IndexColumns { get; }

    /// <summary>Columns of a slice.</summary>
    public int Columns => SumColumns + IndexColumns;

    private static int Digits(long largest, int bits)
    {
        var digits = 0;
        for (; largest > 0; largest >>= bits) digits++;
        return digits;
    }
}
