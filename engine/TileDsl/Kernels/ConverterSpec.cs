namespace TileDsl.Kernels;

/// <summary>An output converter that rounds.</summary>
public sealed record ConverterSpec
{
    /// <summary>Bits, 1 to 16.</summary>
    public required int Bits { get; init; }

    /// <summary>How codes are numbered.</summary>
    public required CodeKind Codes { get; init; }

    /// <summary>Limits known to the compiler, in lsb, as fractions; null where the range is full or calibrated.</summary>
    public string? FixedLo { get; init; }

    /// <summary>See <see cref="FixedLo"/>. Both are in lsb of the first weight slice and cycle; see <see cref="FixedInCells"/>.</summary>
    public string? FixedHi { get; init; }

    /// <summary>The fixed limits count cells at g_max under the largest input, not lsb; so does an ampere range once divided by that current.</summary>
    public bool FixedInCells { get; init; }

    /// <summary>Fraction of a calibrated range (0 &lt; fraction &lt;= 1, "n/d"); null where it is not calibrated.</summary>
    public string? CalibratedFraction { get; init; }

    /// <summary>A calibrated range per output column.</summary>
    public bool PerColumn { get; init; }

    /// <summary>How it is built: what its non-linearity follows from.</summary>
    public AdcKind Kind { get; init; } = AdcKind.Sar;

    /// <summary>Standard deviation of thermal noise, fresh for every conversion, in steps.</summary>
    public double Noise { get; init; }

    /// <summary>Offset of every converter, in steps.</summary>
    public double Offset { get; init; }

    /// <summary>Standard deviation of the offset between converters, in steps.</summary>
    public double OffsetDeviation { get; init; }

    /// <summary>Relative error of the slope about code zero, of every converter.</summary>
    public double Gain { get; init; }

    /// <summary>Standard deviation of that between converters.</summary>
    public double GainDeviation { get; init; }

    /// <summary>Why thresholds are not evenly spaced; null where they are.</summary>
    public NonlinearitySpec? Nonlinearity { get; init; }

    /// <summary>Columns of an array that one converter serves; 1 where converters do not differ.</summary>
    public int SharedBy { get; init; } = 1;

    /// <summary>What happens where a conversion is clamped.</summary>
    public ClipResponse OnClip { get; init; }

    /// <summary>Whether a physical converter differs, for its whole life, from the ideal one.</summary>
    public bool HasStaticError => Offset != 0 || OffsetDeviation != 0 || Gain != 0 || GainDeviation != 0 || Nonlinearity is not null;

    /// <summary>How many codes it has.</summary>
    public int Steps => (1 << Bits) - (Codes == CodeKind.Symmetric ? 1 : 0);

    /// <summary>What <see cref="Gain"/> turns about: the n of code zero; 0 for unsigned codes, the middle for mid_rise ones.</summary>
    public double Pivot => Codes switch
    {
        CodeKind.Unsigned => 0,
        CodeKind.Signed => 1 << (Bits - 1),
        CodeKind.Symmetric => (1 << (Bits - 1)) - 1,
        _ => ((1 << Bits) - 1) / 2.0,
    };
}

/// <summary>The sources of a converter's non-linearity; which apply depends on its kind.</summary>
public sealed record NonlinearitySpec
{
    /// <summary>Relative standard deviation of a unit capacitor.</summary>
    public double Mismatch { get; init; }

    /// <summary>Standard deviation of a comparator's offset, in steps.</summary>
    public double Comparator { get; init; }

    /// <summary>Gain of the amplifier, dB; infinite where nothing is said.</summary>
    public double AmplifierDecibel { get; init; } = double.PositiveInfinity;

    /// <summary>n of <c>y/(1 + n|y|)</c>, y the share of full scale.</summary>
    public double Compression { get; init; }

    /// <summary>Standard deviation of that between converters.</summary>
    public double CompressionDeviation { get; init; }

    /// <summary>Relative standard deviation of an oscillator's period.</summary>
    public double Period { get; init; }

    /// <summary>Measured: how far, in steps, the threshold of every code but the lowest lies above its place, on average; empty where there is no table.</summary>
    public double[] TableMean { get; init; } = [];

    /// <summary>As long: its standard deviation between converters.</summary>
    public double[] TableDeviation { get; init; } = [];
}
