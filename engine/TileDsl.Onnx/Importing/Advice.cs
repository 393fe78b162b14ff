namespace TileDsl.Onnx.Importing;

/// <summary>What to do about operators that are not supported.</summary>
internal static class Advice
{
    public static string For(string operatorType) => operatorType switch
    {
        "DynamicQuantizeLinear" => "quantise statically: its scale depends on every sample",
        "If" or "Loop" or "Scan" or "SequenceMap" => "export the model by tracing, with fixed shapes, so that no control flow is left",
        "Resize" or "Upsample" or "ConvTranspose" => "layers that enlarge are not computed; use the part of the network before it",
        "InstanceNormalization" or "LayerNormalization" or "GroupNormalization" or "LRN" or "LpNormalization" or "MeanVarianceNormalization" =>
            "it normalises by what each sample holds; train with batch normalisation, which folds into weights",
        "PRelu" => "use LeakyRelu, with one slope",
        "Elu" or "Selu" or "Celu" or "Gelu" or "Softplus" or "Softsign" or "Mish" or "Erf" or "ThresholdedRelu" =>
            "use Relu, LeakyRelu, Clip, Sigmoid, HardSigmoid, HardSwish or Tanh",
        "ArgMax" or "TopK" => "remove it: the network's largest output is its answer",
        "LogSoftmax" => "export the network without it, or with Softmax",
        "RNN" => "use LSTM or GRU",
        "Split" => "a layer may be read by several others, but not in parts",
        _ => "export the model without it, or the part of it before this node",
    };
}
