namespace TileDsl.Data;

/// <summary>The weights of one layer.</summary>
public sealed class WeightTensor
{
    /// <summary>Creates it.</summary>
    /// <param name="name">Its name where it comes from.</param>
    /// <param name="outputs">M.</param>
    /// <param name="inputs">N.</param>
    /// <param name="values">W row-major, outputs by inputs, finite.</param>
    /// <param name="bias">M values, or null for none.</param>
    /// <exception cref="TileException">Lengths that do not fit, or a value that is not finite.</exception>
    public WeightTensor(string name, int outputs, int inputs, float[] values, float[]? bias = null)
    {
        if (values.Length != (long)outputs * inputs)
            throw new TileException($"weights '{name}': {outputs} outputs by {inputs} inputs need {(long)outputs * inputs} values, got {values.Length}");
        if (bias is not null && bias.Length != outputs)
            throw new TileException($"weights '{name}': {outputs} outputs need {outputs} biases, got {bias.Length}");
        if (!values.All(float.IsFinite) || bias?.All(float.IsFinite) == false)
            throw new TileException($"weights '{name}': a value is not finite");
        (Name, Outputs, Inputs, Values, Bias) = (name, outputs, inputs, values, bias);
    }

    /// <summary>Its name where it comes from.</summary>
    public string Name { get; }

    /// <summary>What else it may be called in a <c>from</c>: the node that uses it, that node's output.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>M.</summary>
    public int Outputs { get; }

    /// <summary>N.</summary>
    public int Inputs { get; }

    /// <summary>W row-major, outputs by inputs.</summary>
    public float[] Values { get; }

    /// <summary>M values, or null.</summary>
    public float[]? Bias { get; }

    /// <summary>
    /// Of a recurrent layer: the state it begins with, finite, direction by hidden value; of an LSTM, the cells' behind it. Null for zeros.
    /// </summary>
    /// <exception cref="TileException">A value that is not finite.</exception>
    public float[]? State
    {
        get;
        init => field = value?.All(float.IsFinite) != false ? value : throw new TileException($"weights '{Name}': a value of the initial state is not finite");
    }

    /// <summary>Whether a <c>from</c> that says <paramref name="name"/> means this tensor.</summary>
    public bool IsNamed(string name) => Name == name || OtherNames.Contains(name);
}

/// <summary>Trained weights, from wherever they come.</summary>
public interface IWeightSource
{
    /// <summary>Where they come from, for messages: a path, "arrays".</summary>
    string Description { get; }

    /// <summary>Weight tensors in topological order.</summary>
    IReadOnlyList<WeightTensor> Tensors { get; }
}

/// <summary>Weights given as arrays.</summary>
public sealed class ArrayWeights : IWeightSource
{
    /// <summary>Takes the layers' tensors, first to last.</summary>
    public ArrayWeights(params WeightTensor[] tensors) => Tensors = tensors;

    /// <summary>The layers' weights, first to last, as two-dimensional arrays: W outputs by inputs, and a bias for every output.</summary>
    /// <exception cref="TileException">A bias of another length, or a value that is not finite.</exception>
    public static ArrayWeights Of(params (float[,] Weights, float[] Bias)[] layers) =>
        new([.. layers.Select((layer, n) => new WeightTensor($"layer {n}", layer.Weights.GetLength(0), layer.Weights.GetLength(1), [.. layer.Weights.Cast<float>()], layer.Bias))]);

    /// <inheritdoc/>
    public string Description => "arrays";

    /// <inheritdoc/>
    public IReadOnlyList<WeightTensor> Tensors { get; }
}
