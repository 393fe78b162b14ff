namespace TileDsl.Kernels;

/// <summary>Input drivers that are not exact. Errors count input steps; a row that is not driven has none.</summary>
public sealed record DriverSpec
{
    /// <summary>Bits: the widest digit it drives.</summary>
    public required int Bits { get; init; }

    /// <summary>How it presents a digit.</summary>
    public InputDrive Drive { get; init; }

    /// <summary>Standard deviation of noise, fresh for every pulse.</summary>
    public double Noise { get; init; }

    /// <summary>Offset of every driver.</summary>
    public double Offset { get; init; }

    /// <summary>Standard deviation of the offset between drivers.</summary>
    public double OffsetDeviation { get; init; }

    /// <summary>Relative error of what is driven, of every driver.</summary>
    public double Gain { get; init; }

    /// <summary>Standard deviation of that between drivers.</summary>
    public double GainDeviation { get; init; }

    /// <summary>Standard deviation of each digit's own error, between digits and drivers.</summary>
    public double Nonlinearity { get; init; }

    /// <summary>Measured: the mean error of digit 1, 2 and so on; empty where there is no table.</summary>
    public double[] TableMean { get; init; } = [];

    /// <summary>As long: its standard deviation between drivers.</summary>
    public double[] TableDeviation { get; init; } = [];

    /// <summary>Whether a physical driver differs, for its whole life, from the ideal one.</summary>
    public bool HasStaticError => Offset != 0 || OffsetDeviation != 0 || Gain != 0 || GainDeviation != 0 || Nonlinearity != 0 || TableMean.Length > 0;
}
