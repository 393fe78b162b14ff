using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// A long short-term memory in float32 (Hochreiter and Schmidhuber 1997, with forget gates), as ONNX LSTM with its default activations and without
/// peepholes: gates in the order input, output, forget, cell; <c>C = f C + i c</c>, <c>H = o tanh C</c>.
/// </summary>
public sealed class FloatLstm
{
    private const int Gates = 4;

    private readonly Recurrence _recurrence;
    private readonly FloatDense[] _stateProducts;

    /// <summary>Packs the weights.</summary>
    /// <param name="steps">Steps of a run.</param>
    /// <param name="inputs">Elements of the input of a step.</param>
    /// <param name="hidden">Elements of the state.</param>
    /// <param name="direction">The order of the steps.</param>
    /// <param name="weights">Direction, gate, hidden, input (ONNX W).</param>
    /// <param name="recurrent">Direction, gate, hidden, hidden (ONNX R).</param>
    /// <param name="bias">Direction, (of W, of R), gate, hidden (ONNX B); null for none.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit each other.</exception>
    public FloatLstm(int steps, int inputs, int hidden, RecurrentDirection direction, ReadOnlySpan<float> weights, ReadOnlySpan<float> recurrent, float[]? bias)
    {
        _recurrence = new Recurrence(steps, inputs, hidden, Gates, direction, weights, recurrent, bias, joins: _ => true);
        _stateProducts = new FloatDense[_recurrence.Directions];
        var part = _recurrence.Lines * hidden;
        for (var d = 0; d < _stateProducts.Length; d++) _stateProducts[d] = new FloatDense(hidden, _recurrence.Lines, recurrent.Slice(d * part, part), null);
        ScratchLength = checked(_recurrence.ScratchLength + _recurrence.Lines + _stateProducts[0].ScratchLength + 3 * hidden);
    }

    /// <summary>Elements of scratch that a run needs.</summary>
    public int ScratchLength { get; }

    /// <summary>One sequence.</summary>
    /// <param name="x">Step, input.</param>
    /// <param name="initialHidden">Direction, hidden; empty for zeros.</param>
    /// <param name="initialCell">Direction, hidden; empty for zeros.</param>
    /// <param name="y">Step, direction, hidden: H after every step; overwritten.</param>
    /// <param name="finalHidden">Direction, hidden; empty if not wanted.</param>
    /// <param name="finalCell">Direction, hidden; empty if not wanted.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> elements or more, of any content.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape.</exception>
    public void Run(ReadOnlySpan<float> x, ReadOnlySpan<float> initialHidden, ReadOnlySpan<float> initialCell, Span<float> y, Span<float> finalHidden, Span<float> finalCell, Span<float> scratch, VectorPath path = VectorPath.Auto)
    {
        _recurrence.CheckRun(x.Length, y.Length, scratch.Length, ScratchLength, initialHidden.Length, initialCell.Length, finalHidden.Length, finalCell.Length);
        var (hidden, lines) = (_recurrence.Hidden, _recurrence.Lines);
        var rest = scratch[_recurrence.ScratchLength..];
        var state = rest[..hidden];
        var cell = rest.Slice(hidden, hidden);
        var change = rest.Slice(2 * hidden, hidden);
        var gates = rest.Slice(3 * hidden, lines);
        var denseScratch = rest[(3 * hidden + lines)..];
        for (var d = 0; d < _recurrence.Directions; d++)
        {
            var products = _recurrence.MultiplyInputs(d, x, scratch, path);
            Recurrence.Begin(initialHidden, d, state);
            Recurrence.Begin(initialCell, d, cell);
            for (var n = 0; n < _recurrence.Steps; n++)
            {
                var step = _recurrence.Step(d, n);
                _stateProducts[d].Run(state, gates, denseScratch, path: path);
                Combine(ElementwiseOperation.Add, gates, products.Slice(step * lines, lines), gates);
                FloatActivation.Apply(Activation.Sigmoid, default, gates[..(3 * hidden)], path);
                FloatActivation.Apply(Activation.Tanh, default, gates[(3 * hidden)..], path);
                Combine(ElementwiseOperation.Multiply, cell, gates.Slice(2 * hidden, hidden), cell);
                Combine(ElementwiseOperation.Multiply, gates[..hidden], gates[(3 * hidden)..], change);
                Combine(ElementwiseOperation.Add, cell, change, cell);
                cell.CopyTo(change);
                FloatActivation.Apply(Activation.Tanh, default, change, path);
                Combine(ElementwiseOperation.Multiply, change, gates.Slice(hidden, hidden), state);
                state.CopyTo(y[_recurrence.Result(d, step)..]);
            }
            Recurrence.End(state, d, finalHidden);
            Recurrence.End(cell, d, finalCell);
        }

        void Combine(ElementwiseOperation operation, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result) =>
            FloatElementwise.Run(operation, a, b, channels: 1, result, path: path);
    }
}
