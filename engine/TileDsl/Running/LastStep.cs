using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>What a recurrent layer ends with.</summary>
internal static class LastStep
{
    /// <summary>The last step of a sequence; of a reversed one the first; of both directions half of each.</summary>
    /// <param name="x">Steps by values.</param>
    /// <param name="direction">Of the layer that made it.</param>
    /// <param name="y">Receives a step.</param>
    public static void Take<T>(ReadOnlySpan<T> x, RecurrentDirection direction, Span<T> y)
    {
        var forward = direction switch
        {
            RecurrentDirection.Reverse => 0,
            RecurrentDirection.Bidirectional => y.Length / 2,
            _ => y.Length,
        };
        x[^y.Length..][..forward].CopyTo(y);
        x[forward..y.Length].CopyTo(y[forward..]);
    }
}
