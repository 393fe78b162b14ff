using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TileDsl.Running.Digital;

/// <summary>What neighbouring outputs see of a map, tap by tap, where the map's rows are too short to be read in place (im2col).</summary>
internal static class PositionPanel
{
    /// <summary><c>panel[k * width + n]</c> becomes what output <c>first + n</c> and tap k see; 0 from the count on.</summary>
    /// <param name="planes">See <see cref="PhasePlanes"/>, from a group's first channel on.</param>
    /// <param name="offsets">By tap.</param>
    /// <param name="outputWidth">Columns of the output.</param>
    /// <param name="pitch">Elements of the planes from an output row to the next.</param>
    /// <param name="first">The first output.</param>
    /// <param name="count">Outputs.</param>
    /// <param name="panel">The result.</param>
    /// <param name="width">Elements from a tap to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<T>(ReadOnlySpan<T> planes, ReadOnlySpan<int> offsets, int outputWidth, int pitch, int first, int count, Span<T> panel, int width)
        where T : unmanaged
    {
        var (firstY, firstX) = Math.DivRem(first, outputWidth);
        var (lastY, lastX) = Math.DivRem(first + count - 1, outputWidth);
        if (count < 1 || count > width || panel.Length < offsets.Length * width) throw new ArgumentException("A panel does not hold its outputs.", nameof(panel));
        ref var from = ref MemoryMarshal.GetReference(planes);
        ref var to = ref MemoryMarshal.GetReference(panel);
        if (count < width) panel[..(offsets.Length * width)].Clear();
        for (var k = 0; k < offsets.Length; k++)
        {
            var source = offsets[k] + firstY * pitch;
            if (offsets[k] + lastY * pitch + (lastY > firstY ? outputWidth - 1 : lastX) >= planes.Length) throw new ArgumentException("An output sees what is not there.", nameof(planes));
            var (target, x) = (k * width, firstX);
            for (var left = count; left > 0; x = 0, source += pitch)
            {
                var run = Math.Min(outputWidth - x, left);
                Rows.Copy(ref Unsafe.Add(ref from, source + x), ref Unsafe.Add(ref to, target), run);
                target += run;
                left -= run;
            }
        }
    }
}
