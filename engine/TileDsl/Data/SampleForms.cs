using TileDsl.Kernels;

namespace TileDsl.Data;

/// <summary>The same samples as a network takes them: of another element type, or with their axes in another order.</summary>
public static class SampleForms
{
    /// <summary>The same values as another element type.</summary>
    /// <param name="samples">Any samples.</param>
    /// <param name="type">The type a network takes.</param>
    /// <exception cref="TileException">A value that the type does not have.</exception>
    public static Samples As(this Samples samples, ElementType type)
    {
        if (samples.Type == type) return samples;
        var values = new double[samples.Length];
        var total = Planes.CheckedLength((long)samples.Count * samples.Length);
        int[] shape = [.. samples.Shape];
        return type switch
        {
            ElementType.UInt8 => Samples.Of(Convert(byte.MinValue, byte.MaxValue, value => (byte)value), shape),
            ElementType.Int8 => Samples.Of(Convert(sbyte.MinValue, sbyte.MaxValue, value => (sbyte)value), shape),
            _ => Samples.Of(Convert(double.MinValue, double.MaxValue, value => (float)value), shape),
        };

        T[] Convert<T>(double low, double high, Func<double, T> convert)
        {
            var result = new T[total];
            var at = 0;
            for (var sample = 0; sample < samples.Count; sample++)
            {
                samples.CopyTo(sample, values);
                foreach (var value in values)
                {
                    if (type != ElementType.Float32 && (value < low || value > high || value != Math.Round(value)))
                    {
                        throw new TileException(FormattableString.Invariant(
                            $"sample {sample} has the value {value}, which is no {Samples.NameOf(type)} ({low}..{high}); a network of real values takes 'input float32'"));
                    }
                    result[at++] = convert(value);
                }
            }
            return result;
        }
    }

    /// <summary>Samples of H x W x C (or L x C) as C x H x W (C x L).</summary>
    /// <param name="samples">Samples of two axes or three, the channels last.</param>
    /// <exception cref="TileException">Samples of another number of axes.</exception>
    public static Samples ToChannelsFirst(this Samples samples)
    {
        int[] shape = [.. samples.Shape];
        if (shape.Length is not (2 or 3)) throw new TileException($"layout NHWC: samples of height x width x channels, or length x channels, are due, and these are [{string.Join(" x ", shape)}]");
        var channels = shape[^1];
        var places = samples.Length / channels;
        int[] turned = [channels, .. shape[..^1]];
        return samples.Type switch
        {
            ElementType.UInt8 => Samples.Of(Turn(value => (byte)value), turned),
            ElementType.Int8 => Samples.Of(Turn(value => (sbyte)value), turned),
            _ => Samples.Of(Turn(value => (float)value), turned),
        };

        T[] Turn<T>(Func<double, T> convert)
        {
            var values = new double[samples.Length];
            var result = new T[samples.Count * samples.Length];
            for (var sample = 0; sample < samples.Count; sample++)
            {
                samples.CopyTo(sample, values);
                var target = result.AsSpan(sample * samples.Length, samples.Length);
                for (var n = 0; n < values.Length; n++) target[n % channels * places + n / channels] = convert(values[n]);
            }
            return result;
        }
    }
}
