using System.Numerics;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>What follows a layer's product, in float64 and in place.</summary>
internal static class ActivationLaw
{
    public static void Apply(Activation activation, double first, double second, Span<double> values)
    {
        if (activation == Activation.Softmax)
        {
            Softmax(values);
            return;
        }
        if (activation == Activation.None) return;
        if (activation == Activation.Relu)
        {
            Relu(values);
            return;
        }
        foreach (ref var y in values) y = Of(activation, first, second, y);
    }

    private static double Of(Activation activation, double first, double second, double y) => activation switch
    {
        Activation.Relu6 => Math.Min(Math.Max(y, 0), 6),
        Activation.LeakyRelu => y >= 0 ? y : first * y,
        Activation.Sigmoid => Elementary.Sigmoid(y),
        Activation.HardSigmoid => first == 0 ? HardSigmoid(y) : Math.Min(Math.Max(first * y + second, 0), 1),
        Activation.HardSwish => y * HardSigmoid(y),
        Activation.Clip => Math.Min(Math.Max(y, first), second),
        Activation.Tanh => Elementary.Tanh(y),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    private static void Relu(Span<double> values)
    {
        var n = 0;
        for (; n <= values.Length - Vector<double>.Count; n += Vector<double>.Count)
            Vector.Max(new Vector<double>(values[n..]), Vector<double>.Zero).CopyTo(values[n..]);
        for (; n < values.Length; n++) values[n] = Math.Max(values[n], 0);
    }

    private static double HardSigmoid(double y) => Math.Min(Math.Max(y / 6 + 0.5, 0), 1);

    private static void Softmax(Span<double> values)
    {
        var largest = double.NegativeInfinity;
        foreach (var y in values) largest = Math.Max(largest, y);
        var sum = 0.0;
        foreach (ref var y in values)
        {
            y = Elementary.Exp(y - largest);
            sum += y;
        }
        foreach (ref var y in values) y /= sum;
    }
}
