using System.Numerics;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// The physics of a cell in float64: what conductance a digit or a real weight asks for, what programming makes of it, and what
/// a read sees. Conductances in microsiemens.
/// </summary>
public sealed class ConductanceLaw
{
    private readonly double[] _sigma;
    private readonly double _leastRead;

    /// <summary>The law of a device.</summary>
    public ConductanceLaw(DeviceSpec device)
    {
        ExactMinimum = Rational.Parse(device.GMin);
        ExactMaximum = Rational.Parse(device.GMax);
        (Minimum, Maximum) = (ExactMinimum.ToDouble(), ExactMaximum.ToDouble());
        (_sigma, Variability, ReadNoise) = ([.. device.ProgrammingSigma], device.Variability, device.ReadNoise);
        _leastRead = device.ClipsReadNoise ? 0 : double.NegativeInfinity;
    }

    /// <summary>g_min, exactly.</summary>
    public Rational ExactMinimum { get; }

    /// <summary>g_max, exactly.</summary>
    public Rational ExactMaximum { get; }

    /// <summary>g_min, uS.</summary>
    public double Minimum { get; }

    /// <summary>g_max, uS.</summary>
    public double Maximum { get; }

    /// <summary>Device-to-device standard deviation relative to the target.</summary>
    public double Variability { get; }

    /// <summary>Standard deviation of read noise, uS.</summary>
    public double ReadNoise { get; }

    /// <summary>Whether programming draws random numbers for its error, apart from variability.</summary>
    public bool HasProgrammingSigma => Array.Exists(_sigma, c => c != 0);

    /// <summary>The target of a digit v of a w-bit cell: <c>g_min + (g_max - g_min) v / (2^w - 1)</c>.</summary>
    public double Sliced(int digit, int cellBits) => Minimum + (Maximum - Minimum) * digit / Pedestal.Levels(cellBits);

    /// <summary>The targets of the two cells of a weight, given as a fraction w/w_max of the full scale, one-sided.</summary>
    public (double Plus, double Minus) OneSided(double weight)
    {
        var asked = Minimum + (Maximum - Minimum) * Math.Abs(weight);
        return weight > 0 ? (asked, Minimum) : weight < 0 ? (Minimum, asked) : (Minimum, Minimum);
    }

    /// <summary>The targets of the cells of one polarity of a row's weights: those of <see cref="OneSided(double)"/>.</summary>
    /// <param name="weights">Fractions of the full scale.</param>
    /// <param name="polarity">0 for + cells, 1 for - cells.</param>
    /// <param name="targets">At least as long.</param>
    internal void OneSided(ReadOnlySpan<double> weights, int polarity, Span<double> targets)
    {
        // A weight of the other sign is cut to zero, of which the target is g_min.
        var (j, span, sign) = (0, Maximum - Minimum, polarity == 0 ? 1.0 : -1.0);
        for (; Vector512.IsHardwareAccelerated && j <= weights.Length - Vector512<double>.Count; j += Vector512<double>.Count)
        {
            var share = Vector512.Max(Vector512.LoadUnsafe(in weights[j]) * sign, Vector512<double>.Zero);
            (Vector512.Create(Minimum) + Vector512.Create(span) * share).StoreUnsafe(ref targets[j]);
        }
        for (; j <= weights.Length - Vector<double>.Count; j += Vector<double>.Count)
            (new Vector<double>(Minimum) + new Vector<double>(span) * Vector.Max(new Vector<double>(weights[j..]) * sign, Vector<double>.Zero)).CopyTo(targets[j..]);
        for (; j < weights.Length; j++) targets[j] = Minimum + span * Math.Max(weights[j] * sign, 0);
    }

    /// <summary>The targets of the two cells of a weight, given as a fraction w/w_max of the full scale, about the middle.</summary>
    public (double Plus, double Minus) TwoSided(double weight)
    {
        var middle = (Minimum + Maximum) / 2;
        var away = (Maximum - Minimum) * weight / 2;
        return (middle + away, middle - away);
    }

    /// <summary>
    /// What a cell holds after programming: variability, then the error of programming at the target, never below zero, not yet
    /// on a grid.
    /// </summary>
    /// <param name="target">uS.</param>
    /// <param name="variability">The cell's Gaussian of <see cref="NoisePurpose.Variability"/>.</param>
    /// <param name="programming">The cell's Gaussian of <see cref="NoisePurpose.Programming"/>.</param>
    public double Program(double target, double variability, double programming) =>
        Math.Max(0, target * (1 + Variability * variability) + Sigma(target) * programming);

    /// <summary>Standard deviation of programming at a target, uS: the device's polynomial of <c>target/g_max</c>, by Horner's rule; 0 where that is negative.</summary>
    public double Sigma(double target)
    {
        var relative = target / Maximum;
        var sigma = 0.0;
        for (var power = _sigma.Length - 1; power >= 0; power--) sigma = sigma * relative + _sigma[power];
        return Math.Max(0, sigma);
    }

    /// <summary>What one read of a cell sees; noise is a current, and takes it below zero unless the device clips.</summary>
    /// <param name="conductance">uS.</param>
    /// <param name="noise">The read's Gaussian of <see cref="NoisePurpose.ReadNoise"/>.</param>
    public double Read(double conductance, double noise) => Math.Max(_leastRead, conductance + ReadNoise * noise);

    /// <summary>A cell's conductance on the grid, in units of <c>2^-k g_max</c>; halves to even.</summary>
    public int OnGrid(double conductance, int k)
    {
        var units = Math.Round(conductance * (1 << k) / Maximum, MidpointRounding.ToEven);
        return units < int.MaxValue ? (int)units : int.MaxValue;
    }

    /// <summary>(a - b)/g_max of each element, rounded once to float32: <see cref="InUnitsOfGMax(double)"/>.</summary>
    internal void InUnitsOfGMax(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<float> units)
    {
        var (j, below) = (0, new Vector<double>(Maximum));
        for (; Vector512.IsHardwareAccelerated && j <= a.Length - Vector512<float>.Count; j += Vector512<float>.Count)
        {
            var low = (Vector512.LoadUnsafe(in a[j]) - Vector512.LoadUnsafe(in b[j])) / Vector512.Create(Maximum);
            var high = (Vector512.LoadUnsafe(in a[j + 8]) - Vector512.LoadUnsafe(in b[j + 8])) / Vector512.Create(Maximum);
            Vector512.Narrow(low, high).StoreUnsafe(ref units[j]);
        }
        for (; j <= a.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            var half = j + Vector<double>.Count;
            var (low, high) = ((new Vector<double>(a[j..]) - new Vector<double>(b[j..])) / below, (new Vector<double>(a[half..]) - new Vector<double>(b[half..])) / below);
            Vector.Narrow(low, high).CopyTo(units[j..]);
        }
        for (; j < a.Length; j++) units[j] = InUnitsOfGMax(a[j] - b[j]);
    }

    /// <summary>A conductance, or a difference of two, in units of g_max, rounded once to float32.</summary>
    public float InUnitsOfGMax(double conductance) => (float)(conductance / Maximum);
}
