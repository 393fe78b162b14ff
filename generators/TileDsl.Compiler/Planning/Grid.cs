namespace TileDsl.Planning;

/// <summary>The grid of programmed conductances: multiples of 2^-k g_max.</summary>
internal static class Grid
{
    public const int Fewest = 12;

    /// <summary>The largest k up to 15 with rows (2^bits - 1) 2^k &lt; 2^24; null below 12.</summary>
    public static int? Bits(int rows, int inputBits)
    {
        for (var k = 15; k >= Fewest; k--)
        {
            if ((decimal)rows * ((1L << inputBits) - 1) * (1 << k) < 1 << 24) return k;
        }
        return null;
    }
}
