namespace TileDsl.Onnx.Importing;

/// <summary>LSTM and GRU: one matrix of all gates over inputs and state.</summary>
internal static class Recurrent
{
    private const string Advice = "forward layers with the default activations and a state of zeros are imported";

    public static void Lstm(ImportContext context, Node node)
    {
        if (node.Int("input_forget", 0) != 0) throw node.Unsupported("coupled gates (input_forget)", Advice);
        if (context.Constant(node, 7, "peephole weights") is { } p && p.Reals().Any(v => v != 0)) throw node.Unsupported("peephole weights", Advice);
        RequireDefault(node, "Sigmoid", "Tanh", "Tanh");
        if (node.Output(2) is { Length: > 0 } cell && context.IsUsed(cell)) throw node.Unsupported("its third output, the cell's state", Advice);
        var (x, steps, features, hidden) = Sequence(context, node, gates: 4);
        RequireZero(context, node, 5);
        RequireZero(context, node, 6);
        var (w, r, b) = Parts(context, node, 4, features, hidden);
        var weights = new float[4 * hidden * (features + hidden)];
        for (var row = 0; row < 4 * hidden; row++) Row(weights, row, w, row, r, row, features, hidden);
        float[] bias = [.. Enumerable.Range(0, 4 * hidden).Select(m => b[m] + b[4 * hidden + m])];
        Give(context, node, LayerKind.Lstm, x, steps, features, hidden, weights, bias, resetsFirst: false);
    }

    public static void Gru(ImportContext context, Node node)
    {
        RequireDefault(node, "Sigmoid", "Tanh");
        var (x, steps, features, hidden) = Sequence(context, node, gates: 3);
        RequireZero(context, node, 5);
        var (w, r, b) = Parts(context, node, 3, features, hidden);
        // The candidate's parts of input and state are apart: the reset gate multiplies only one.
        var weights = new float[4 * hidden * (features + hidden)];
        var bias = new float[4 * hidden];
        for (var m = 0; m < hidden; m++)
        {
            for (var gate = 0; gate < 2; gate++)
            {
                Row(weights, gate * hidden + m, w, gate * hidden + m, r, gate * hidden + m, features, hidden);
                bias[gate * hidden + m] = b[gate * hidden + m] + b[(3 + gate) * hidden + m];
            }
            Row(weights, 2 * hidden + m, w, 2 * hidden + m, null, 0, features, hidden);
            Row(weights, 3 * hidden + m, null, 0, r, 2 * hidden + m, features, hidden);
            (bias[2 * hidden + m], bias[3 * hidden + m]) = (b[2 * hidden + m], b[5 * hidden + m]);
        }
        Give(context, node, LayerKind.Gru, x, steps, features, hidden, weights, bias, node.Int("linear_before_reset", 0) == 0);
    }

    private static void Row(float[] weights, int row, float[]? w, int wRow, float[]? r, int rRow, int features, int hidden)
    {
        var start = row * (features + hidden);
        w?.AsSpan(wRow * features, features).CopyTo(weights.AsSpan(start));
        r?.AsSpan(rRow * hidden, hidden).CopyTo(weights.AsSpan(start + features));
    }

    private static void RequireDefault(Node node, params string[] activations)
    {
        var direction = node.Text("direction", "forward");
        if (direction != "forward") throw node.Unsupported($"direction '{direction}'", Advice);
        if (node.Has("clip")) throw node.Unsupported("clip", Advice);
        var given = node.Texts("activations");
        if (given.Length > 0 && !given.SequenceEqual(activations, StringComparer.OrdinalIgnoreCase)) throw node.Unsupported($"activations {string.Join(", ", given)}", Advice);
    }

    private static void RequireZero(ImportContext context, Node node, int input)
    {
        if (context.Constant(node, input, "initial state") is { } state && state.Reals().Any(v => v != 0)) throw node.Unsupported($"an initial state '{node.Input(input)}' that is not zero", Advice);
    }

    private static (Value X, int Steps, int Features, int Hidden) Sequence(ImportContext context, Node node, int gates)
    {
        var x = context.Real(node, 0);
        if (x.Shape.Length != 3) throw node.Bad($"takes steps, batch and features, not {Extents.Say(x.Shape)}");
        var isBatchFirst = node.Int("layout", 0) != 0;
        var (steps, batch, features) = (x.Shape[isBatchFirst ? 1 : 0], x.Shape[isBatchFirst ? 0 : 1], x.Shape[2]);
        if (batch != 1) throw node.Unsupported($"a batch of {batch}", "export with a batch of 1, or an open one");
        if (context.Constant(node, 4, "sequence lengths") is { } lengths && lengths.Integers?.Any(n => n != steps) != false) throw node.Unsupported("sequences of several lengths", Advice);
        var weights = context.Required(node, 1, "weights");
        var hidden = node.Int("hidden_size", weights.Shape.Length == 3 ? weights.Shape[1] / gates : 0);
        return hidden is > 0 and < 1 << 20 ? (x, steps, features, (int)hidden) : throw node.Bad($"has hidden_size = {hidden}");
    }

    private static (float[] W, float[] R, float[] B) Parts(ImportContext context, Node node, int gates, int features, int hidden)
    {
        var (w, r, b) = (context.Required(node, 1, "weights"), context.Required(node, 2, "recurrent weights"), context.Constant(node, 3, "bias"));
        if (!w.Shape.SequenceEqual([1, gates * hidden, features]) || !r.Shape.SequenceEqual([1, gates * hidden, hidden]) || (b is not null && b.Count != 2 * gates * hidden))
            throw node.Bad($"has weights of shapes [{string.Join(", ", w.Shape)}] and [{string.Join(", ", r.Shape)}] for {features} features and {hidden} cells");
        context.Constants.Take(4L * hidden * (features + hidden));
        return (w.Reals(), r.Reals(), b?.Reals() ?? new float[2 * gates * hidden]);
    }

    private static void Give(
        ImportContext context, Node node, LayerKind kind, Value x, int steps, int features, int hidden, float[] weights, float[] bias, bool resetsFirst)
    {
        int[] input = [steps, features];
        int[] output = [steps, hidden];
        var layer = context.Add(new Draft(kind, node, input, output, context.Shaped(node, x, input))
        {
            Weights = new DraftWeights(node.Input(1), 4 * hidden, features + hidden, weights, bias.All(v => v == 0) ? null : bias),
            ResetsFirst = resetsFirst,
        });
        var isBatchFirst = node.Int("layout", 0) != 0;
        context.Give(node, new Value(layer, isBatchFirst ? [1, steps, 1, hidden] : [steps, 1, 1, hidden], ElementOrder.Own));
        if (node.Output(1).Length == 0 || !context.IsUsed(node.Output(1))) return;
        var last = steps == 1 ? layer : context.Add(new Draft(LayerKind.Last, node, output, [hidden], layer));
        context.Give(node, new Value(last, [1, 1, hidden], ElementOrder.Own), 1);
    }
}
