using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// The Gaussians of sixteen neighbouring Philox blocks at once. Every lane does the steps of <see cref="Philox"/>,
/// <see cref="Elementary.Log(uint)"/>, <see cref="Elementary.SinCos"/> and <see cref="NoiseStream.Gaussians"/>, in their order, and so
/// gives their bits; the widths differ in how many lanes an instruction has.
/// </summary>
internal static class GaussianLanes
{
    /// <summary>Blocks of a group.</summary>
    public const int Blocks = 16;

    /// <summary>Gaussians of a group: four to a block.</summary>
    public const int Group = 4 * Blocks;

    /// <summary>
    /// Fills groups of neighbouring blocks. Within a group, lane l of block b is element <c>16 l + b</c>; a last group that is
    /// cut short has its first lanes.
    /// </summary>
    /// <param name="keys">See <see cref="Philox.RoundKeys"/>.</param>
    /// <param name="firstBlock">Word 0 of the first block's counter.</param>
    /// <param name="gaussians">Length a multiple of 16.</param>
    public static void Fill(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3, Span<float> gaussians, VectorPath path)
    {
        if (path is VectorPath.Wide || (path is VectorPath.Auto && Vector512.IsHardwareAccelerated)) GaussianLanes512.Fill(keys, firstBlock, c1, c2, c3, gaussians);
        else if (path is VectorPath.Portable || (path is VectorPath.Auto && Vector256.IsHardwareAccelerated)) GaussianLanes256.Fill(keys, firstBlock, c1, c2, c3, gaussians);
        else FillScalar(keys, firstBlock, c1, c2, c3, gaussians);
    }

    private static void FillScalar(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3, Span<float> gaussians)
    {
        for (var group = 0; group < gaussians.Length; group += Group)
        {
            var lanes = Math.Min(Group, gaussians.Length - group) / Blocks;
            for (var b = 0; b < Blocks; b++)
            {
                var words = Philox.Block(firstBlock + (uint)(group / 4 + b), c1, c2, c3, keys[0], keys[1]);
                (gaussians[group + b], var second) = NoiseStream.Gaussians(words.W0, words.W1);
                if (lanes > 1) gaussians[group + Blocks + b] = second;
                if (lanes <= 2) continue;
                (gaussians[group + 2 * Blocks + b], second) = NoiseStream.Gaussians(words.W2, words.W3);
                if (lanes > 3) gaussians[group + 3 * Blocks + b] = second;
            }
        }
    }
}
