using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>
/// Converters that compare with the level of a capacitive divider: unit capacitors <c>1 + m xi</c>, so that one of 2^k units has
/// the relative deviation <c>m/sqrt(2^k)</c>, over a feedback capacitor of 2^b units. S units selected of C_f give the level
/// <c>2^b S/C_f / (1 + (C_f + S)/(A C_f))</c> steps, A the gain of the amplifier.
/// </summary>
internal sealed class CapacitorArray
{
    private const double LnTenOver20 = 0.11512925464970228;

    private readonly double _fullScale;
    private readonly double _feedback;
    private readonly double _inverseGain;
    private readonly double _comparator;

    private CapacitorArray(int bits, NonlinearitySpec parts, float feedback, PartGaussians draw)
    {
        Span<float> comparator = stackalloc float[1];
        draw(NoisePurpose.ConverterComparator, comparator);
        _fullScale = 1 << bits;
        _feedback = Capacitor(_fullScale, parts.Mismatch, feedback);
        _inverseGain = InverseGain(parts.AmplifierDecibel);
        _comparator = parts.Comparator * comparator[0];
    }

    /// <summary>1/A of a gain in dB; 0 where it is infinite.</summary>
    public static double InverseGain(double decibel) => Elementary.Exp(-LnTenOver20 * decibel);

    /// <summary>
    /// Successive approximation: from the largest capacitor down, one is kept where the sum is at least the level with it. Elements:
    /// the capacitors, smallest first, then the feedback's.
    /// </summary>
    public static double[] Search(int bits, NonlinearitySpec parts, PartGaussians draw)
    {
        var gaussians = new float[bits + 1];
        draw(NoisePurpose.ConverterElement, gaussians);
        var array = new CapacitorArray(bits, parts, gaussians[bits], draw);
        var capacitors = new double[bits];
        for (var k = 0; k < bits; k++) capacitors[k] = Capacitor(1 << k, parts.Mismatch, gaussians[k]);
        var thresholds = new double[(1 << bits) - 1];
        array.Descend(capacitors, bits - 1, 0, 0, double.NegativeInfinity, double.PositiveInfinity, thresholds);
        return thresholds;
    }

    /// <summary>A ramp of unit capacitors, added until the level passes the sum. Elements: the feedback's, then the units.</summary>
    public static double[] Ramp(int bits, NonlinearitySpec parts, PartGaussians draw)
    {
        var thresholds = new double[(1 << bits) - 1];
        var gaussians = new float[thresholds.Length + 1];
        draw(NoisePurpose.ConverterElement, gaussians);
        var array = new CapacitorArray(bits, parts, gaussians[0], draw);
        var (selected, highest) = (0.0, double.NegativeInfinity);
        for (var i = 0; i < thresholds.Length; i++)
        {
            selected += Capacitor(1, parts.Mismatch, gaussians[i + 1]);
            thresholds[i] = highest = Math.Max(highest, array.Level(selected));
        }
        return thresholds;
    }

    private static double Capacitor(double units, double mismatch, float gaussian) => units + mismatch * Math.Sqrt(units) * gaussian;

    /// <summary>The sum that a selection is compared with; half a step below its level, so that codes stand in the middle of their sums.</summary>
    private double Level(double selected) =>
        _fullScale * selected / _feedback / (1 + _inverseGain * (_feedback + selected) / _feedback) - 0.5 + _comparator;

    /// <summary>
    /// The search is greedy, so that of two sums the larger never gets the smaller code, and the sums with code n or more are all
    /// from a threshold up. Where bit k of n is set, a sum must reach the level with capacitor k: max. Where it is not, reaching it
    /// already gives a larger code: min. Along n's bits these make one clamp(low, high), and the threshold is what it makes of -infinity.
    /// </summary>
    private void Descend(double[] capacitors, int bit, int code, double selected, double low, double high, double[] thresholds)
    {
        if (bit < 0)
        {
            if (code > 0) thresholds[code - 1] = low;
            return;
        }
        var kept = selected + capacitors[bit];
        var level = Math.Min(Math.Max(Level(kept), low), high);
        Descend(capacitors, bit - 1, code, selected, low, level, thresholds);
        Descend(capacitors, bit - 1, code | 1 << bit, kept, level, high, thresholds);
    }
}
