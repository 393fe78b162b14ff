using TileDsl.Data;
using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Running;

/// <summary>Recurrent layers in float32: of the rows of [W R], direction by direction, what ONNX calls W, R and B.</summary>
internal static class FloatRecurrence
{
    /// <summary>All biases are those of the inputs; those of the state are zero.</summary>
    public static FloatLayer.Body Lstm(LayerSpec spec, WeightTensor tensor, out int scratch)
    {
        var rows = new Rows(spec, tensor);
        var lstm = new FloatLstm(rows.Steps, rows.Features, rows.Hidden, spec.Direction, rows.OfInputs([0, 1, 2, 3]), rows.OfState([0, 1, 2, 3]), rows.Biases(4, [0, 1, 2, 3], []));
        var (hidden, cell) = rows.States();
        scratch = lstm.ScratchLength;
        return (v, x, y, s, p) => lstm.Run(v.Of(x[0]), hidden, cell, y, [], [], s, p);
    }

    /// <summary>Rows z, r, and the candidate's two parts.</summary>
    public static FloatLayer.Body Gru(LayerSpec spec, WeightTensor tensor, out int scratch)
    {
        var rows = new Rows(spec, tensor);
        var gru = new FloatGru(rows.Steps, rows.Features, rows.Hidden, spec.Direction, !spec.ResetFirst, rows.OfInputs([0, 1, 2]), rows.OfState([0, 1, 3]), rows.Biases(3, [0, 1, 2], [3]));
        var (hidden, _) = rows.States();
        scratch = gru.ScratchLength;
        return (v, x, y, s, p) => gru.Run(v.Of(x[0]), hidden, y, [], s, p);
    }

    /// <summary>A tensor's rows: four gates of hidden values for each direction.</summary>
    private sealed class Rows(LayerSpec spec, WeightTensor tensor)
    {
        public int Steps => spec.InputShape[0];

        public int Features => spec.InputShape[1];

        public int Hidden => spec.OutputShape[1] / spec.Directions;

        /// <summary>Direction, gate, hidden, input.</summary>
        public float[] OfInputs(int[] gates) => Columns(gates, 0, Features);

        /// <summary>Direction, gate, hidden, hidden.</summary>
        public float[] OfState(int[] gates) => Columns(gates, Features, Hidden);

        /// <summary>Direction, (of the inputs, of the state), gate, hidden.</summary>
        /// <param name="gates">Of a direction.</param>
        /// <param name="inputs">The gates whose biases are those of the first gates' inputs.</param>
        /// <param name="state">And of the last gates' state.</param>
        public float[] Biases(int gates, int[] inputs, int[] state)
        {
            var bias = new float[2 * gates * Hidden * spec.Directions];
            for (var d = 0; d < spec.Directions && tensor.Bias is not null; d++)
            {
                var first = 2 * d * gates;
                for (var n = 0; n < inputs.Length; n++) Of(d, inputs[n]).CopyTo(bias.AsSpan((first + n) * Hidden));
                for (var n = 0; n < state.Length; n++) Of(d, state[n]).CopyTo(bias.AsSpan((first + 2 * gates - state.Length + n) * Hidden));
            }
            return bias;
        }

        /// <summary>The hidden and, of an LSTM, the cells' state it begins with; empty for zeros.</summary>
        public (float[] Hidden, float[] Cell) States()
        {
            var state = tensor.State ?? [];
            return state.Length == 0 ? ([], []) : (state[..spec.OutputShape[1]], state[spec.OutputShape[1]..]);
        }

        private Span<float> Of(int direction, int gate) => tensor.Bias!.AsSpan((4 * direction + gate) * Hidden, Hidden);

        private float[] Columns(int[] gates, int first, int count)
        {
            var part = new List<float>();
            for (var d = 0; d < spec.Directions; d++)
            {
                foreach (var gate in gates)
                {
                    for (var row = (4 * d + gate) * Hidden; row < (4 * d + gate + 1) * Hidden; row++) part.AddRange(tensor.Values.AsSpan(row * tensor.Inputs + first, count));
                }
            }
            return [.. part];
        }
    }
}
