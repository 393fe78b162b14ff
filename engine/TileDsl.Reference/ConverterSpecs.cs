using TileDsl.Kernels;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>Converters of the model in the terms of the laws they are drawn by.</summary>
internal static class ConverterSpecs
{
    public static ConverterSpec Of(AdcModel adc) => new()
    {
        Bits = adc.Bits,
        Codes = Enum.Parse<Kernels.CodeKind>(adc.Codes.ToString()),
        Kind = Enum.Parse<Kernels.AdcKind>(adc.Kind.ToString()),
        Noise = adc.Errors.Noise.ToDouble(),
        Offset = adc.Errors.Offset.Mean.ToDouble(),
        OffsetDeviation = adc.Errors.Offset.Deviation.ToDouble(),
        Gain = adc.Errors.Gain.Mean.ToDouble(),
        GainDeviation = adc.Errors.Gain.Deviation.ToDouble(),
        SharedBy = adc.SharedBy,
        Nonlinearity = adc.Errors.Nonlinearity is { } parts ? Of(parts) : null,
    };

    public static DriverSpec Of(DacModel dac) => new()
    {
        Bits = dac.Bits,
        Drive = Enum.Parse<Kernels.InputDrive>(dac.Drive.ToString()),
        Noise = dac.Errors.Noise.ToDouble(),
        Offset = dac.Errors.Offset.Mean.ToDouble(),
        OffsetDeviation = dac.Errors.Offset.Deviation.ToDouble(),
        Gain = dac.Errors.Gain.Mean.ToDouble(),
        GainDeviation = dac.Errors.Gain.Deviation.ToDouble(),
        Nonlinearity = dac.Errors.Nonlinearity.ToDouble(),
        TableMean = [.. dac.Errors.Table.Select(s => s.Mean.ToDouble())],
        TableDeviation = [.. dac.Errors.Table.Select(s => s.Deviation.ToDouble())],
    };

    private static NonlinearitySpec Of(ConverterNonlinearity parts) => new()
    {
        Mismatch = parts.Mismatch.ToDouble(),
        Comparator = parts.Comparator.ToDouble(),
        AmplifierDecibel = parts.GainDecibel?.ToDouble() ?? double.PositiveInfinity,
        Compression = parts.Compression.Mean.ToDouble(),
        CompressionDeviation = parts.Compression.Deviation.ToDouble(),
        Period = parts.Period.ToDouble(),
        TableMean = [.. parts.Table.Select(s => s.Mean.ToDouble())],
        TableDeviation = [.. parts.Table.Select(s => s.Deviation.ToDouble())],
    };
}
