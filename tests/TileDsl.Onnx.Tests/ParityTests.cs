using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TileDsl.Onnx.Tests;

/// <summary>An imported network computes what OnnxRuntime does from the graph.</summary>
public sealed class ParityTests
{
    private const int GraphsOfEach = 40;

    internal static double[] OnnxRuntime(byte[] model, int[] shape, int type, float[] input)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model, options);
        var name = session.InputMetadata.Keys.Single();
        var value = type switch
        {
            2 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<byte>(Array.ConvertAll(input, v => (byte)v), shape)),
            3 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<sbyte>(Array.ConvertAll(input, v => (sbyte)v), shape)),
            _ => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(input, shape)),
        };
        using var results = session.Run([value]);
        return [.. results.First().AsTensor<float>().Select(v => (double)v)];
    }

    /// <summary>Many float32 samples, one at a time in one session.</summary>
    internal static double[][] OnnxRuntime(byte[] model, int[] shape, float[][] inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model, options);
        var name = session.InputMetadata.Keys.Single();
        return Array.ConvertAll(inputs, input =>
        {
            using var results = session.Run([NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(input, shape))]);
            return results.First().AsTensor<float>().Select(v => (double)v).ToArray();
        });
    }

    /// <summary>A sample as the imported network takes it: real values, channels first.</summary>
    internal static double[] Sample(ImportedInput input, float[] values)
    {
        double[] real = [.. values.Select(v => input.Codes is { } codes ? (v - codes.ZeroPoint) * codes.Scale : v)];
        if (!input.IsChannelsLast) return real;
        var channels = input.Shape[0];
        var positions = real.Length / channels;
        return [.. Enumerable.Range(0, real.Length).Select(i => real[i % positions * channels + i / positions])];
    }

    [TestCaseSource(typeof(RandomGraphs), nameof(RandomGraphs.Families))]
    public void Random_graphs_give_the_same(string family)
    {
        for (var seed = 0u; seed < GraphsOfEach; seed++)
        {
            var graph = RandomGraphs.Of(family, seed);
            var network = Graph.Import(graph.Model);
            var input = graph.Input(seed);
            double[] expected;
            try
            {
                expected = OnnxRuntime(graph.Model, graph.InputShape, graph.InputType, input);
            }
            catch (OnnxRuntimeException e)
            {
                throw new InvalidOperationException($"{family} {seed}: the test's own graph is wrong", e);
            }
            var found = PlainNetwork.Run(network, Sample(network.Input, input));
            Assert.That(found, Has.Length.EqualTo(expected.Length));
            var largest = Math.Max(expected.Max(Math.Abs), 1e-3);
            var apart = expected.Zip(found, (a, b) => Math.Abs(a - b)).Max();
            Assert.That(apart / largest, Is.LessThanOrEqualTo(graph.Tolerance), () => $"{family} {seed}, operator set {network.OperatorSet}:\n{NetworkText.Of(network, "N", "n.onnx")}");
        }
    }

    [Test]
    public void Recurrent_layers_with_the_batch_first_give_the_same()
    {
        for (var seed = 0u; seed < GraphsOfEach; seed++)
        {
            var (batchFirst, turned, shape) = RecurrentGraphs.Layouts(new Draws(2, seed));
            var input = new RandomGraph(turned, shape).Input(seed);
            var expected = OnnxRuntime(turned, shape, 1, input);
            foreach (var model in new[] { turned, batchFirst })
            {
                var network = Graph.Import(model);
                var found = PlainNetwork.Run(network, Sample(network.Input, input));
                Assert.That(found, Is.EqualTo(expected).Within(1e-5 * expected.Max(Math.Abs)), () => $"{seed}:\n{NetworkText.Of(network, "N", "n.onnx")}");
            }
        }
    }
}
