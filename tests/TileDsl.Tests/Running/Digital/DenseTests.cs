using TileDsl.Kernels;
using TileDsl.Running.Digital;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Running.Digital;

public class DenseTests
{
    [Property(MaxTest = 150)]
    public void Float_layers_follow_their_definition(int seed)
    {
        var random = new Random(seed);
        var (inputs, outputs, batch) = (random.Next(1, 70), random.Next(1, 150), random.Next(1, 9));
        var weights = Fill(inputs * outputs, () => random.NextSingle() - 0.5f);
        var bias = random.Next(3) == 0 ? null : Fill(outputs, () => random.NextSingle());
        var x = Fill(batch * inputs, () => random.NextSingle() * 2 - 1);
        var layer = new FloatDense(inputs, outputs, weights, bias, Activation.LeakyRelu, 0.125);
        foreach (var path in Paths)
        {
            var y = Fill(batch * outputs + 1, () => 7f);
            layer.Run(x, y, Fill(batch * layer.ScratchLength, () => float.NaN), batch, path);
            for (var n = 0; n < batch * outputs; n++)
            {
                var vector = Array.ConvertAll(x[(n / outputs * inputs)..(n / outputs * inputs + inputs)], v => (double)v);
                var expected = PlainLayers.Activate(Activation.LeakyRelu, 0.125, PlainLayers.Dot(weights, n % outputs, vector) + (bias?[n % outputs] ?? 0));
                Assert.That(y[n], Is.EqualTo(expected).Within(1e-5), $"{path}, {inputs} to {outputs}, batch {batch}, element {n}");
            }
            Assert.That(y[^1], Is.EqualTo(7f), "the end");
        }
    }

    [Property(MaxTest = 150)]
    public void Integer_layers_are_exact(int seed)
    {
        var random = new Random(seed);
        var (inputs, outputs, batch, zero) = (random.Next(1, 70), random.Next(1, 150), random.Next(1, 9), (short)random.Next(-300, 300));
        var weights = Fill(inputs * outputs, () => (short)random.Next(-2048, 2048));
        var bias = random.Next(3) == 0 ? null : Fill(outputs, () => random.Next(-100000, 100000));
        var x = Fill(batch * inputs, () => (short)random.Next(-2048, 2048));
        var layer = new IntegerDense(inputs, outputs, weights, bias, zero);
        foreach (var path in Paths)
        {
            var y = Fill(batch * outputs + 1, () => 7);
            layer.Run(x, y, Fill(batch * layer.ScratchLength, () => -1), batch, path);
            for (var n = 0; n < batch * outputs; n++)
            {
                long expected = bias?[n % outputs] ?? 0;
                for (var i = 0; i < inputs; i++) expected += (long)weights[n % outputs * inputs + i] * (x[n / outputs * inputs + i] - zero);
                Assert.That(y[n], Is.EqualTo(expected), $"{path}, {inputs} to {outputs}, batch {batch}, zero {zero}, element {n}");
            }
            Assert.That(y[^1], Is.EqualTo(7), "the end");
        }
    }

    [Test]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.That(() => new FloatDense(3, 2, new float[5], null), Throws.ArgumentException);
        Assert.That(() => new FloatDense(3, 2, new float[6], new float[3]), Throws.ArgumentException);
        Assert.That(() => new IntegerDense(3, 2, new short[5], null), Throws.ArgumentException);
        Assert.That(() => new IntegerDense(3, 2, new short[6], new int[3]), Throws.ArgumentException);
        var layer = new FloatDense(3, 2, new float[6], null);
        Assert.That(() => layer.Run(new float[5], new float[4], new float[2 * layer.ScratchLength], batch: 2), Throws.ArgumentException);
        Assert.That(() => layer.Run(new float[6], new float[3], new float[2 * layer.ScratchLength], batch: 2), Throws.ArgumentException);
    }
}
