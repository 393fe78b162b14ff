using System.Numerics;

namespace TileDsl.Running;

/// <summary>
/// y = W x in float64: every output a sum over ascending inputs from 0, each product and each sum rounded. Exact for
/// integers whose sums stay below 2^53. Immutable.
/// </summary>
internal sealed class DenseMatrix
{
    private readonly double[] _byInput;
    private readonly int _inputs;
    private readonly int _outputs;

    /// <param name="weight">The weight of an output (first) and input.</param>
    public DenseMatrix(int outputs, int inputs, Func<int, int, double> weight)
    {
        (_outputs, _inputs) = (outputs, inputs);
        _byInput = new double[Kernels.Planes.CheckedLength((long)outputs * inputs)];
        for (var i = 0; i < inputs; i++)
        {
            for (var j = 0; j < outputs; j++) _byInput[i * outputs + j] = weight(j, i);
        }
    }

    /// <summary>Multiplies integer inputs.</summary>
    public void Multiply(ReadOnlySpan<int> x, Span<double> y)
    {
        y[.._outputs].Clear();
        for (var i = 0; i < _inputs; i++) Add(i, x[i], y);
    }

    /// <summary>Multiplies real inputs.</summary>
    public void Multiply(ReadOnlySpan<double> x, Span<double> y)
    {
        y[.._outputs].Clear();
        for (var i = 0; i < _inputs; i++) Add(i, x[i], y);
    }

    private void Add(int input, double x, Span<double> y)
    {
        var weights = _byInput.AsSpan(input * _outputs, _outputs);
        var factor = new Vector<double>(x);
        var j = 0;
        for (; j <= _outputs - Vector<double>.Count; j += Vector<double>.Count)
            (new Vector<double>(y[j..]) + new Vector<double>(weights[j..]) * factor).CopyTo(y[j..]);
        for (; j < _outputs; j++) y[j] += weights[j] * x;
    }
}
