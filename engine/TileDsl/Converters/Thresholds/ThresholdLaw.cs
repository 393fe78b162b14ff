using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>Fills the Gaussians of one converter's parts: all of them zero where nothing is to be drawn.</summary>
internal delegate void PartGaussians(NoisePurpose purpose, Span<float> gaussians);

/// <summary>
/// The thresholds of one physical converter of 2^b codes, in steps: a sum of at least <c>T[n - 1]</c> gets code n or more; the ideal
/// ones are <c>n - 1/2</c>. After M. Spear et al., "The Impact of Analog-to-Digital Converter Architecture and Variability on
/// Analog Neural Network Accuracy" (IEEE JXCDC 2023); each converter draws parts of its own.
/// </summary>
internal static class ThresholdLaw
{
    /// <summary>Float32 thresholds of every code but the first, ascending, as <see cref="PhysicalConverters"/> compares with them.</summary>
    public static float[] Of(ConverterSpec spec, NonlinearitySpec parts, PartGaussians draw)
    {
        var isSymmetric = spec.Codes == CodeKind.Symmetric;
        double[] exact;
        if (parts.TableMean.Length > 0)
        {
            exact = Measured(parts, draw);
        }
        else
        {
            // Symmetric codes are those of the same hardware without the lowest one.
            exact = Built(spec, parts, draw);
            if (isSymmetric) exact = Array.ConvertAll(exact[1..], t => t - 1);
        }
        return Single(exact);
    }

    /// <summary>
    /// The smallest float32 that gets a code: halves go to the even code, as rint sends them, so that no mismatch is no change. A code
    /// that is missing has the threshold of the next one.
    /// </summary>
    private static float[] Single(double[] exact)
    {
        var thresholds = new float[exact.Length];
        var highest = float.NegativeInfinity;
        for (var i = 0; i < exact.Length; i++)
        {
            var threshold = (float)exact[i];
            var isOfOddCode = (i & 1) == 0 && float.IsFinite(threshold);
            thresholds[i] = highest = Math.Max(highest, isOfOddCode ? MathF.BitIncrement(threshold) : threshold);
        }
        return thresholds;
    }

    private static double[] Built(ConverterSpec spec, NonlinearitySpec parts, PartGaussians draw) => spec.Kind switch
    {
        AdcKind.Sar => CapacitorArray.Search(spec.Bits, parts, draw),
        AdcKind.Ramp => CapacitorArray.Ramp(spec.Bits, parts, draw),
        AdcKind.Flash => Flash(spec.Bits, parts, draw),
        AdcKind.Pipeline => new PipelineStages(spec.Bits, parts, draw).Thresholds,
        AdcKind.Cco => Oscillator(spec, parts, draw),
        _ => throw new ArgumentOutOfRangeException(nameof(spec)),
    };

    /// <summary>Comparators of their own: the code counts how many are on, whichever they are.</summary>
    private static double[] Flash(int bits, NonlinearitySpec parts, PartGaussians draw)
    {
        var thresholds = new double[(1 << bits) - 1];
        var offsets = new float[thresholds.Length];
        draw(NoisePurpose.ConverterComparator, offsets);
        for (var i = 0; i < thresholds.Length; i++) thresholds[i] = i + 0.5 + parts.Comparator * offsets[i];
        Array.Sort(thresholds);
        return thresholds;
    }

    /// <summary>Measured means and deviations, as a flash converter of such comparators.</summary>
    private static double[] Measured(NonlinearitySpec parts, PartGaussians draw)
    {
        var thresholds = new double[parts.TableMean.Length];
        var gaussians = new float[thresholds.Length];
        draw(NoisePurpose.ConverterThreshold, gaussians);
        for (var i = 0; i < thresholds.Length; i++) thresholds[i] = i + 0.5 + parts.TableMean[i] + parts.TableDeviation[i] * gaussians[i];
        Array.Sort(thresholds);
        return thresholds;
    }

    /// <summary>
    /// An oscillator of frequency <c>y/(1 + n|y|)</c>, y the share of full scale, whose periods are counted; a period longer by a share p
    /// gives as many fewer. A code whose frequency is never reached has an infinite threshold.
    /// </summary>
    private static double[] Oscillator(ConverterSpec spec, NonlinearitySpec parts, PartGaussians draw)
    {
        Span<float> gaussians = stackalloc float[2];
        draw(NoisePurpose.ConverterElement, gaussians);
        var n = parts.Compression + parts.CompressionDeviation * gaussians[0];
        var period = 1 + parts.Period * gaussians[1];
        var thresholds = new double[(1 << spec.Bits) - 1];
        var pivot = spec.Codes == CodeKind.Symmetric ? spec.Pivot + 1 : spec.Pivot;
        var fullScale = Math.Max(pivot, thresholds.Length - pivot);
        for (var i = 0; i < thresholds.Length; i++)
        {
            var due = (i + 0.5 - pivot) / fullScale * period;
            var left = 1 - n * Math.Abs(due);
            thresholds[i] = left > 0 ? pivot + fullScale * (due / left) : due > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        }
        return thresholds;
    }
}
