using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// A gated recurrent unit in float32 (Cho et al. 2014), as ONNX GRU with its default activations: gates in the order update, reset, hidden;
/// <c>H = (1 - z) h + z H</c>.
/// </summary>
public sealed class FloatGru
{
    private const int Gates = 3;

    private readonly Recurrence _recurrence;
    private readonly bool _isLinearBeforeReset;
    private readonly FloatDense[] _gateProducts;
    private readonly FloatDense[] _contentProducts;

    /// <summary>Packs the weights.</summary>
    /// <param name="steps">Steps of a run.</param>
    /// <param name="inputs">Elements of the input of a step.</param>
    /// <param name="hidden">Elements of the state.</param>
    /// <param name="direction">The order of the steps.</param>
    /// <param name="isLinearBeforeReset">Whether the reset gate scales the product with the state and its bias, or the state before it.</param>
    /// <param name="weights">Direction, gate, hidden, input (ONNX W).</param>
    /// <param name="recurrent">Direction, gate, hidden, hidden (ONNX R).</param>
    /// <param name="bias">Direction, (of W, of R), gate, hidden (ONNX B); null for none.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit each other.</exception>
    public FloatGru(int steps, int inputs, int hidden, RecurrentDirection direction, bool isLinearBeforeReset, ReadOnlySpan<float> weights, ReadOnlySpan<float> recurrent, float[]? bias)
    {
        _recurrence = new Recurrence(steps, inputs, hidden, Gates, direction, weights, recurrent, bias, joins: gate => gate < 2 || !isLinearBeforeReset);
        _isLinearBeforeReset = isLinearBeforeReset;
        (_gateProducts, _contentProducts) = (new FloatDense[_recurrence.Directions], new FloatDense[_recurrence.Directions]);
        var lines = _recurrence.Lines;
        for (var d = 0; d < _gateProducts.Length; d++)
        {
            var part = recurrent.Slice(d * lines * hidden, lines * hidden);
            var contentBias = isLinearBeforeReset && bias is not null ? bias.AsSpan((2 * d + 1) * lines + 2 * hidden, hidden).ToArray() : null;
            _gateProducts[d] = new FloatDense(hidden, 2 * hidden, part[..(2 * hidden * hidden)], null);
            _contentProducts[d] = new FloatDense(hidden, hidden, part[(2 * hidden * hidden)..], contentBias);
        }
        ScratchLength = checked(_recurrence.ScratchLength + 5 * hidden + Math.Max(_gateProducts[0].ScratchLength, _contentProducts[0].ScratchLength));
    }

    /// <summary>Elements of scratch that a run needs.</summary>
    public int ScratchLength { get; }

    /// <summary>One sequence.</summary>
    /// <param name="x">Step, input.</param>
    /// <param name="initialHidden">Direction, hidden; empty for zeros.</param>
    /// <param name="y">Step, direction, hidden: H after every step; overwritten.</param>
    /// <param name="finalHidden">Direction, hidden; empty if not wanted.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> elements or more, of any content.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape.</exception>
    public void Run(ReadOnlySpan<float> x, ReadOnlySpan<float> initialHidden, Span<float> y, Span<float> finalHidden, Span<float> scratch, VectorPath path = VectorPath.Auto)
    {
        _recurrence.CheckRun(x.Length, y.Length, scratch.Length, ScratchLength, initialHidden.Length, finalHidden.Length);
        var (hidden, lines) = (_recurrence.Hidden, _recurrence.Lines);
        var rest = scratch[_recurrence.ScratchLength..];
        var state = rest[..hidden];
        var gates = rest.Slice(hidden, 2 * hidden);
        var update = gates[..hidden];
        var reset = gates[hidden..];
        var content = rest.Slice(3 * hidden, hidden);
        var masked = rest.Slice(4 * hidden, hidden);
        var denseScratch = rest[(5 * hidden)..];
        for (var d = 0; d < _recurrence.Directions; d++)
        {
            var products = _recurrence.MultiplyInputs(d, x, scratch, path);
            Recurrence.Begin(initialHidden, d, state);
            for (var n = 0; n < _recurrence.Steps; n++)
            {
                var step = _recurrence.Step(d, n);
                var ofInput = products.Slice(step * lines, lines);
                _gateProducts[d].Run(state, gates, denseScratch, path: path);
                Combine(ElementwiseOperation.Add, gates, ofInput[..(2 * hidden)], gates);
                FloatActivation.Apply(Activation.Sigmoid, default, gates, path);
                if (_isLinearBeforeReset)
                {
                    _contentProducts[d].Run(state, content, denseScratch, path: path);
                    Combine(ElementwiseOperation.Multiply, content, reset, content);
                }
                else
                {
                    Combine(ElementwiseOperation.Multiply, state, reset, masked);
                    _contentProducts[d].Run(masked, content, denseScratch, path: path);
                }
                Combine(ElementwiseOperation.Add, content, ofInput[(2 * hidden)..], content, Activation.Tanh);
                // (1 - z) h + z H = h + z (H - h).
                Combine(ElementwiseOperation.Subtract, state, content, state);
                Combine(ElementwiseOperation.Multiply, state, update, state);
                Combine(ElementwiseOperation.Add, state, content, state);
                state.CopyTo(y[_recurrence.Result(d, step)..]);
            }
            Recurrence.End(state, d, finalHidden);
        }

        void Combine(ElementwiseOperation operation, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result, Activation activation = Activation.None) =>
            FloatElementwise.Run(operation, a, b, channels: 1, result, activation, path: path);
    }
}
