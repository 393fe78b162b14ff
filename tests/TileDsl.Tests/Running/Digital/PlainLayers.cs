using TileDsl.Kernels;

namespace TileDsl.Tests.Running.Digital;

/// <summary>Layers in plain loops over their definitions, in float64.</summary>
internal static class PlainLayers
{
    /// <summary>A convolution, and by output the sum of magnitudes, by which errors are measured.</summary>
    public static (double[] Sums, double[] Magnitudes) Convolve(RandomWindow w, int outputChannels, int groups, Func<int, double> x, Func<int, double> weight, Func<int, double> bias)
    {
        var positions = w.OutputHeight * w.OutputWidth;
        var (sums, magnitudes) = (new double[outputChannels * positions], new double[outputChannels * positions]);
        var (taps, inputs) = (w.Window.Height * w.Window.Width, w.Input.Channels / groups);
        for (var n = 0; n < sums.Length; n++)
        {
            var (output, position) = Math.DivRem(n, positions);
            sums[n] = bias(output);
            magnitudes[n] = Math.Abs(sums[n]);
            for (var i = 0; i < inputs; i++)
            {
                for (var tap = 0; tap < taps; tap++)
                {
                    var seen = w.Seen(position / w.OutputWidth, position % w.OutputWidth, tap);
                    if (seen < 0) continue;
                    var channel = output / (outputChannels / groups) * inputs + i;
                    var product = x(channel * w.Input.Height * w.Input.Width + seen) * weight((output * inputs + i) * taps + tap);
                    sums[n] += product;
                    magnitudes[n] += Math.Abs(product);
                }
            }
        }
        return (sums, magnitudes);
    }

    public static double Activate(Activation activation, double parameter, double y) => activation switch
    {
        Activation.None => y,
        Activation.Relu => Math.Max(y, 0),
        Activation.Relu6 => Math.Clamp(y, 0, 6),
        Activation.LeakyRelu => y >= 0 ? y : parameter * y,
        Activation.Sigmoid => Sigmoid(y),
        Activation.HardSigmoid => Math.Clamp(y / 6 + 0.5, 0, 1),
        Activation.HardSwish => y * Math.Clamp(y / 6 + 0.5, 0, 1),
        Activation.Tanh => Math.Tanh(y),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    public static double Sigmoid(double y) => 1 / (1 + Math.Exp(-y));

    /// <summary>Row r of a matrix with a vector.</summary>
    public static double Dot(ReadOnlySpan<float> matrix, int row, ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += (double)matrix[row * x.Length + i] * x[i];
        return sum;
    }
}
