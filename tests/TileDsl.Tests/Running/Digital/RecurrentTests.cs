using TileDsl.Kernels;
using TileDsl.Running.Digital;
using TileDsl.Tests.Kernels.Tiles;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Running.Digital;

public class RecurrentTests
{
    [Property(MaxTest = 100)]
    public void Lstm_follows_its_equations(int seed)
    {
        var random = new Random(seed);
        var draw = new Drawn(random, gates: 4);
        var cell0 = random.Next(2) == 0 ? [] : Fill(draw.Directions * draw.Hidden, () => random.NextSingle());
        var expected = new double[draw.Steps * draw.Directions * draw.Hidden];
        var (lastState, lastCell) = (new double[draw.Directions * draw.Hidden], new double[draw.Directions * draw.Hidden]);
        draw.Walk((d, step, h) =>
        {
            var c = lastCell.AsSpan(d * draw.Hidden, draw.Hidden);
            if (draw.IsFirst(d, step) && cell0.Length > 0) for (var j = 0; j < draw.Hidden; j++) c[j] = cell0[d * draw.Hidden + j];
            var next = new double[draw.Hidden];
            for (var j = 0; j < draw.Hidden; j++)
            {
                var (i, o, f, g) = (Gate(0), Gate(1), Gate(2), Gate(3));
                c[j] = PlainLayers.Sigmoid(f) * c[j] + PlainLayers.Sigmoid(i) * Math.Tanh(g);
                next[j] = PlainLayers.Sigmoid(o) * Math.Tanh(c[j]);

                double Gate(int gate) => draw.OfInput(d, step, gate, j) + draw.OfState(d, h, gate, j);
            }
            return next;
        }, expected, lastState);
        var lstm = new FloatLstm(draw.Steps, draw.Inputs, draw.Hidden, draw.Direction, draw.W, draw.R, draw.B);
        foreach (var path in Paths)
        {
            var (y, state, cell) = (new float[expected.Length], new float[lastState.Length], new float[lastCell.Length]);
            lstm.Run(draw.X, draw.State0, cell0, y, state, cell, Fill(lstm.ScratchLength, () => float.NaN), path);
            Drawn.AssertClose(y, expected, $"{path} Y");
            Drawn.AssertClose(state, lastState, $"{path} Y_h");
            Drawn.AssertClose(cell, lastCell, $"{path} Y_c");
        }
    }

    [Property(MaxTest = 100)]
    public void Gru_follows_its_equations(int seed)
    {
        var random = new Random(seed);
        var draw = new Drawn(random, gates: 3);
        var isLinearBeforeReset = random.Next(2) == 0;
        var expected = new double[draw.Steps * draw.Directions * draw.Hidden];
        var last = new double[draw.Directions * draw.Hidden];
        draw.Walk((d, step, h) =>
        {
            var (z, r) = (new double[draw.Hidden], new double[draw.Hidden]);
            for (var j = 0; j < draw.Hidden; j++)
            {
                z[j] = PlainLayers.Sigmoid(draw.OfInput(d, step, 0, j) + draw.OfState(d, h, 0, j));
                r[j] = PlainLayers.Sigmoid(draw.OfInput(d, step, 1, j) + draw.OfState(d, h, 1, j));
            }
            var masked = h.Zip(r, (a, b) => a * b).ToArray();
            return [.. Enumerable.Range(0, draw.Hidden).Select(j =>
            {
                var content = isLinearBeforeReset ? r[j] * draw.OfState(d, h, 2, j) : draw.OfState(d, masked, 2, j);
                return (1 - z[j]) * Math.Tanh(draw.OfInput(d, step, 2, j) + content) + z[j] * h[j];
            })];
        }, expected, last);
        var gru = new FloatGru(draw.Steps, draw.Inputs, draw.Hidden, draw.Direction, isLinearBeforeReset, draw.W, draw.R, draw.B);
        foreach (var path in Paths)
        {
            var (y, state) = (new float[expected.Length], new float[last.Length]);
            gru.Run(draw.X, draw.State0, y, state, Fill(gru.ScratchLength, () => float.NaN), path);
            Drawn.AssertClose(y, expected, $"{path} Y");
            Drawn.AssertClose(state, last, $"{path} Y_h");
            gru.Run(draw.X, draw.State0, y, [], new float[gru.ScratchLength], path);
        }
    }

    [Test]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.That(() => new FloatLstm(2, 3, 4, RecurrentDirection.Forward, new float[16 * 3], new float[16 * 4], new float[32]), Throws.Nothing);
        Assert.That(() => new FloatLstm(2, 3, 4, RecurrentDirection.Bidirectional, new float[16 * 3], new float[16 * 4], null), Throws.ArgumentException);
        Assert.That(() => new FloatLstm(2, 3, 4, RecurrentDirection.Forward, new float[16 * 3], new float[16 * 3], null), Throws.ArgumentException);
        Assert.That(() => new FloatGru(2, 3, 4, RecurrentDirection.Forward, false, new float[12 * 3], new float[12 * 4], new float[12]), Throws.ArgumentException);
        var gru = new FloatGru(2, 3, 4, RecurrentDirection.Forward, false, new float[12 * 3], new float[12 * 4], null);
        Assert.That(() => gru.Run(new float[6], new float[3], new float[8], [], new float[gru.ScratchLength]), Throws.ArgumentException);
        Assert.That(() => gru.Run(new float[5], [], new float[8], [], new float[gru.ScratchLength]), Throws.ArgumentException);
    }

    /// <summary>A recurrent layer drawn at random.</summary>
    private sealed class Drawn
    {
        public readonly int Steps, Inputs, Hidden, Gates, Directions;
        public readonly RecurrentDirection Direction;
        public readonly float[] X, W, R, State0;
        public readonly float[]? B;

        public Drawn(Random random, int gates)
        {
            (Steps, Inputs, Hidden, Gates) = (random.Next(1, 6), random.Next(1, 9), random.Next(1, 20), gates);
            Direction = (RecurrentDirection)random.Next(3);
            Directions = Direction == RecurrentDirection.Bidirectional ? 2 : 1;
            X = Fill(Steps * Inputs, () => random.NextSingle() * 4 - 2);
            W = Fill(Directions * gates * Hidden * Inputs, () => random.NextSingle() * 2 - 1);
            R = Fill(Directions * gates * Hidden * Hidden, () => random.NextSingle() - 0.5f);
            B = random.Next(3) == 0 ? null : Fill(Directions * 2 * gates * Hidden, () => random.NextSingle() - 0.5f);
            State0 = random.Next(2) == 0 ? [] : Fill(Directions * Hidden, () => random.NextSingle() - 0.5f);
        }

        public bool IsFirst(int direction, int step) => step == (IsReverse(direction) ? Steps - 1 : 0);

        /// <summary>Input part of a gate, with its bias.</summary>
        public double OfInput(int d, int step, int gate, int j)
        {
            var line = (d * Gates + gate) * Hidden + j;
            return PlainLayers.Dot(W, line, Array.ConvertAll(X[(step * Inputs)..(step * Inputs + Inputs)], v => (double)v)) + (B?[2 * d * Gates * Hidden + gate * Hidden + j] ?? 0);
        }

        /// <summary>State part of a gate, with its bias.</summary>
        public double OfState(int d, double[] h, int gate, int j) =>
            PlainLayers.Dot(R, (d * Gates + gate) * Hidden + j, h) + (B?[(2 * d + 1) * Gates * Hidden + gate * Hidden + j] ?? 0);

        public void Walk(Func<int, int, double[], double[]> next, double[] y, double[] last)
        {
            for (var d = 0; d < Directions; d++)
            {
                var h = State0.Length == 0 ? new double[Hidden] : Array.ConvertAll(State0[(d * Hidden)..(d * Hidden + Hidden)], v => (double)v);
                for (var n = 0; n < Steps; n++)
                {
                    var step = IsReverse(d) ? Steps - 1 - n : n;
                    h = next(d, step, h);
                    h.CopyTo(y, (step * Directions + d) * Hidden);
                }
                h.CopyTo(last, d * Hidden);
            }
        }

        public static void AssertClose(float[] actual, double[] expected, string what)
        {
            for (var n = 0; n < expected.Length; n++) Assert.That(actual[n], Is.EqualTo(expected[n]).Within(1e-5), $"{what}, element {n}");
        }

        private bool IsReverse(int direction) => direction == 1 || Direction == RecurrentDirection.Reverse;
    }
}
