using TileDsl.Kernels;

namespace TileDsl.Onnx.Importing;

/// <summary>A layer while nodes behind it may still be folded into it.</summary>
internal sealed class Draft(LayerKind kind, Node? node, int[] input, int[] output, params Draft[] operands)
{
    /// <summary>Null for the network's input, which is no layer.</summary>
    public Node? Node { get; } = node;

    public LayerKind Kind { get; private set; } = kind;

    public int[] Input { get; } = input;

    public int[] Output { get; } = output;

    public Draft[] Operands { get; } = operands;

    public bool IsInput => Node is null;

    /// <summary>The nodes it is made of, itself first.</summary>
    public List<string> Origins { get; } = node is null ? [] : [node.Title];

    public SlidingWindow? Window { get; init; }

    public int Groups { get; init; } = 1;

    public bool CountsPadding { get; init; }

    public int[]? Axes { get; init; }

    public Codes? Codes { get; init; }

    public bool ResetsFirst { get; init; }

    public RecurrentDirection Direction { get; init; }

    public PadMode PadMode { get; init; }

    public DraftWeights? Weights { get; set; }

    public ImportedActivation? Activation { get; set; }

    /// <summary>Whether what multiplies or shifts its channels can go into its weights.</summary>
    public bool TakesScale => Weights is not null && Activation is null && Kind is LayerKind.Dense or LayerKind.Conv1D or LayerKind.Conv2D or LayerKind.Depthwise or LayerKind.BatchNorm;

    /// <summary>Whether an activation is written behind it.</summary>
    public bool TakesActivation => Activation is null && (Weights is not null && Kind is not (LayerKind.Lstm or LayerKind.Gru) || Kind is LayerKind.Add or LayerKind.Sub or LayerKind.Mul);

    /// <summary>Becomes a bare activation of its operand.</summary>
    public void Become(ImportedActivation activation) => (Kind, Weights, Activation) = (LayerKind.Activation, null, activation);
}

/// <summary>Weights that nobody else holds: they are changed in place.</summary>
internal sealed class DraftWeights(string name, int outputs, int inputs, float[] values, float[]? bias)
{
    public string Name { get; } = name;

    public int Outputs { get; } = outputs;

    public int Inputs { get; } = inputs;

    public float[] Values { get; } = values;

    public float[]? Bias { get; private set; } = bias;

    /// <summary>What a recurrent layer begins with; null for zeros.</summary>
    public float[]? State { get; init; }

    /// <summary>Multiplies and shifts outputs; one value, or one for each output.</summary>
    public void Scale(float[] scale, float[] shift)
    {
        var bias = new float[Outputs];
        for (var m = 0; m < Outputs; m++)
        {
            double a = scale[scale.Length == 1 ? 0 : m];
            var b = shift[shift.Length == 1 ? 0 : m];
            for (var n = m * Inputs; n < (m + 1) * Inputs; n++) Values[n] = (float)(Values[n] * a);
            bias[m] = (float)((Bias?[m] ?? 0) * a + b);
        }
        Bias = Bias is null && bias.All(b => b == 0) ? null : bias;
    }
}

/// <summary>What a name of the graph stands for.</summary>
/// <param name="Source">The layer, or the input, whose elements it shows.</param>
/// <param name="Shape">The shape the graph sees, batch of one included.</param>
/// <param name="Order">In which order it sees the elements.</param>
/// <param name="Codes">Where the graph holds integers: what they stand for; the layers compute the real values.</param>
/// <param name="Uses">How many nodes, or the result, take this or another view of the same elements.</param>
internal sealed record Value(Draft Source, int[] Shape, ElementOrder Order, Codes? Codes = null, int Uses = 1)
{
    public int Count => Extents.Count(Shape);

    /// <summary>Whether only one node sees the source, so that it may be changed for it.</summary>
    public bool IsExclusive => Uses <= 1 && !Source.IsInput;
}
