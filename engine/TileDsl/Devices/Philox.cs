namespace TileDsl.Devices;

/// <summary>
/// Philox 4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011):
/// a block of four words is a function of a counter and a key, and nothing else.
/// </summary>
public static class Philox
{
    internal const uint FirstMultiplier = 0xD2511F53;
    internal const uint SecondMultiplier = 0xCD9E8D57;
    internal const int Rounds = 10;
    private const uint FirstWeyl = 0x9E3779B9;
    private const uint SecondWeyl = 0xBB67AE85;

    /// <summary>The four words of a counter (<paramref name="c0"/> first) under a key.</summary>
    public static PhiloxBlock Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var first = (ulong)FirstMultiplier * c0;
            var second = (ulong)SecondMultiplier * c2;
            (c0, c1, c2, c3) = ((uint)(second >> 32) ^ c1 ^ k0, (uint)second, (uint)(first >> 32) ^ c3 ^ k1, (uint)first);
            k0 += FirstWeyl;
            k1 += SecondWeyl;
        }
        return new PhiloxBlock(c0, c1, c2, c3);
    }

    /// <summary>The keys of the ten rounds: those of round r are elements 2r and 2r + 1.</summary>
    internal static uint[] RoundKeys(uint k0, uint k1)
    {
        var keys = new uint[2 * Rounds];
        for (var round = 0u; round < Rounds; round++)
        {
            keys[2 * round] = k0 + round * FirstWeyl;
            keys[2 * round + 1] = k1 + round * SecondWeyl;
        }
        return keys;
    }
}

/// <summary>Four random words, in the order of the published test vectors.</summary>
/// <param name="W0">Word 0.</param>
/// <param name="W1">Word 1.</param>
/// <param name="W2">Word 2.</param>
/// <param name="W3">Word 3.</param>
public readonly record struct PhiloxBlock(uint W0, uint W1, uint W2, uint W3);
