using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TileDsl.Running.Digital;

/// <summary>What neighbouring outputs see of a map, tap by tap, where the map's rows are too short to be read in place (im2col).</summary>
internal static class PositionPanel
{
    /// <summary>Elements after the panel that are overwritten too.</summary>
    public const int Slack = 32;

    /// <summary><c>panel[k * width + n]</c> becomes what output <c>first + n</c> and tap k see, of any value from the count on.</summary>
    /// <param name="planes">See <see cref="PhasePlanes"/>, from a group's first channel on.</param>
    /// <param name="offsets">By tap.</param>
    /// <param name="outputWidth">Columns of the output.</param>
    /// <param name="pitch">Elements of the planes from an output row to the next.</param>
    /// <param name="first">The first output.</param>
    /// <param name="count">Outputs.</param>
    /// <param name="panel">The result, with slack.</param>
    /// <param name="width">Elements from a tap to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<T>(ReadOnlySpan<T> planes, ReadOnlySpan<int> offsets, int outputWidth, int pitch, int first, int count, Span<T> panel, int width)
        where T : unmanaged
    {
        var (firstY, firstX) = Math.DivRem(first, outputWidth);
        var (lastY, lastX) = Math.DivRem(first + count - 1, outputWidth);
        if (count < 1 || count > width || panel.Length < offsets.Length * width + Slack) throw new ArgumentException("A panel does not hold its outputs.", nameof(panel));
        ref var from = ref MemoryMarshal.GetReference(planes);
        ref var to = ref MemoryMarshal.GetReference(panel);
        var last = lastY * pitch + (lastY > firstY ? outputWidth - 1 : lastX);
        for (var k = 0; k < offsets.Length; k++)
        {
            var end = offsets[k] + last + 1;
            if (end > planes.Length) throw new ArgumentException("An output sees what is not there.", nameof(planes));
            // What is copied beyond a row is overwritten by the next.
            var isRough = end + Rows.Excess<T>() <= planes.Length;
            var source = offsets[k] + firstY * pitch;
            var (target, x) = (k * width, firstX);
            for (var left = count; left > 0; x = 0, source += pitch)
            {
                var run = Math.Min(outputWidth - x, left);
                if (isRough) Rows.CopyRoughly(ref Unsafe.Add(ref from, source + x), ref Unsafe.Add(ref to, target), run);
                else Rows.Copy(ref Unsafe.Add(ref from, source + x), ref Unsafe.Add(ref to, target), run);
                target += run;
                left -= run;
            }
        }
    }
}
