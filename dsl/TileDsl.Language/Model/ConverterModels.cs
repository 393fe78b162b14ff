namespace TileDsl.Model;

/// <summary>An output converter.</summary>
/// <param name="Bits">1 to 16 (2 to 16 for signed and symmetric codes); 0 for the ideal kind.</param>
/// <param name="SharedBy">How many columns one converter serves.</param>
public sealed record AdcModel(
    string Name,
    AdcKind Kind,
    int Bits,
    CodeKind Codes,
    RangeModel Range,
    int SharedBy,
    Rational? Energy,
    Rational? Time,
    Rational? Area,
    Origin Origin)
{
    /// <summary>What is wrong with it.</summary>
    public ConverterErrors Errors { get; init; } = ConverterErrors.None;

    /// <summary>What happens where it clamps.</summary>
    public ClipResponse OnClip { get; init; }

    /// <summary>The node (m) whose published energy and area stand for those not given; null where nothing is said.</summary>
    public Rational? Technology { get; init; }
}

/// <summary>An input driver: the widest input slice it can drive at once, and what it costs.</summary>
/// <param name="AbsMax">The inputs of every vector are scaled by their own largest magnitude, not by one of the calibration data.</param>
public sealed record DacModel(string Name, int Bits, bool AbsMax, Rational? Energy, Rational? Time, Rational? Area, Origin Origin)
{
    /// <summary>What is wrong with it; an lsb is one input step.</summary>
    public DriverErrors Errors { get; init; } = DriverErrors.None;

    /// <summary>How it presents a digit.</summary>
    public InputDrive Drive { get; init; }
}

/// <summary>A quantity of which every physical part has its own: a mean and a standard deviation.</summary>
public sealed record Spread(Rational Mean, Rational Deviation)
{
    public static Spread None { get; } = new(0, 0);

    public bool IsNone => Mean.Sign == 0 && Deviation.Sign == 0;
}

/// <summary>The errors of an output converter, in its steps; gain and ratios bare.</summary>
/// <param name="Noise">Standard deviation of thermal noise, fresh for every conversion.</param>
/// <param name="Offset">Added to what it sees.</param>
/// <param name="Gain">Relative error of its slope about code zero.</param>
/// <param name="Nonlinearity">Null where its thresholds are evenly spaced.</param>
public sealed record ConverterErrors(Rational Noise, Spread Offset, Spread Gain, ConverterNonlinearity? Nonlinearity)
{
    public static ConverterErrors None { get; } = new(0, Spread.None, Spread.None, null);

    /// <summary>Whether a physical converter differs, for its whole life, from the ideal one.</summary>
    public bool HasStaticError => !Offset.IsNone || !Gain.IsNone || Nonlinearity is not null;

    /// <summary>Whether all physical converters differ from the ideal one in the same way: an error that is there without any random draw.</summary>
    public bool HasFixedError => Offset.Mean.Sign != 0 || Gain.Mean.Sign != 0 || Nonlinearity is { IsSystematic: true };
}

/// <summary>Why the thresholds of a converter are not evenly spaced. Which members apply depends on its kind.</summary>
/// <param name="Mismatch">Relative standard deviation of a unit capacitor (sar, ramp, pipeline).</param>
/// <param name="Comparator">Standard deviation of a comparator's offset, in steps.</param>
/// <param name="GainDecibel">Gain of the amplifier, dB; null where it is infinite (sar, ramp, pipeline).</param>
/// <param name="Compression">n of <c>y/(1 + n|y|)</c>, y the share of full scale (cco).</param>
/// <param name="Period">Relative standard deviation of an oscillator's period (cco).</param>
/// <param name="Table">Measured thresholds instead, code by code; empty where there is none.</param>
public sealed record ConverterNonlinearity(
    Rational Mismatch, Rational Comparator, Rational? GainDecibel, Spread Compression, Rational Period, ValueList<Spread> Table)
{
    /// <summary>Whether a part of it is the same for all converters.</summary>
    public bool IsSystematic => GainDecibel is not null || Compression.Mean.Sign != 0 || Table.Any(step => step.Mean.Sign != 0);
}

/// <summary>The errors of an input driver, in input steps; a row that is not driven has none.</summary>
/// <param name="Noise">Standard deviation of noise, fresh for every pulse.</param>
/// <param name="Offset">Added to what is driven.</param>
/// <param name="Gain">Relative error of what is driven.</param>
/// <param name="Nonlinearity">Standard deviation of each digit's own error.</param>
/// <param name="Table">Measured errors instead, of digit 1 and up; empty where there are none.</param>
public sealed record DriverErrors(Rational Noise, Spread Offset, Spread Gain, Rational Nonlinearity, ValueList<Spread> Table)
{
    public static DriverErrors None { get; } = new(0, Spread.None, Spread.None, 0, ValueList<Spread>.Empty);

    /// <summary>Whether all physical drivers differ from the ideal one in the same way.</summary>
    public bool HasFixedError => Offset.Mean.Sign != 0 || Gain.Mean.Sign != 0 || Table.Any(step => step.Mean.Sign != 0);

    /// <summary>Whether a physical driver differs, for its whole life, from the ideal one.</summary>
    public bool HasStaticError => !Offset.IsNone || !Gain.IsNone || Nonlinearity.Sign != 0 || Table.Count > 0;
}

/// <summary>What a converter's limits are.</summary>
public abstract record RangeModel;

/// <summary>The worst case of the rows used, slice widths and polarity.</summary>
public sealed record FullRange : RangeModel;

/// <summary><c>fixed lo .. hi</c>.</summary>
public sealed record FixedRange(Rational Lo, Rational Hi, RangeUnit Unit) : RangeModel;

/// <summary>Nearest-rank percentile of the sums of ideal cells over the calibration data.</summary>
/// <param name="Fraction">0 &lt; fraction &lt;= 1.</param>
public sealed record CalibratedRange(Rational Fraction, bool PerColumn) : RangeModel;

public enum RangeUnit
{
    /// <summary>One conductance step times one input step.</summary>
    Lsb,

    /// <summary>The current of one cell at g_max under the largest input.</summary>
    Cells,

    /// <summary>Amperes; needs the device's read voltage.</summary>
    Amperes,
}
