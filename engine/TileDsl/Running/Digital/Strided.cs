namespace TileDsl.Running.Digital;

/// <summary>Every n-th element of a line.</summary>
internal static class Strided
{
    /// <summary><c>target[i] = source[i * stride]</c> for all of the target.</summary>
    public static void Copy<T>(ReadOnlySpan<T> source, int stride, Span<T> target)
        where T : unmanaged
    {
        if (target.Length > 0) _ = source[(target.Length - 1) * stride];
        for (var i = 0; i < target.Length; i++) target[i] = source[i * stride];
    }
}
