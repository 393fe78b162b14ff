using System.Numerics;
using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>One matrix of a layer.</summary>
/// <param name="FirstOutput">Of the layer's outputs, its first.</param>
/// <param name="FirstChannel">Of the layer's input channels, the first it reads.</param>
internal sealed record LayerMatrix(BoundMatrix Matrix, int FirstOutput, int FirstChannel)
{
    public int Inputs => Matrix.Geometry.Spec.Inputs;

    public int Outputs => Matrix.Geometry.Spec.Outputs;
}

/// <summary>A layer's weights on arrays, quantised: everything about them but the scale of their inputs and their converters.</summary>
internal sealed class QuantisedWeights
{
    private readonly double[] _bias;
    private readonly double[] _weightScales;
    private readonly double[] _weightSums;
    private readonly Signedness _signedness;
    private double[] _zeroShares = [];

    /// <param name="channels">Input channels of a group of the layer's outputs.</param>
    public QuantisedWeights(LayerSpec spec, WeightTensor tensor, int channels, string what)
    {
        var matrix = spec.Matrices[0].Matrix;
        (Outputs, _signedness) = (tensor.Outputs, matrix.InputSignedness);
        _bias = new double[Outputs];
        for (var j = 0; j < Outputs; j++) _bias[j] = tensor.Bias is { } bias ? bias[j] : 0;
        _weightScales = WeightScales(matrix, tensor);
        var weights = Scaled(matrix, tensor);
        _weightSums = new double[Outputs];
        for (var j = 0; j < Outputs; j++)
        {
            foreach (var w in weights.AsSpan(j * tensor.Inputs, tensor.Inputs)) _weightSums[j] += w;
        }
        Matrices = Cut(spec, tensor, weights, channels, what);
        Integers = matrix.IsAnalog ? null : Array.ConvertAll(weights, w => (short)w);
    }

    /// <summary>By output, then input; null of analog weights.</summary>
    public short[]? Integers { get; }

    /// <summary>By output, what is added to real results.</summary>
    public double[] Bias => _bias;

    /// <summary>Real value of one of an output's weights.</summary>
    public double WeightScale(int output) => _weightScales[_weightScales.Length == 1 ? 0 : output];

    /// <summary>Outputs of all matrices.</summary>
    public int Outputs { get; }

    /// <summary>In the order of their outputs.</summary>
    public LayerMatrix[] Matrices { get; }

    /// <summary>Of its inputs; set before the layer is shared. Where <see cref="AbsMax"/>, each vector has a scale of its own instead.</summary>
    public Quantiser Quantiser { get; private set; }

    /// <summary>Whether each input vector is scaled by its own largest value.</summary>
    public bool AbsMax { get; private set; }

    /// <summary>The input cycles of its matrices.</summary>
    public InputCycles Cycles => Matrices[0].Matrix.Geometry.Cycles;

    /// <summary>Whether some converter range is found at calibration.</summary>
    public bool NeedsCalibration => Array.Exists(Matrices, m => m.Matrix.NeedsCalibration);

    /// <summary>Conversions and cell reads of one product of each matrix.</summary>
    public EventCounts EventsPerProduct => Matrices.Aggregate(default(EventCounts), (sum, m) => sum + m.Matrix.Geometry.EventsPerProduct);

    /// <summary>Seconds that one product of each matrix reads, one after the other; 0 where devices do not say.</summary>
    public double ReadTime => Matrices.Sum(m => m.Matrix.Geometry.Cycles.All.Length * m.Matrix.Geometry.Spec.Device.ReadTime);

    /// <summary>Repeats what clipped in a product of a matrix.</summary>
    /// <param name="scales">Real value of a code, by sample; doubled with every repetition.</param>
    /// <returns>Driver pulses.</returns>
    public long Repeat(LayerMatrix matrix, MatrixProduct product, ReadOnlySpan<int> codes, Span<double> scales, Span<double> y, RunScratch scratch, long firstIndex, VectorPath path)
    {
        scratch.Kernel.Repetitions = 0;
        var pulses = ClipRepetition.Run(product, Quantiser, codes, scales, y, scratch.Kernel, firstIndex, path);
        var (times, one) = (scratch.Kernel.Repetitions, matrix.Matrix.Geometry.EventsPerProduct);
        scratch.Repeated += new EventCounts(0, times * one.Conversions, times * one.CellReads, 0);
        return pulses;
    }

    /// <summary>Sets the scale and zero point of its inputs.</summary>
    public void SetInputs(double scale, int zeroPoint)
    {
        Quantiser = new Quantiser(scale, zeroPoint, Cycles.Lowest, Cycles.Highest);
        _zeroShares = Array.ConvertAll(_weightSums, sum => zeroPoint * sum);
    }

    /// <summary>Scales each input vector by its own largest value; the zero point is 0.</summary>
    public void SetAbsMaxInputs()
    {
        SetInputs(1, 0);
        AbsMax = true;
    }

    /// <summary>Real inputs to codes, vector by vector; each one's scale is kept for <see cref="Finish"/>.</summary>
    /// <param name="length">Of a vector.</param>
    public void Quantise(ReadOnlySpan<double> values, int length, Span<int> codes, Span<double> scales)
    {
        if (!AbsMax)
        {
            Quantiser.Codes(values, codes);
            scales[..(values.Length / length)].Fill(Quantiser.Scale);
            return;
        }
        for (int first = 0, n = 0; first < values.Length; first += length, n++)
        {
            var sample = values.Slice(first, length);
            var largest = Quantiser.Largest(sample, _signedness);
            scales[n] = Quantiser.ScaleOf(largest, Quantiser.Highest);
            (Quantiser with { Scale = scales[n] }).Codes(sample, codes.Slice(first, length));
        }
    }

    /// <summary>From the product of neighbouring outputs to real values, bias included, in place.</summary>
    /// <param name="inputScale">Real value of an input code.</param>
    /// <param name="first">The first of the outputs.</param>
    public void Finish(Span<double> y, double inputScale, int first = 0)
    {
        var j = 0;
        for (; j <= y.Length - Vector<double>.Count; j += Vector<double>.Count)
        {
            var scale = (_weightScales.Length == 1 ? new Vector<double>(_weightScales[0]) : new Vector<double>(_weightScales, first + j)) * inputScale;
            var scaled = (new Vector<double>(y[j..]) - new Vector<double>(_zeroShares, first + j)) * scale;
            (scaled + new Vector<double>(_bias, first + j)).CopyTo(y[j..]);
        }
        for (; j < y.Length; j++) y[j] = FinishOne(first + j, y[j], inputScale);
    }

    /// <summary>From one product to a real value, bias included.</summary>
    public double FinishOne(int output, double product, double inputScale)
    {
        var scaled = (product - _zeroShares[output]) * (_weightScales[_weightScales.Length == 1 ? 0 : output] * inputScale);
        return scaled + _bias[output];
    }

    private static double[] WeightScales(MatrixSpec matrix, WeightTensor tensor)
    {
        var scales = new double[matrix.ScalePerColumn ? tensor.Outputs : 1];
        var perScale = tensor.Values.Length / scales.Length;
        var levels = matrix.IsAnalog ? 1 : (1 << (matrix.WeightBits - 1)) - 1;
        for (var n = 0; n < scales.Length; n++)
        {
            var largest = 0.0;
            foreach (var w in tensor.Values.AsSpan(n * perScale, perScale)) largest = Math.Max(largest, Math.Abs((double)w));
            scales[n] = largest == 0 ? 1 : largest / levels;
        }
        return scales;
    }

    /// <summary>Weights in units of their scale: integers, or fractions of the full scale for analog ones.</summary>
    private double[] Scaled(MatrixSpec matrix, WeightTensor tensor)
    {
        var scaled = new double[tensor.Values.Length];
        for (var n = 0; n < scaled.Length; n++)
        {
            var w = tensor.Values[n] / _weightScales[_weightScales.Length == 1 ? 0 : n / tensor.Inputs];
            scaled[n] = matrix.IsAnalog ? w : Math.Round(w, MidpointRounding.ToEven);
        }
        return scaled;
    }

    /// <summary>
    /// The matrices, one behind the other. One that holds several groups of outputs has each group's weights in rows and columns
    /// of its own, and zeros off the diagonal.
    /// </summary>
    private static LayerMatrix[] Cut(LayerSpec spec, WeightTensor tensor, double[] weights, int channels, string what)
    {
        var matrices = new List<LayerMatrix>();
        var (firstOutput, firstChannel) = (0, 0);
        foreach (var placed in spec.Matrices)
        {
            var matrix = placed.Matrix;
            var groups = matrix.Inputs / tensor.Inputs;
            var outputsOfGroup = matrix.Outputs / groups;
            for (var n = 0; n < placed.Count; n++)
            {
                var own = new double[Planes.CheckedLength((long)matrix.Outputs * matrix.Inputs)];
                for (var j = 0; j < matrix.Outputs; j++)
                {
                    weights.AsSpan((firstOutput + j) * tensor.Inputs, tensor.Inputs)
                        .CopyTo(own.AsSpan(j * matrix.Inputs + j / outputsOfGroup * tensor.Inputs));
                }
                var target = matrix.IsAnalog ? TargetWeights.OfFractions(matrix, own) : TargetWeights.OfIntegers(matrix, Array.ConvertAll(own, w => (int)w), what);
                matrices.Add(new LayerMatrix(new BoundMatrix(matrix, placed.NoiseFree, placed.Noisy, target, what), firstOutput, firstChannel));
                firstOutput += matrix.Outputs;
                firstChannel += groups * channels;
            }
        }
        return [.. matrices];
    }
}
