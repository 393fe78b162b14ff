using TileDsl.Devices;

namespace TileDsl.Reference.Tests.Converters;

/// <summary>
/// Converters of 5 bits that err, one decision of their hardware after the other, as the manual describes them. Nothing but the random numbers is shared
/// with what is tested: they are those of the number, array and polarity of a converter.
/// </summary>
internal sealed class PlainConversion(ulong seed, int chip, int converter, int tile, int polarity)
{
    public const int Bits = 5;
    public const double Mismatch = 0.04, Comparator = 0.3, GainDecibel = 45, Compression = 0.05, CompressionSpread = 0.02, Period = 0.02;

    /// <summary>By code from 1 on: offset and deviation.</summary>
    public static readonly (double Offset, double Deviation)[] Table = [.. Enumerable.Range(1, 31).Select(code => (0.01 * (code * 7 % 50 - 25), 0.02 * (code * 5 % 11)))];

    /// <summary>n of the 32 codes for a sum in steps, the ideal being rint(u).</summary>
    public int Code(string kind, double u) => kind switch
    {
        "sar" => Search(u),
        "ramp" => Ramp(u),
        "flash" => Enumerable.Range(0, 31).Count(i => i + 0.5 + Comparator * Draw(NoisePurpose.ConverterComparator, i) <= u),
        // Its code may turn back where stages miss each other, over less than three steps; what counts is the highest on the way up.
        "pipeline" => Enumerable.Range(0, 3 * 512 + 1).Max(step => Pipeline(u - step / 512.0)),
        "cco" => Oscillator(u),
        "table" => Enumerable.Range(0, 31).Count(i => i + 0.5 + Table[i].Offset + Table[i].Deviation * Draw(NoisePurpose.ConverterThreshold, i) <= u),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private readonly Dictionary<(NoisePurpose, int), double> _draws = [];

    private double Draw(NoisePurpose purpose, int part)
    {
        if (_draws.TryGetValue((purpose, part), out var known)) return known;
        return _draws[(purpose, part)] = new NoiseStream(seed, chip, purpose, 0).Gaussian(converter * (1L << 17) + part, tile, 0, polarity);
    }

    private double Element(int part) => Draw(NoisePurpose.ConverterElement, part);

    private double Units(int count, int part) => count + Mismatch * Math.Sqrt(count) * Element(part);

    private double Level(double selected, double feedback)
    {
        var loop = Math.Pow(10, GainDecibel / 20) * feedback / (feedback + selected);
        return 32 * selected / feedback / (1 + 1 / loop) - 0.5 + Comparator * Draw(NoisePurpose.ConverterComparator, 0);
    }

    /// <summary>Capacitors from the smallest up, then the feedback's.</summary>
    private int Search(double u)
    {
        var (code, selected, feedback) = (0, 0.0, Units(32, Bits));
        for (var k = Bits - 1; k >= 0; k--)
        {
            var with = selected + Units(1 << k, k);
            if (u >= Level(with, feedback)) (code, selected) = (code + (1 << k), with);
        }
        return code;
    }

    /// <summary>The feedback's capacitor, then the units.</summary>
    private int Ramp(double u)
    {
        var (code, selected, feedback) = (0, 0.0, Units(32, 0));
        while (code < 31 && u >= Level(selected += Units(1, code + 1), feedback)) code++;
        return code;
    }

    /// <summary>C1 and C2 of each stage; the lower and the upper comparator of each, then the last.</summary>
    private int Pipeline(double u)
    {
        var (v, code, reference) = (u - 15.5, 0, 16.0);
        for (var stage = 0; stage < Bits - 1; stage++)
        {
            var (c1, c2) = (Units(1, 2 * stage), Units(1, 2 * stage + 1));
            var d = (v >= -reference / 4 + Comparator * Draw(NoisePurpose.ConverterComparator, 2 * stage) ? 1 : 0)
                + (v >= reference / 4 + Comparator * Draw(NoisePurpose.ConverterComparator, 2 * stage + 1) ? 1 : 0);
            code += d << (Bits - 2 - stage);
            v = ((1 + c2 / c1) * v - (d - 1) * (c2 / c1) * reference) / (1 + (c1 + c2) / c1 / Math.Pow(10, GainDecibel / 20));
        }
        return code + (v >= Comparator * Draw(NoisePurpose.ConverterComparator, 2 * (Bits - 1)) ? 1 : 0);
    }

    /// <summary>The compression, then the period; unsigned codes.</summary>
    private int Oscillator(double u)
    {
        var y = u / 31;
        return Math.Clamp((int)Math.Round(31 * y / (1 + (Compression + CompressionSpread * Element(0)) * Math.Abs(y)) / (1 + Period * Element(1))), 0, 31);
    }
}
