using TileDsl.Devices;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>What follows a layer's product, in float64.</summary>
internal static class Activations
{
    public static double[] Apply(ActivationModel activation, double[] y) => activation.Kind switch
    {
        Activation.None => y,
        Activation.Relu => [.. y.Select(v => Math.Max(v, 0))],
        Activation.Relu6 => [.. y.Select(v => Math.Min(Math.Max(v, 0), 6))],
        Activation.LeakyRelu => [.. y.Select(v => v >= 0 ? v : activation.First.ToDouble() * v)],
        Activation.Sigmoid => [.. y.Select(Elementary.Sigmoid)],
        Activation.HardSigmoid when activation.First != 0 =>
            [.. y.Select(v => Math.Min(Math.Max(activation.First.ToDouble() * v + activation.Second.ToDouble(), 0), 1))],
        Activation.HardSigmoid => [.. y.Select(HardSigmoid)],
        Activation.HardSwish => [.. y.Select(v => v * HardSigmoid(v))],
        Activation.Clip => [.. y.Select(v => Math.Min(Math.Max(v, activation.First.ToDouble()), activation.Second.ToDouble()))],
        Activation.Tanh => [.. y.Select(Elementary.Tanh)],
        Activation.Softmax => Softmax(y),
        _ => throw new InvalidOperationException($"{activation}"),
    };

    private static double HardSigmoid(double y) => Math.Min(Math.Max(y / 6 + 0.5, 0), 1);

    /// <summary>The sum of the exponentials is taken in ascending order.</summary>
    private static double[] Softmax(double[] y)
    {
        var largest = y.Max();
        var exponentials = y.Select(v => Elementary.Exp(v - largest)).ToArray();
        var sum = 0.0;
        foreach (var e in exponentials) sum += e;
        return [.. exponentials.Select(e => e / sum)];
    }
}
