using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>What recurrent layers share: the parts of their weights by direction, and the products with the inputs of all steps at once.</summary>
internal sealed class Recurrence
{
    private readonly FloatDense[] _inputProducts;
    private readonly bool _startsReversed;

    /// <param name="steps">Steps of a run.</param>
    /// <param name="inputs">Elements of the input of a step.</param>
    /// <param name="hidden">Elements of the state.</param>
    /// <param name="gates">Gates of a cell, one of them its new content.</param>
    /// <param name="direction">The order of the steps.</param>
    /// <param name="weights">Direction, gate, hidden, input.</param>
    /// <param name="recurrent">Direction, gate, hidden, hidden; its length is checked alone.</param>
    /// <param name="bias">Direction, (of the inputs, of the state), gate, hidden; null for none.</param>
    /// <param name="joins">Whether a gate's two biases are added up front.</param>
    public Recurrence(int steps, int inputs, int hidden, int gates, RecurrentDirection direction, ReadOnlySpan<float> weights, ReadOnlySpan<float> recurrent, float[]? bias, Func<int, bool> joins)
    {
        if (steps < 1 || inputs < 1 || hidden < 1) throw new ArgumentException("Steps, inputs and hidden units are 1 or more.");
        Directions = direction == RecurrentDirection.Bidirectional ? 2 : 1;
        _startsReversed = direction == RecurrentDirection.Reverse;
        (Steps, Inputs, Hidden, Lines) = (steps, inputs, hidden, checked(gates * hidden));
        Expect(weights.Length, checked(Directions * Lines * inputs), "weights");
        Expect(recurrent.Length, checked(Directions * Lines * hidden), "recurrent weights");
        if (bias is not null) Expect(bias.Length, checked(Directions * 2 * Lines), "biases");
        _inputProducts = new FloatDense[Directions];
        for (var d = 0; d < Directions; d++)
        {
            var sum = new float[Lines];
            for (var line = 0; bias is not null && line < Lines; line++)
                sum[line] = bias[2 * d * Lines + line] + (joins(line / hidden) ? bias[(2 * d + 1) * Lines + line] : 0);
            _inputProducts[d] = new FloatDense(inputs, Lines, weights.Slice(d * Lines * inputs, Lines * inputs), sum);
        }
        ProductsLength = checked(steps * Lines);
        ScratchLength = checked(ProductsLength + steps * _inputProducts[0].ScratchLength);
    }

    public int Directions { get; }

    public int Steps { get; }

    public int Inputs { get; }

    public int Hidden { get; }

    /// <summary>Gates by hidden units.</summary>
    public int Lines { get; }

    /// <summary>Elements of the products of all steps.</summary>
    public int ProductsLength { get; }

    /// <summary>Elements of scratch for <see cref="MultiplyInputs"/>.</summary>
    public int ScratchLength { get; }

    /// <summary>The products of all steps with one direction's weights, with the bias: the beginning of the scratch, step by lines.</summary>
    public Span<float> MultiplyInputs(int direction, ReadOnlySpan<float> x, Span<float> scratch, VectorPath path)
    {
        var products = scratch[..ProductsLength];
        _inputProducts[direction].Run(x, products, scratch[ProductsLength..], Steps, path);
        return products;
    }

    /// <summary>The step that a direction sees n-th.</summary>
    public int Step(int direction, int n) => direction == 1 || _startsReversed ? Steps - 1 - n : n;

    /// <summary>Where a direction's state after a step lies in the results: step, direction, hidden.</summary>
    public int Result(int direction, int step) => (step * Directions + direction) * Hidden;

    /// <summary>Checks the lengths of a run: an initial state is empty (for zeros) or whole, a final one empty (unwanted) or whole.</summary>
    public void CheckRun(int x, int y, int scratch, int scratchLength, params ReadOnlySpan<int> states)
    {
        Spans.Check(x, Steps * Inputs, y, Steps * Directions * Hidden, scratch, scratchLength);
        foreach (var state in states)
        {
            if (state != 0 && state != Directions * Hidden) throw new ArgumentException($"A state of {Directions * Hidden} elements or none expected, not {state}.");
        }
    }

    /// <summary>Takes one direction's part of an initial state; zeros where there is none.</summary>
    public static void Begin(ReadOnlySpan<float> initial, int direction, Span<float> state)
    {
        if (initial.IsEmpty) state.Clear();
        else initial.Slice(direction * state.Length, state.Length).CopyTo(state);
    }

    /// <summary>Leaves one direction's final state, where it is wanted.</summary>
    public static void End(ReadOnlySpan<float> state, int direction, Span<float> final)
    {
        if (!final.IsEmpty) state.CopyTo(final[(direction * state.Length)..]);
    }

    private static void Expect(int length, int expected, string what)
    {
        if (length != expected) throw new ArgumentException($"{expected} {what} expected, not {length}.");
    }
}
