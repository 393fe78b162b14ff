using TileDsl.Kernels;

namespace TileDsl.Onnx.Importing;

/// <summary>LSTM and GRU: for each direction one matrix of all gates over inputs and state.</summary>
internal static class Recurrent
{
    private const string Advice = "layers with the default activations, one state for all samples and sequences of one length are imported";

    public static void Lstm(ImportContext context, Node node)
    {
        if (node.Int("input_forget", 0) != 0) throw node.Unsupported("coupled gates (input_forget)", Advice);
        if (context.Constant(node, 7, "peephole weights") is { } p && p.Reals().Any(v => v != 0)) throw node.Unsupported("peephole weights", Advice);
        if (node.Output(2) is { Length: > 0 } cell && context.IsUsed(cell)) throw node.Unsupported("its third output, the cells' state", "the outputs Y and Y_h are imported");
        var layer = new Sequence(context, node, LayerKind.Lstm, 4, ["Sigmoid", "Tanh", "Tanh"]);
        for (var row = 0; row < layer.Rows; row++) layer.Fill(row, row, row, row, row);
        layer.Give([.. layer.State(5), .. layer.State(6)], resetsFirst: false);
    }

    public static void Gru(ImportContext context, Node node)
    {
        var layer = new Sequence(context, node, LayerKind.Gru, 3, ["Sigmoid", "Tanh"]);
        // The candidate's parts of input and state are apart: the reset gate multiplies only one.
        for (var m = 0; m < layer.Hidden; m++)
        {
            var (update, reset, candidate, ofState) = (m, layer.Hidden + m, 2 * layer.Hidden + m, 3 * layer.Hidden + m);
            layer.Fill(update, update, update, update, update);
            layer.Fill(reset, reset, reset, reset, reset);
            layer.Fill(candidate, candidate, null, candidate, null);
            layer.Fill(ofState, null, candidate, null, candidate);
        }
        layer.Give(layer.State(5), node.Int("linear_before_reset", 0) == 0);
    }

    /// <summary>A node while its weights are put together.</summary>
    private sealed class Sequence
    {
        private readonly ImportContext _context;
        private readonly Node _node;
        private readonly LayerKind _kind;
        private readonly RecurrentDirection _direction;
        private readonly int _directions;
        private readonly Value _x;
        private readonly int _steps;
        private readonly int _features;
        private readonly int _gateRows;
        private readonly (float[] Input, float[] State, float[] Bias) _from;
        private readonly float[] _weights;
        private readonly float[] _bias;

        /// <summary>Reads all but the initial states.</summary>
        /// <param name="context">Where the layer goes.</param>
        /// <param name="node">LSTM or GRU.</param>
        /// <param name="kind">Which.</param>
        /// <param name="gates">Of the operator; a layer has four.</param>
        /// <param name="activations">Those of a direction by default.</param>
        public Sequence(ImportContext context, Node node, LayerKind kind, int gates, string[] activations)
        {
            (_context, _node, _kind) = (context, node, kind);
            _direction = node.Text("direction", "forward") switch
            {
                "forward" => RecurrentDirection.Forward,
                "reverse" => RecurrentDirection.Reverse,
                "bidirectional" => RecurrentDirection.Bidirectional,
                var other => throw node.Bad($"has direction = '{other}'; forward, reverse or bidirectional are due"),
            };
            _directions = _direction == RecurrentDirection.Bidirectional ? 2 : 1;
            if (node.Has("clip")) throw node.Unsupported("clip", Advice);
            var given = node.Texts("activations");
            if (given.Length > 0 && !given.SequenceEqual(Enumerable.Repeat(activations, _directions).SelectMany(a => a), StringComparer.OrdinalIgnoreCase))
                throw node.Unsupported($"activations {string.Join(", ", given)}", Advice);

            _x = context.Real(node, 0);
            if (_x.Shape.Length != 3) throw node.Bad($"takes steps, batch and features, not {Extents.Say(_x.Shape)}");
            (_steps, _features) = (_x.Shape[IsBatchFirst ? 1 : 0], _x.Shape[2]);
            var batch = _x.Shape[IsBatchFirst ? 0 : 1];
            if (batch != 1) throw node.Unsupported($"a batch of {batch}", "export with a batch of 1, or an open one");
            if (context.Constant(node, 4, "sequence lengths") is { } lengths && lengths.Integers?.Any(n => n != _steps) != false) throw node.Unsupported("sequences of several lengths", Advice);

            var (w, r, b) = (context.Required(node, 1, "weights"), context.Required(node, 2, "recurrent weights"), context.Constant(node, 3, "bias"));
            var hidden = node.Int("hidden_size", w.Shape.Length == 3 ? w.Shape[1] / gates : 0);
            if (hidden is <= 0 or >= 1 << 20) throw node.Bad($"has hidden_size = {hidden}");
            (Hidden, _gateRows) = ((int)hidden, gates * (int)hidden);
            if (!w.Shape.SequenceEqual([_directions, _gateRows, _features]) || !r.Shape.SequenceEqual([_directions, _gateRows, Hidden]) || (b is not null && b.Count != 2 * _directions * _gateRows))
                throw node.Bad($"has weights of shapes [{string.Join(", ", w.Shape)}] and [{string.Join(", ", r.Shape)}] for {_features} features and {Hidden} cells, {node.Text("direction", "forward")}");
            context.Constants.Take(4L * _directions * Hidden * (_features + Hidden));
            _from = (w.Reals(), r.Reals(), b?.Reals() ?? new float[2 * _directions * _gateRows]);
            (_weights, _bias) = (new float[_directions * Rows * (_features + Hidden)], new float[_directions * Rows]);
        }

        /// <summary>Values of a state.</summary>
        public int Hidden { get; }

        /// <summary>Rows of a direction's matrix: four gates.</summary>
        public int Rows => 4 * Hidden;

        private bool IsBatchFirst => _node.Int("layout", 0) != 0;

        /// <summary>Fills a row of every direction's matrix.</summary>
        /// <param name="row">The row, of each direction.</param>
        /// <param name="input">The row of W that it begins with; null for zeros.</param>
        /// <param name="state">The row of R behind that.</param>
        /// <param name="inputBias">What of B's first half it adds.</param>
        /// <param name="stateBias">And of its second.</param>
        public void Fill(int row, int? input, int? state, int? inputBias, int? stateBias)
        {
            for (var d = 0; d < _directions; d++)
            {
                var start = (d * Rows + row) * (_features + Hidden);
                if (input is { } w) _from.Input.AsSpan((d * _gateRows + w) * _features, _features).CopyTo(_weights.AsSpan(start));
                if (state is { } r) _from.State.AsSpan((d * _gateRows + r) * Hidden, Hidden).CopyTo(_weights.AsSpan(start + _features));
                foreach (var bias in new[] { inputBias, _gateRows + stateBias })
                    if (bias is { } b) _bias[d * Rows + row] += _from.Bias[2 * d * _gateRows + b];
            }
        }

        /// <summary>An initial state, direction by hidden value; zeros where none is given.</summary>
        public float[] State(int input)
        {
            var count = _directions * Hidden;
            if (_context.Constant(_node, input, "initial state") is not { } given) return new float[count];
            return given.Count == count ? given.Reals() : throw _node.Bad($"has an initial state '{_node.Input(input)}' of shape [{string.Join(", ", given.Shape)}]; {_directions} x 1 x {Hidden} are due");
        }

        /// <summary>Adds the layer and, where the node's second output is taken, what it ends with.</summary>
        public void Give(float[] state, bool resetsFirst)
        {
            int[] input = [_steps, _features];
            int[] output = [_steps, _directions * Hidden];
            var layer = _context.Add(new Draft(_kind, _node, input, output, _context.Shaped(_node, _x, input))
            {
                Weights = new DraftWeights(_node.Input(1), _directions * Rows, _features + Hidden, _weights, _bias.All(v => v == 0) ? null : _bias) { State = state.All(v => v == 0) ? null : state },
                ResetsFirst = resetsFirst,
                Direction = _direction,
            });
            _context.Give(_node, new Value(layer, IsBatchFirst ? [1, _steps, _directions, Hidden] : [_steps, _directions, 1, Hidden], ElementOrder.Own));
            if (_node.Output(1).Length == 0 || !_context.IsUsed(_node.Output(1))) return;
            var last = _steps == 1 ? layer : _context.Add(new Draft(LayerKind.Last, _node, output, output[1..], layer) { Direction = _direction });
            _context.Give(_node, new Value(last, IsBatchFirst ? [1, _directions, Hidden] : [_directions, 1, Hidden], ElementOrder.Own), 1);
        }
    }
}
