namespace TileDsl.Benchmarks.Works;

/// <summary>
/// The data of every workload: SplitMix64's mixer used as a counter, so that element i of a seed needs no other element and
/// any other tool makes the same numbers.
/// </summary>
internal static class WorkData
{
    /// <summary>Seed of a lone product's weights.</summary>
    public const ulong WeightSeed = 1;

    /// <summary>Seed of all inputs.</summary>
    public const ulong InputSeed = 2;

    /// <summary>h(seed, i) = mix64(seed + (i + 1) * 0x9E3779B97F4A7C15).</summary>
    public static ulong Hash(ulong seed, long i)
    {
        var z = unchecked(seed + (ulong)(i + 1) * 0x9E3779B97F4A7C15UL);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return z ^ (z >> 31);
    }

    /// <summary>Weights -127 .. 127, outputs by inputs row-major: <c>w[o,i] = (h(seed, o*N + i) >> 32) % 255 - 127</c>.</summary>
    public static int[] Weights(int outputs, int inputs, ulong seed = WeightSeed)
    {
        var weights = new int[outputs * inputs];
        for (var n = 0; n < weights.Length; n++) weights[n] = (int)((Hash(seed, n) >> 32) % 255) - 127;
        return weights;
    }

    /// <summary>Inputs 0 .. 255, vectors by inputs row-major: <c>x[b,i] = h(2, b*N + i) >> 56</c>.</summary>
    public static byte[] Inputs(int vectors, int inputs)
    {
        var x = new byte[vectors * inputs];
        for (var n = 0; n < x.Length; n++) x[n] = (byte)(Hash(InputSeed, n) >> 56);
        return x;
    }
}
