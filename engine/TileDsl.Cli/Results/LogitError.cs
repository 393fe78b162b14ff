namespace TileDsl.Cli.Results;

/// <summary>How far a chip's results are from where they should be.</summary>
/// <param name="Relative">||results - float|| / ||float|| over all samples; null where the float network gives zeros only.</param>
/// <param name="EffectiveBits">(SNR - 1.76 dB)/6.02 dB against the exact quantised product; null where there is no error.</param>
internal sealed record LogitError(double? Relative, double? EffectiveBits)
{
    public static LogitError Of(double[] results, double[] exact, double[] floating)
    {
        var (signal, noise) = (Square(exact), Distance(results, exact));
        double? decibels = signal > 0 && noise > 0 ? 10 * Math.Log10(signal / noise) : null;
        var length = Square(floating);
        return new LogitError(length > 0 ? Math.Sqrt(Distance(results, floating) / length) : null, (decibels - 1.76) / 6.02);
    }

    /// <summary>The mean of chips; null bits where none has an error.</summary>
    public static LogitError Mean(IReadOnlyCollection<LogitError> chips) => new(chips.Average(c => c.Relative), chips.Average(c => c.EffectiveBits));

    private static double Square(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value * value;
        return sum;
    }

    private static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var n = 0; n < a.Length; n++) sum += (a[n] - b[n]) * (a[n] - b[n]);
        return sum;
    }
}
