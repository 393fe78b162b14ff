namespace TileDsl.Kernels;

/// <summary>
/// The converters that a row of sums meets, by column: <c>u = fma(p, A, B)</c>, then offset and gain, <c>u = fma(u, Slope, Origin)</c>,
/// then <c>n = clamp(rint(u), 0, Last)</c>, or how many thresholds are at or below u. All in float32. Spans are as long as the sums; an empty one stands for nothing to do.
/// </summary>
public readonly ref struct PhysicalConverters
{
    /// <summary>1/step, in the unit of the sum; of all columns unless <see cref="ColumnA"/> is given.</summary>
    public float A { get; init; }

    /// <summary>-lo/step.</summary>
    public float B { get; init; }

    /// <summary><see cref="A"/> by column, where ranges were calibrated per column.</summary>
    public ReadOnlySpan<float> ColumnA { get; init; }

    /// <summary><see cref="B"/> by column.</summary>
    public ReadOnlySpan<float> ColumnB { get; init; }

    /// <summary>1 + gain.</summary>
    public ReadOnlySpan<float> Slope { get; init; }

    /// <summary>offset - pivot gain, in steps.</summary>
    public ReadOnlySpan<float> Origin { get; init; }

    /// <summary>Ascending thresholds, those of one converter for each column.</summary>
    public ReadOnlySpan<float[]> Thresholds { get; init; }

    /// <summary>Whether all columns have one range and no error.</summary>
    internal bool IsPlain => ColumnA.IsEmpty && Slope.IsEmpty && Thresholds.IsEmpty;

    /// <summary>The last code.</summary>
    public required float Last { get; init; }
}
