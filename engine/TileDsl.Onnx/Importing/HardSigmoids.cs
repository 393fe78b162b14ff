namespace TileDsl.Onnx.Importing;

/// <summary>hard_sigmoid and hard_swish where an exporter wrote them as the arithmetic they are.</summary>
internal static class HardSigmoids
{
    private const double Sixth = 1.0 / 6;

    public static ImportedActivation HardSigmoid { get; } = new("hard_sigmoid", []);

    private static ImportedActivation HardSwish { get; } = new("hard_swish", []);

    public static bool IsSixth(double value) => Math.Abs(value - Sixth) < 1e-7;

    /// <summary>relu6(x + 3) that is divided by 6.</summary>
    public static Value? Completed(Value x, float[] a, float[] b)
    {
        if (a is not [var factor] || b is not [0] || !IsSixth(factor) || !x.IsExclusive) return null;
        if (x.Source is not { Kind: LayerKind.BatchNorm, Activation.Word: "relu6", Weights: { Bias: { } bias } weights } source) return null;
        if (!weights.Values.All(v => v == 1) || !bias.All(v => v == 3)) return null;
        source.Become(HardSigmoid);
        return x;
    }

    /// <summary>x times hard_sigmoid(x), where nothing else uses either.</summary>
    public static Value? Swish(ImportContext context, Node node, Value x, Value y)
    {
        foreach (var (plain, gate) in new[] { (x, y), (y, x) })
        {
            if (gate is not { IsExclusive: true, Source: { Kind: LayerKind.Activation, Activation: { Word: "hard_sigmoid", Parameters.Count: 0 } } }) continue;
            if (!ReferenceEquals(gate.Source.Operands[0], plain.Source) || !gate.Order.Equals(plain.Order)) continue;
            return Activations.Of(context, node, plain with { Uses = plain.Uses == 2 ? 1 : plain.Uses }, HardSwish);
        }
        return null;
    }
}
