#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>How a matrix larger than an array is cut.</summary>
public static class Cutting
{
    /// <summary>
    /// The sizes of the ceil(count/limit) contiguous blocks of a count: they differ by at most one, larger first.
    /// </summary>
    public static int[] Blocks(int count, int limit)
    {
        var blocks = (count + limit - 1) / limit;
        var sizes = new int[blocks];
        for (var i = 0; i < blocks; i++) sizes[i] = count / blocks + (i < count % blocks ? 1 : 0);
        return sizes;
    }
}
