using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>
/// An LSTM or a GRU over a sequence, in either direction or both, each with a matrix and a state of its own. Each step is one product of
/// [W R] with the step's input and the state behind it: four gates of hidden values. LSTM: input, output, forget gate, candidate. GRU: update and reset gate, and the
/// candidate's two parts, of the input and of the state; where the state is reset first, the last is of a second product.
/// </summary>
internal sealed class RecurrentLayer : NetworkLayer
{
    /// <summary>By direction.</summary>
    private readonly DenseMatrix[] _float;
    private readonly float[] _bias;
    private readonly float[] _state;
    private readonly int _steps;
    private readonly int _features;
    private readonly int _hidden;

    public RecurrentLayer(LayerSpec spec, int index, WeightTensor tensor, string what)
        : base(spec, index)
    {
        (_steps, _features, _hidden) = (spec.InputShape[0], spec.InputShape[1], spec.OutputShape[1] / spec.Directions);
        _float = [.. Enumerable.Range(0, spec.Directions).Select(d => new DenseMatrix(4 * _hidden, tensor.Inputs, (j, i) => tensor.Values[(4 * d * _hidden + j) * tensor.Inputs + i]))];
        _bias = tensor.Bias ?? new float[tensor.Outputs];
        _state = tensor.State ?? new float[2 * spec.OutputShape[1]];
        if (spec.Matrices.Length > 0) Quantised = new QuantisedWeights(spec, tensor, _features, what);
    }

    /// <summary>Products of each matrix for one sample.</summary>
    public int Products => _steps * (Spec.ResetFirst ? 2 : 1);

    /// <summary>Values of a product's input: a step's and the state's.</summary>
    public int VectorLength => _features + _hidden;

    /// <summary>One sample on arrays; returns the driver pulses.</summary>
    /// <param name="products">By direction.</param>
    /// <param name="index">Global index of the sample.</param>
    /// <param name="sample">Its index in the batch, for the observer.</param>
    public long RunOnArrays(MatrixProduct[] products, in LayerValues x, Span<double> y, RunScratch scratch, long index, int sample, VectorPath path, CodeObserver? observer)
    {
        var pulses = 0L;
        for (var d = 0; d < products.Length; d++)
        {
            var gates = new ArrayGates(this, d, products[d], scratch, index * Products, sample * Products, path, observer);
            Run(d, x[0], y, gates, scratch.Layer);
            pulses += gates.Pulses;
        }
        Activate(y);
        return pulses;
    }

    protected override void Compute(in LayerValues x, Span<double> y, LayerScratch scratch)
    {
        for (var d = 0; d < Spec.Directions; d++) Run(d, x[0], y, new FloatGates(this, d, scratch.Observer), scratch);
    }

    private void Run(int direction, ReadOnlySpan<double> x, Span<double> y, Gates gates, LayerScratch scratch)
    {
        var isLstm = Spec.Operation == LayerOperation.Lstm;
        var vector = scratch.Patch(VectorLength);
        var values = scratch.Result(4 * _hidden);
        var cell = scratch.Padded(_hidden);
        var state = vector[_features..];
        for (var n = 0; n < _hidden; n++) (state[n], cell[n]) = (_state[direction * _hidden + n], isLstm ? _state[(Spec.Directions + direction) * _hidden + n] : 0);
        var isReversed = direction == 1 || Spec.Direction == RecurrentDirection.Reverse;
        for (var seen = 0; seen < _steps; seen++)
        {
            var step = isReversed ? _steps - 1 - seen : seen;
            x.Slice(step * _features, _features).CopyTo(vector);
            gates.Multiply(vector, values);
            var next = y.Slice((step * Spec.Directions + direction) * _hidden, _hidden);
            if (isLstm) Remember(values, cell, next);
            else Update(vector, values, gates, cell, next);
            next.CopyTo(state);
        }
    }

    /// <summary>c = f c + i g, h = o tanh(c).</summary>
    private void Remember(ReadOnlySpan<double> gates, Span<double> cell, Span<double> next)
    {
        for (var n = 0; n < _hidden; n++)
        {
            var (input, output, forget) = (Elementary.Sigmoid(gates[n]), Elementary.Sigmoid(gates[_hidden + n]), Elementary.Sigmoid(gates[2 * _hidden + n]));
            var kept = forget * cell[n];
            cell[n] = kept + input * Elementary.Tanh(gates[3 * _hidden + n]);
            next[n] = output * Elementary.Tanh(cell[n]);
        }
    }

    /// <summary>h = (1 - z) n + z h, n the tanh of the input's part plus r times the state's, or of the input's plus that of r times the state.</summary>
    /// <param name="kept">Overwritten.</param>
    private void Update(Span<double> vector, Span<double> gates, Gates products, Span<double> kept, Span<double> next)
    {
        var state = vector[_features..];
        state.CopyTo(kept);
        for (var n = 0; n < _hidden; n++)
        {
            gates[n] = Elementary.Sigmoid(gates[n]);
            gates[_hidden + n] = Elementary.Sigmoid(gates[_hidden + n]);
            next[n] = gates[2 * _hidden + n];
        }
        // What the second product would overwrite: the update gate waits in the result's place.
        if (Spec.ResetFirst)
        {
            Span<double> update = _hidden <= 256 ? stackalloc double[_hidden] : new double[_hidden];
            gates[.._hidden].CopyTo(update);
            vector[.._features].Clear();
            for (var n = 0; n < _hidden; n++) state[n] = gates[_hidden + n] * kept[n];
            products.Multiply(vector, gates);
            update.CopyTo(gates);
        }
        for (var n = 0; n < _hidden; n++)
        {
            var ofState = gates[3 * _hidden + n];
            var candidate = Elementary.Tanh(next[n] + (Spec.ResetFirst ? ofState : gates[_hidden + n] * ofState));
            var share = (1 - gates[n]) * candidate;
            next[n] = share + gates[n] * kept[n];
        }
    }

    /// <summary>What multiplies [W R] by a vector and adds the bias.</summary>
    private abstract class Gates
    {
        public abstract void Multiply(ReadOnlySpan<double> vector, Span<double> gates);
    }

    private sealed class FloatGates(RecurrentLayer layer, int direction, ValueObserver? observer) : Gates
    {
        public override void Multiply(ReadOnlySpan<double> vector, Span<double> gates)
        {
            observer?.Invoke(layer.Index, vector);
            layer._float[direction].Multiply(vector, gates);
            for (var j = 0; j < gates.Length; j++) gates[j] += layer._bias[direction * gates.Length + j];
        }
    }

    /// <param name="index">Global index of the first product.</param>
    /// <param name="seen">Products that the observer has been told of.</param>
    private sealed class ArrayGates(RecurrentLayer layer, int direction, MatrixProduct product, RunScratch scratch, long index, int seen, VectorPath path, CodeObserver? observer) : Gates
    {
        public long Pulses { get; private set; }

        public override void Multiply(ReadOnlySpan<double> vector, Span<double> gates)
        {
            Span<double> scale = stackalloc double[1];
            var codes = scratch.Patches.AsSpan(0, vector.Length);
            layer.Quantised!.Quantise(vector, vector.Length, codes, scale);
            observer?.Invoke(layer.Index, direction, seen++, codes);
            Pulses += product.Multiply(codes, gates, scratch.Kernel, index, path);
            if (product.RepeatsClipped) Pulses += layer.Quantised.Repeat(layer.Quantised.Matrices[direction], product, codes, scale, gates, scratch, index, path);
            index++;
            layer.Quantised.Finish(gates, scale[0], direction * gates.Length);
        }
    }
}
