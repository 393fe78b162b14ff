using System.Numerics;
using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>A layer with its weights quantised: everything about it but the scale of its inputs and its converters.</summary>
internal sealed class QuantisedLayer
{
    private readonly double[] _bias;
    private readonly double[] _weightScales;
    private readonly double[] _weightSums;
    private double[] _zeroShares = [];

    public QuantisedLayer(LayerSpec spec, WeightTensor tensor, string what)
    {
        (Spec, Tensor) = (spec, tensor);
        var matrix = spec.Matrix;
        _bias = new double[matrix.Outputs];
        for (var j = 0; j < _bias.Length; j++) _bias[j] = tensor.Bias is { } bias ? bias[j] : 0;
        _weightScales = WeightScales(matrix, tensor.Values);
        var weights = Quantise(matrix, tensor.Values, _weightScales, what);
        _weightSums = WeightSums(matrix, weights);
        Matrix = new BoundMatrix(matrix, spec.NoiseFree, spec.Noisy, weights, what);
        Float = new DenseMatrix(matrix.Outputs, matrix.Inputs, (j, i) => tensor.Values[j * matrix.Inputs + i]);
    }

    public LayerSpec Spec { get; }

    public WeightTensor Tensor { get; }

    public BoundMatrix Matrix { get; }

    /// <summary>The trained weights.</summary>
    public DenseMatrix Float { get; }

    public int Inputs => Spec.Matrix.Inputs;

    public int Outputs => Spec.Matrix.Outputs;

    /// <summary>Of its inputs; set before the layer is shared. Where <see cref="AbsMax"/>, each vector has a scale of its own instead.</summary>
    public Quantiser Quantiser { get; private set; }

    /// <summary>Whether each input vector is scaled by its own largest value.</summary>
    public bool AbsMax { get; private set; }

    /// <summary>Whether a vector of which a conversion clips is repeated.</summary>
    public bool HalvesOnClip => Spec.Matrix.Converter is { OnClip: ClipResponse.HalveInput };

    /// <summary>Sets the scale and zero point of its inputs.</summary>
    public void SetInputs(double scale, int zeroPoint)
    {
        var cycles = Matrix.Geometry.Cycles;
        Quantiser = new Quantiser(scale, zeroPoint, cycles.Lowest, cycles.Highest);
        _zeroShares = Array.ConvertAll(_weightSums, sum => zeroPoint * sum);
    }

    /// <summary>Scales each input vector by its own largest value; the zero point is 0.</summary>
    public void SetAbsMaxInputs()
    {
        SetInputs(1, 0);
        AbsMax = true;
    }

    /// <summary>Real inputs, samples by inputs, to codes; each sample's scale is kept for <see cref="Finish"/>.</summary>
    public void Quantise(ReadOnlySpan<double> values, Span<int> codes, Span<double> scales)
    {
        if (!AbsMax)
        {
            Quantiser.Codes(values, codes);
            scales[..(values.Length / Inputs)].Fill(Quantiser.Scale);
            return;
        }
        for (int first = 0, n = 0; first < values.Length; first += Inputs, n++)
        {
            var sample = values.Slice(first, Inputs);
            var largest = Quantiser.Largest(sample, Spec.Matrix.InputSignedness);
            scales[n] = Quantiser.ScaleOf(largest, Quantiser.Highest);
            (Quantiser with { Scale = scales[n] }).Codes(sample, codes.Slice(first, Inputs));
        }
    }

    /// <summary>From products to the layer's results, activation included, in place; samples by outputs.</summary>
    /// <param name="scales">Real value of an input code, by sample.</param>
    public void Finish(Span<double> y, ReadOnlySpan<double> scales)
    {
        for (int first = 0, n = 0; first < y.Length; first += Outputs, n++) FinishOne(y.Slice(first, Outputs), scales[n]);
    }

    private void FinishOne(Span<double> y, double inputScale)
    {
        var j = 0;
        for (; j <= y.Length - Vector<double>.Count; j += Vector<double>.Count)
        {
            var scale = (_weightScales.Length == 1 ? new Vector<double>(_weightScales[0]) : new Vector<double>(_weightScales, j)) * inputScale;
            var scaled = (new Vector<double>(y[j..]) - new Vector<double>(_zeroShares, j)) * scale;
            (scaled + new Vector<double>(_bias, j)).CopyTo(y[j..]);
        }
        for (; j < y.Length; j++)
        {
            var scaled = (y[j] - _zeroShares[j]) * (_weightScales[_weightScales.Length == 1 ? 0 : j] * inputScale);
            y[j] = scaled + _bias[j];
        }
        ActivationLaw.Apply(Spec.Activation, Spec.ActivationParameter, y);
    }

    /// <summary>The layer in float64, activation included.</summary>
    public void RunFloat(ReadOnlySpan<double> x, Span<double> y)
    {
        Float.Multiply(x, y);
        for (var j = 0; j < y.Length; j++) y[j] += _bias[j];
        ActivationLaw.Apply(Spec.Activation, Spec.ActivationParameter, y);
    }

    private static double[] WeightScales(MatrixSpec matrix, float[] values)
    {
        var scales = new double[matrix.ScalePerColumn ? matrix.Outputs : 1];
        var perScale = values.Length / scales.Length;
        var levels = matrix.IsAnalog ? 1 : (1 << (matrix.WeightBits - 1)) - 1;
        for (var n = 0; n < scales.Length; n++)
        {
            var largest = 0.0;
            foreach (var w in values.AsSpan(n * perScale, perScale)) largest = Math.Max(largest, Math.Abs((double)w));
            scales[n] = largest == 0 ? 1 : largest / levels;
        }
        return scales;
    }

    private static TargetWeights Quantise(MatrixSpec matrix, float[] values, double[] scales, string what)
    {
        double Scaled(int n) => values[n] / scales[scales.Length == 1 ? 0 : n / matrix.Inputs];
        if (matrix.IsAnalog)
        {
            var fractions = new double[values.Length];
            for (var n = 0; n < values.Length; n++) fractions[n] = Scaled(n);
            return TargetWeights.OfFractions(matrix, fractions);
        }
        var integers = new int[values.Length];
        for (var n = 0; n < values.Length; n++) integers[n] = (int)Math.Round(Scaled(n), MidpointRounding.ToEven);
        return TargetWeights.OfIntegers(matrix, integers, what);
    }

    private static double[] WeightSums(MatrixSpec matrix, TargetWeights weights)
    {
        var sums = new double[matrix.Outputs];
        for (var j = 0; j < sums.Length; j++)
        {
            for (var i = 0; i < matrix.Inputs; i++)
            {
                sums[j] += matrix.IsAnalog ? weights.Fraction(j, i) : weights.Integers[j * matrix.Inputs + i];
            }
        }
        return sums;
    }
}
