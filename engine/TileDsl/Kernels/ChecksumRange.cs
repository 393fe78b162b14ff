namespace TileDsl.Kernels;

/// <summary>The range of the converters of columns that are compared with checksums: the same for all of them.</summary>
public readonly struct ChecksumRange
{
    /// <summary>A range the compiler knew.</summary>
    /// <param name="a">1/step, in the unit of the sums.</param>
    /// <param name="b">-lo/step.</param>
    /// <param name="last">The last code.</param>
    /// <param name="lo">In lsb.</param>
    /// <param name="step">In lsb.</param>
    public ChecksumRange(float a, float b, float last, double lo, double step) => (A, B, Last, Lo, Step) = (a, b, last, lo, step);

    /// <summary>A range found at calibration.</summary>
    /// <param name="calibrated">It.</param>
    /// <param name="last">The last code.</param>
    public ChecksumRange(CalibratedConverter calibrated, float last) => (Calibrated, Last, Lo, Step) = (calibrated, last, calibrated.Lo[0], calibrated.Step[0]);

    internal CalibratedConverter? Calibrated { get; }

    internal float A { get; }

    internal float B { get; }

    internal float Last { get; }

    internal double Lo { get; }

    internal double Step { get; }

    internal PhysicalConverters Of(ConverterColumns columns, int place, int polarity, int first, int count) => Calibrated is { } range
        ? columns.At(place, polarity, first, count, range, Last)
        : columns.At(place, polarity, first, count, A, B, Last);
}
