using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>What is wrong with output converters and input drivers.</summary>
internal static class ConverterErrorsBinder
{
    /// <summary>Steps; more than any converter has.</summary>
    private static readonly Rational MostLsb = 65536;

    /// <summary>A tenth: no draw of the generator turns a slope over.</summary>
    private static readonly Rational MostGain = new(1, 10);

    private static readonly Due Noise = new("the standard deviation of noise", Dimension.Lsb, "0.3 lsb");
    private static readonly Due Offset = new("an offset", Dimension.Lsb, "+- 0.5 lsb");
    private static readonly Due Gain = Due.Number("a relative error of the gain", "+- 1 %");
    private static readonly Due DigitError = new("the standard deviation of a digit's error", Dimension.Lsb, "+- 0.2 lsb");

    public static ConverterErrors Adc(Properties properties, AdcKind kind, int bits, CodeKind codes)
    {
        var (noise, offset, gain) = Common(properties);
        var nonlinearity = properties.Read("nonlinearity", r => NonlinearityReader.Read(r, kind, bits, codes));
        return new ConverterErrors(noise, offset, gain, nonlinearity);
    }

    public static DriverErrors Dac(Properties properties, int bits)
    {
        var (noise, offset, gain) = Common(properties);
        var table = ValueList<Spread>.Empty;
        var deviation = properties.Read("nonlinearity", reader =>
        {
            if (!reader.Accept("table")) return SpreadReader.Deviation(reader, DigitError, MostLsb);
            table = CodeTable.Read(reader, "a driver", bits, 1, (1 << bits) - 1);
            return 0;
        });
        return new DriverErrors(noise, offset, gain, deviation, table);
    }

    private static (Rational Noise, Spread Offset, Spread Gain) Common(Properties properties) => (
        properties.Read("noise", r => SpreadReader.Deviation(r, Noise, MostLsb)),
        properties.Read("offset", r => SpreadReader.Read(r, Offset, MostLsb)) ?? Spread.None,
        properties.Read("gain", r => SpreadReader.Read(r, Gain, MostGain)) ?? Spread.None);
}
