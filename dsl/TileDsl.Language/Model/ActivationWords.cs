namespace TileDsl.Model;

/// <summary>How a .tile file spells activations.</summary>
public static class ActivationWords
{
    private static readonly (string Word, Activation Activation)[] s_all =
    [
        ("relu", Activation.Relu),
        ("relu6", Activation.Relu6),
        ("leaky_relu", Activation.LeakyRelu),
        ("sigmoid", Activation.Sigmoid),
        ("hard_sigmoid", Activation.HardSigmoid),
        ("hard_swish", Activation.HardSwish),
        ("tanh", Activation.Tanh),
        ("clip", Activation.Clip),
        ("softmax", Activation.Softmax),
    ];

    /// <summary>Every word, in the order of the documentation.</summary>
    public static IReadOnlyList<string> All { get; } = s_all.Select(known => known.Word).ToArray();

    /// <summary>The activation a word stands for.</summary>
    public static bool TryGet(string word, out Activation activation)
    {
        activation = s_all.FirstOrDefault(known => known.Word == word).Activation;
        return activation != Activation.None;
    }

    /// <summary>The word of an activation; empty for none.</summary>
    public static string Of(Activation activation) => s_all.FirstOrDefault(known => known.Activation == activation).Word ?? "";
}
