using TileDsl.Model;

namespace TileDsl.Binding;

/// <summary>A word that a layer begins with.</summary>
/// <param name="Extents">Extents of its shapes where their number is fixed (channels first): 3, or 2 where there is one dimension; else 0.</param>
/// <param name="HasArrow">Whether it says what goes in and what comes out, or one shape for both.</param>
/// <param name="Operands">How many values it reads; 0 for two or more.</param>
/// <param name="Example">One of it, for messages.</param>
internal sealed record LayerWord(string Word, LayerOperation Operation, int Extents, bool HasArrow, int Operands, string Example)
{
    /// <summary>Whether it is followed by a kernel, strides, a pad.</summary>
    public bool HasWindow => Operation is LayerOperation.Convolution or LayerOperation.Pad or LayerOperation.AveragePool or LayerOperation.MaxPool && !IsGlobal;

    /// <summary>A pool whose window is all there is.</summary>
    public bool IsGlobal => Word.StartsWith("global_", StringComparison.Ordinal);

    /// <summary>A convolution that keeps channels apart.</summary>
    public bool IsDepthwise => Word == "depthwise";

    public bool IsRecurrent => Operation is LayerOperation.Lstm or LayerOperation.Gru;

    /// <summary>Whether it has weights that arrays can hold.</summary>
    public bool IsPlaceable => Operation is LayerOperation.Dense or LayerOperation.Convolution || IsRecurrent;

    /// <summary>Whether a tensor belongs to it.</summary>
    public bool HasWeights => IsPlaceable || Operation == LayerOperation.Scale;
}

/// <summary>What a layer can be.</summary>
internal static class LayerWords
{
    private static readonly LayerWord[] s_all =
    [
        new("dense", LayerOperation.Dense, 0, true, 1, "dense(64 -> 32)"),
        new("conv2d", LayerOperation.Convolution, 3, true, 1, "conv2d(3x32x32 -> 16x32x32, kernel 3x3, pad same)"),
        new("conv1d", LayerOperation.Convolution, 2, true, 1, "conv1d(1x128 -> 8x64, kernel 5, stride 2, pad same)"),
        new("depthwise", LayerOperation.Convolution, 0, true, 1, "depthwise(64x25x5 -> 64x25x5, kernel 3x3, pad same)"),
        new("average_pool", LayerOperation.AveragePool, 0, true, 1, "average_pool(64x8x8 -> 64x4x4, kernel 2x2, stride 2x2)"),
        new("max_pool", LayerOperation.MaxPool, 0, true, 1, "max_pool(64x8x8 -> 64x4x4, kernel 2x2, stride 2x2)"),
        new("global_average_pool", LayerOperation.AveragePool, 0, true, 1, "global_average_pool(64x8x8 -> 64)"),
        new("global_max_pool", LayerOperation.MaxPool, 0, true, 1, "global_max_pool(64x8x8 -> 64)"),
        new("add", LayerOperation.Add, 0, false, 0, "add(64x8x8), of a and b"),
        new("sub", LayerOperation.Subtract, 0, false, 2, "sub(64x8x8), of a and b"),
        new("mul", LayerOperation.Multiply, 0, false, 2, "mul(64x8x8), of a and b"),
        new("concat", LayerOperation.Concatenate, 0, false, 0, "concat(64x8x8), of a and b"),
        new("flatten", LayerOperation.Flatten, 0, true, 1, "flatten(64x8x8 -> 4096)"),
        new("batch_norm", LayerOperation.Scale, 0, false, 1, "batch_norm(64x8x8)"),
        new("transpose", LayerOperation.Transpose, 0, true, 1, "transpose(3x4x5 -> 5x3x4, axes 2x0x1)"),
        new("pad", LayerOperation.Pad, 0, true, 1, "pad(3x32x32 -> 3x34x34, pad 1x1)"),
        new("quantize", LayerOperation.Quantize, 0, false, 1, "quantize(64x8x8, int8, scale 0.1, zero_point -3)"),
        new("last", LayerOperation.Last, 0, true, 1, "last(49x64 -> 64)"),
        new("lstm", LayerOperation.Lstm, 2, true, 1, "lstm(49x10 -> 49x64)"),
        new("gru", LayerOperation.Gru, 2, true, 1, "gru(49x10 -> 49x64)"),
    ];

    /// <summary>Every word, activations included, which are layers of their own too.</summary>
    public static IReadOnlyList<string> All { get; } = s_all.Select(known => known.Word).Concat(ActivationWords.All).ToArray();

    /// <summary>The direction that a word behind a recurrent layer's shapes says; null where it says none.</summary>
    public static RecurrentDirection? Direction(LayerWord word, string option) => !word.IsRecurrent && word.Operation != LayerOperation.Last ? null : option switch
    {
        "reverse" => RecurrentDirection.Reverse,
        "bidirectional" => RecurrentDirection.Bidirectional,
        _ => null,
    };

    public static LayerWord? Find(string word) =>
        s_all.FirstOrDefault(known => known.Word == word)
        ?? (ActivationWords.TryGet(word, out _) ? new LayerWord(word, LayerOperation.Activation, 0, false, 1, $"{word}(64)") : null);
}
