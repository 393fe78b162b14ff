using TileDsl.Data;
using TileDsl.Kernels;
using TileDsl.Scripting;

namespace TileDsl.Onnx.Tests;

/// <summary>An imported network, written as text, compiled and run in float32, gives what OnnxRuntime gives.</summary>
public sealed class WholePathTests
{
    private const int GraphsOfEach = 12;
    private const double OfLargestLogit = 1e-4;

    [TestCaseSource(typeof(RandomGraphs), nameof(RandomGraphs.Families))]
    public void Random_graphs_give_the_same(string family)
    {
        var graphs = Enumerable.Range(0, GraphsOfEach).Select(seed => RandomGraphs.Of(family, (uint)seed)).ToArray();
        var networks = Array.ConvertAll(graphs, graph => Graph.Import(graph.Model));
        using var program = TileProgram.Parse("tile 1\n" + string.Join("\n", networks.Select((n, i) => Body(n, $"N{i}"))));
        for (var i = 0; i < graphs.Length; i++)
        {
            var input = graphs[i].Input((uint)i);
            var expected = ParityTests.OnnxRuntime(graphs[i].Model, graphs[i].InputShape, graphs[i].InputType, input);
            var network = program.Network($"N{i}", new ArrayWeights([.. networks[i].Tensors]));
            var found = network.Program().RunBatch(Samples(networks[i].Input, input));
            Assert.That(found, Has.Length.EqualTo(expected.Length));
            var largest = Math.Max(expected.Max(Math.Abs), 1e-3);
            var apart = expected.Zip(found, (a, b) => Math.Abs(a - b)).Max();
            Assert.That(apart / largest, Is.LessThanOrEqualTo(Math.Max(graphs[i].Tolerance, OfLargestLogit)), () => $"{family} {i}:\n{NetworkText.Of(networks[i], "N", "n.onnx")}");
            var real = network.RunFloat(Samples(networks[i].Input, input));
            Assert.That(real, Is.EqualTo(found));
        }
    }

    [TestCase("scripts/data/digits_mlp.onnx", "digits8x8/x_u8.npy", 1f / 16, 0f, false)]
    [TestCase("fashion-mnist/fashion_mlp.onnx", "fashion-mnist/t10k-images-idx3-ubyte.gz", 1f / 255, 0f, false)]
    [TestCase("fashion-mnist/fashion_lenet5.onnx", "fashion-mnist/t10k-images-idx3-ubyte.gz", 1f / 255, 0f, false)]
    [TestCase("ecg-mitbih/ecg_veb_cnn.onnx", "ecg-mitbih/x_test_i16.npy", 1f / 2048, 0f, false)]
    [TestCase("mlperftiny-kws/kws_dscnn.onnx", "mlperftiny-kws/x_test_i8.npy", 0.5847029f, 83f, false)]
    [TestCase("mlperftiny-ic-cifar10/cifar10_resnet8.onnx", "mlperftiny-ic-cifar10/x_perf200_u8.npy", 1f, 0f, true)]
    public void Networks_people_know_give_the_same(string model, string data, float scale, float zero, bool isChannelsLast)
    {
        const int count = 200;
        var path = SharedData.File(model);
        var imported = ImportedNetwork.Read(path);
        using var program = TileProgram.Parse("tile 1\n" + Body(imported, "N"));
        var network = program.Network("N", OnnxWeights.Read(path));
        var samples = RawSamples.Read(SharedData.File(data), count, network.InputLength, (v) => (v - zero) * scale);
        if (isChannelsLast) samples = Array.ConvertAll(samples, s => RawSamples.ChannelsFirst(s, imported.Input.Shape[0]));
        var outputs = network.OutputLength;
        var found = network.Program().RunBatch(TileDsl.Data.Samples.Of(samples.SelectMany(s => s).ToArray(), [.. imported.Input.Shape]));
        var expected = ParityTests.OnnxRuntime(File.ReadAllBytes(path), [.. imported.Input.ModelShape], samples);
        for (var n = 0; n < samples.Length; n++)
        {
            var (a, b) = (expected[n], found.AsSpan(n * outputs, outputs).ToArray());
            var largest = a.Max(Math.Abs);
            Assert.That(a.Zip(b, (x, y) => Math.Abs(x - y)).Max(), Is.LessThanOrEqualTo(OfLargestLogit * largest), $"sample {n}");
            var sorted = a.OrderDescending().ToArray();
            if (sorted[0] - sorted[1] > OfLargestLogit * largest) Assert.That(Array.IndexOf(b, b.Max()), Is.EqualTo(Array.IndexOf(a, sorted[0])), $"top-1 of sample {n}");
        }
    }

    private static string Body(ImportedNetwork network, string name) => NetworkText.Of(network, name, "n.onnx")["tile 1\n".Length..];

    private static Samples Samples(ImportedInput input, float[] values)
    {
        int[] shape = [.. input.Shape];
        // Codes stay codes: the text says what they stand for.
        if (input.Codes is { } codes)
        {
            var turned = input.IsChannelsLast ? RawSamples.ChannelsFirst(values, shape[0]) : values;
            return codes.IsSigned
                ? TileDsl.Data.Samples.Of(Array.ConvertAll(turned, v => (sbyte)v), shape)
                : TileDsl.Data.Samples.Of(Array.ConvertAll(turned, v => (byte)v), shape);
        }
        return TileDsl.Data.Samples.Of(Array.ConvertAll(ParityTests.Sample(input, values), v => (float)v), shape);
    }
}
