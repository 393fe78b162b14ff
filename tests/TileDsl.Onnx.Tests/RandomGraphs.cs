namespace TileDsl.Onnx.Tests;

/// <summary>A small ONNX model.</summary>
/// <param name="Model">The file.</param>
/// <param name="InputShape">Of one sample, batch of one included.</param>
/// <param name="InputType">ONNX's number: float32 (1), uint8 (2), int8 (3).</param>
/// <param name="Tolerance">How far two ways of computing it may be apart, of the largest output: more where values are rounded to codes.</param>
internal sealed record RandomGraph(byte[] Model, int[] InputShape, int InputType = 1, double Tolerance = 1e-5)
{
    /// <summary>Input values: codes where the type is integer, else -1..1.</summary>
    public float[] Input(uint seed)
    {
        var draws = new Draws(77, seed);
        var count = InputShape.Aggregate((a, b) => a * b);
        return InputType switch
        {
            2 => [.. draws.Integers(count, 0, 255).Select(v => (float)v)],
            3 => [.. draws.Integers(count, -128, 127).Select(v => (float)v)],
            _ => draws.Reals(count),
        };
    }
}

/// <summary>Small ONNX models at random, a family for each group of operators and attributes.</summary>
internal static class RandomGraphs
{
    private static readonly (string Name, Func<Draws, RandomGraph> Make)[] s_families =
    [
        ("conv2d", ConvolutionGraphs.TwoDimensional),
        ("conv1d", ConvolutionGraphs.OneDimensional),
        ("depthwise", ConvolutionGraphs.Depthwise),
        ("pad", ConvolutionGraphs.Padded),
        ("gemm", DenseGraphs.Gemm),
        ("matmul", DenseGraphs.MatMul),
        ("rows", DenseGraphs.Rows),
        ("constants", DenseGraphs.ComputedWeights),
        ("batch_norm", ScaleGraphs.BatchNorm),
        ("scales", ScaleGraphs.Arithmetic),
        ("max_pool", PoolGraphs.Max),
        ("average_pool", PoolGraphs.Average),
        ("ceiled_average_pool", PoolGraphs.CeiledAverage),
        ("global_pool", PoolGraphs.Global),
        ("residual", BranchGraphs.Residual),
        ("squeeze_excite", BranchGraphs.SqueezeExcite),
        ("concat", BranchGraphs.Concat),
        ("activations", ActivationGraphs.Single),
        ("hard_swish", ActivationGraphs.DecomposedHardSwish),
        ("softmax", ActivationGraphs.Softmax),
        ("reshape", ShapeGraphs.Reshape),
        ("channels_last", ShapeGraphs.ChannelsLast),
        ("transpose", ShapeGraphs.Transpose),
        ("quantise_dequantise", QuantisedGraphs.QuantiseDequantise),
        ("qlinear", QuantisedGraphs.QLinear),
        ("integer", QuantisedGraphs.Integer),
        ("blocks", QuantisedGraphs.Blocks),
        ("runtime", QuantisedGraphs.Runtime),
        ("lstm", RecurrentGraphs.Lstm),
        ("gru", RecurrentGraphs.Gru),
    ];

    public static IEnumerable<string> Families => s_families.Select(f => f.Name);

    public static RandomGraph Of(string family, uint seed)
    {
        var n = Array.FindIndex(s_families, f => f.Name == family);
        return s_families[n].Make(new Draws((uint)n, seed));
    }

    /// <summary>An operator set in a range.</summary>
    public static Graph Begin(this Draws draws, int least = 7, int most = 21) => new(draws.In(least, most));

    /// <summary>Declares and gives a tensor of random numbers.</summary>
    public static Graph Random(this Graph graph, Draws draws, string name, params int[] shape)
    {
        var count = shape.Aggregate(1, (a, b) => a * b);
        return graph.Tensor(name, [.. shape.Select(n => (long)n)], draws.Reals(count, 1 / MathF.Sqrt(Math.Max(1, count / Math.Max(1, shape[0])))));
    }

    public static RandomGraph End(this Graph graph, string output, params int[] inputShape) => new(graph.Output(output).ToBytes(), inputShape);

    /// <summary>A float input; the batch is open or 1.</summary>
    public static Graph Sample(this Graph graph, Draws draws, params int[] shape) => graph.Input("x", [draws.Coin() ? 0 : 1, .. shape.Skip(1).Select(n => (long)n)]);
}
