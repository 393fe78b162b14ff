using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>A converter that rounds.</summary>
/// <param name="ReadVoltage">Row voltage of the largest input: what a range in amperes is counted with.</param>
public sealed record ConverterFacts(int Bits, CodeKind Codes, RangeModel Range, Rational? ReadVoltage)
{
    /// <summary>What is wrong with it.</summary>
    public ConverterErrors Errors { get; init; } = ConverterErrors.None;

    /// <summary>How it is built, where its errors follow from that; else sar.</summary>
    public AdcKind Kind { get; init; } = AdcKind.Sar;

    /// <summary>Columns that one converter serves, where converters differ; else 1.</summary>
    public int SharedBy { get; init; } = 1;

    /// <summary>What happens where a conversion is clamped.</summary>
    public ClipResponse OnClip { get; init; }

    public bool IsCalibrated => Range is CalibratedRange;

    /// <summary>Whether a physical converter differs, for its whole life, from the ideal one.</summary>
    public bool HasStaticError => Errors.HasStaticError;

    /// <summary>Whether all physical converters differ from the ideal one in the same way, with or without noise.</summary>
    public bool HasFixedError => Errors.HasFixedError;

    /// <summary>Whether a vector of which a conversion clips is repeated at half its input scale.</summary>
    public bool HalvesOnClip => OnClip == ClipResponse.HalveInput;

    /// <summary>Whether its thresholds are not evenly spaced, so that codes are searched for.</summary>
    public bool IsNonlinear => Errors.Nonlinearity is not null;

    /// <summary>Standard deviation of thermal noise in steps, fresh for every conversion; 0 where there is none.</summary>
    public Rational NoiseLsb => Errors.Noise;

    /// <summary>Whether it does anything but round and clamp.</summary>
    public bool IsPhysical => HasStaticError || NoiseLsb.Sign != 0;

    public static ConverterFacts Of(AdcModel adc, Rational? readVoltage) => new(adc.Bits, adc.Codes, adc.Range, readVoltage)
    {
        Errors = adc.Errors,
        Kind = adc.Errors.Nonlinearity is null ? AdcKind.Sar : adc.Kind,
        SharedBy = adc.Errors.HasStaticError ? adc.SharedBy : 1,
        OnClip = adc.OnClip,
    };
}

/// <summary>Input drivers that are not exact, or drive pulse widths.</summary>
/// <param name="Bits">The widest digit.</param>
public sealed record DriverFacts(int Bits, InputDrive Drive, DriverErrors Errors)
{
    /// <summary>Whether a physical driver differs, for its whole life, from the ideal one.</summary>
    public bool HasStaticError => Errors.HasStaticError;

    /// <summary>Standard deviation of noise in input steps, fresh for every pulse; 0 where there is none.</summary>
    public Rational NoiseLsb => Errors.Noise;

    public static DriverFacts? Of(DacModel? dac) =>
        dac is null || (dac.Drive == InputDrive.Levels && dac.Errors.Noise.Sign == 0 && !dac.Errors.HasStaticError) ? null : new(dac.Bits, dac.Drive, dac.Errors);
}
