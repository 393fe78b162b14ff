using TileDsl.Kernels;
using TileDsl.Running.Digital;
using TileDsl.Tests.Kernels.Tiles;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Running.Digital;

public class ElementwiseTests
{
    [Property(MaxTest = 150)]
    public void Operations_broadcast_over_channels(int seed)
    {
        var random = new Random(seed);
        var (channels, positions) = (random.Next(1, 6), random.Next(1, 50));
        var length = channels * positions;
        var few = random.Pick(length, channels, 1);
        var (a, b) = (Fill(length, () => random.NextSingle() - 0.5f), Fill(few, () => random.NextSingle() - 0.5f));
        if (random.Next(2) == 0) (a, b) = (b, a);
        foreach (var path in Paths)
        {
            foreach (var operation in Enum.GetValues<ElementwiseOperation>())
            {
                var y = Fill(length + 1, () => 7f);
                FloatElementwise.Run(operation, a, b, channels, y.AsSpan(0, length), Activation.Relu, path: path);
                for (var n = 0; n < length; n++)
                {
                    var (p, q) = (At(a, n), At(b, n));
                    var expected = operation switch { ElementwiseOperation.Add => p + q, ElementwiseOperation.Subtract => p - q, _ => p * q };
                    Assert.That(y[n], Is.EqualTo(Math.Max(expected, 0)), $"{path}, {operation}, {a.Length} and {b.Length}, element {n}");
                }
                Assert.That(y[^1], Is.EqualTo(7f), "the end");
            }
        }

        float At(float[] values, int n) => values[values.Length == length ? n : values.Length == channels ? n / positions : 0];
    }

    [Test]
    public void Activations_are_accurate_on_every_path(
        [Values(Activation.Relu, Activation.Relu6, Activation.LeakyRelu, Activation.Sigmoid, Activation.HardSigmoid, Activation.HardSwish, Activation.Tanh)] Activation activation)
    {
        var x = new float[40_001];
        for (var n = 0; n < x.Length; n++) x[n] = (n - 20_000) / 1000f * (n % 3 == 0 ? 1e-3f : 1f) * (n % 7 == 0 ? 4f : 1f);
        foreach (var path in Paths)
        {
            var y = (float[])x.Clone();
            FloatActivation.Apply(activation, (activation == Activation.LeakyRelu ? 0.125f : 0, 0), y, path);
            for (var n = 0; n < x.Length; n++)
            {
                var expected = PlainLayers.Activate(activation, 0.125, x[n]);
                // Four units in the last place; what a hard sigmoid rounds is y/6 + 1/2, whatever is left of it.
                var unit = activation is Activation.HardSigmoid or Activation.HardSwish ? Math.Max(1, Math.Abs(x[n])) : Math.Abs(expected);
                Assert.That(y[n], Is.EqualTo(expected).Within(4 * unit / (1 << 23) + 1e-38), $"{path}: {activation}({x[n]:R})");
            }
        }
    }

    [Test]
    public void A_hard_sigmoid_may_be_given()
    {
        foreach (var path in Paths)
        {
            var y = Enumerable.Range(-40, 81).Select(n => n / 10f).ToArray();
            var expected = Array.ConvertAll(y, v => Math.Clamp(0.2 * v + 0.5, 0, 1));
            FloatActivation.Apply(Activation.HardSigmoid, (0.2f, 0.5f), y, path);
            for (var n = 0; n < y.Length; n++) Assert.That(y[n], Is.EqualTo(expected[n]).Within(1e-6), $"{path}");
        }
    }

    [Test]
    public void A_clip_is_given_its_limits()
    {
        foreach (var path in Paths)
        {
            var y = Enumerable.Range(-40, 81).Select(n => n / 10f).ToArray();
            var expected = Array.ConvertAll(y, v => Math.Clamp(v, -0.5f, 1.5f));
            FloatActivation.Apply(Activation.Clip, (-0.5f, 1.5f), y, path);
            Assert.That(y, Is.EqualTo(expected), $"{path}");
        }
    }

    [Test]
    public void Activations_keep_what_is_not_a_number_and_bear_infinities()
    {
        foreach (var path in Paths)
        {
            foreach (var activation in Enum.GetValues<Activation>().Where(a => a is not (Activation.Softmax or Activation.Clip)))
            {
                float[] y = [float.NaN, float.PositiveInfinity, .. new float[20], float.NaN];
                FloatActivation.Apply(activation, (activation == Activation.LeakyRelu ? 0.125f : 0, 0), y, path);
                Assert.That(y[0], Is.NaN, $"{path}, {activation}");
                Assert.That(y[^1], Is.NaN, $"{path}, {activation}");
                Assert.That((double)y[1], Is.EqualTo(PlainLayers.Activate(activation, 0.125, double.PositiveInfinity)), $"{path}, {activation}");
            }
            float[] low = [-1e30f, -150f, -100f];
            FloatActivation.Apply(Activation.Sigmoid, default, low, path);
            Assert.That(low, Has.All.InRange(0f, 1e-38f));
        }
    }

    [Property(MaxTest = 100)]
    public void Softmax_runs_along_its_axis(int seed)
    {
        var random = new Random(seed);
        var (outer, axis, inner) = (random.Next(1, 4), random.Next(1, 30), random.Next(1, 4));
        var x = Fill(outer * axis * inner, () => (random.NextSingle() - 0.5f) * 200);
        foreach (var path in Paths)
        {
            var y = new float[x.Length];
            FloatSoftmax.Run(x, axis, inner, y, new float[axis], path);
            for (var n = 0; n < x.Length; n++)
            {
                var first = n / (axis * inner) * axis * inner + n % inner;
                var line = Enumerable.Range(0, axis).Select(i => (double)x[first + i * inner]).ToArray();
                var expected = Math.Exp(x[n] - line.Max()) / line.Sum(v => Math.Exp(v - line.Max()));
                // The difference is rounded to float32 before its exponential.
                var bound = expected * (1e-6 + Math.Abs(x[n] - line.Max()) / (1 << 24));
                Assert.That(y[n], Is.EqualTo(expected).Within(bound + 1e-37), $"{path}, {outer} {axis} {inner}, element {n}");
            }
        }
    }
}
