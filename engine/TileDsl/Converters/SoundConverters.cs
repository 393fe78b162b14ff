using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>What sound converters of a kind err by: the variance of a code, rounding included, over converters of no chip.</summary>
public static class SoundConverters
{
    private const int Converters = 64;
    private const int Levels = 64;
    private const ulong Seed = 0x434f4e56;

    /// <summary>Steps squared: of rounding 1/12, of thermal noise, and of what is wrong with every converter.</summary>
    /// <param name="spec">The kind.</param>
    /// <param name="draws">False where every random draw is zero.</param>
    public static double Variance(ConverterSpec spec, bool draws)
    {
        var variance = 1 / 12.0 + (draws ? spec.Noise * spec.Noise : 0);
        var bank = new ConverterBank(spec, Seed, 0, 0, draws);
        if (!bank.HasLine && !bank.HasThresholds) return variance;
        var sum = 0.0;
        for (var converter = 0; converter < Converters; converter++)
        {
            var (slope, origin) = bank.Line(0, 0, converter);
            var thresholds = bank.Thresholds(0, 0, converter);
            for (var level = 1; level < Levels; level++)
            {
                var ideal = (double)spec.Steps * level / Levels;
                var u = ideal * slope + origin;
                var off = u - ideal;
                // A threshold that is late makes the code small.
                if (thresholds is not null && Math.Clamp((int)Math.Round(u), 1, thresholds.Length) is var n) off -= thresholds[n - 1] - (n - 0.5);
                sum += off * off;
            }
        }
        return variance + sum / (Converters * (Levels - 1));
    }
}
