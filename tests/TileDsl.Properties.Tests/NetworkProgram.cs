using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TileDsl.Data;
using TileDsl.Model;

namespace TileDsl.Properties.Tests;

/// <summary>A random dense layer on hardware of its own.</summary>
/// <param name="Weights">Trained weights, outputs by inputs.</param>
/// <param name="AbsMax">Its driver scales each vector by its own largest value.</param>
internal sealed record RandomLayer(Hardware Hardware, int Outputs, string Activation, float[] Weights, float[]? Bias, bool AbsMax);

/// <summary>A network, its weights and its samples.</summary>
internal interface INetworkProgram
{
    string Text { get; }

    IWeightSource Weights { get; }

    Samples TestSamples { get; }

    Samples CalibrationSamples { get; }

    int Outputs { get; }

    ulong Seed { get; }

    int Chip { get; }
}

/// <summary>A random network of dense layers, its weights and its samples.</summary>
/// <param name="Scale">Real value of one code as it is written; empty for float inputs without one.</param>
/// <param name="Samples">Sample values: integers for uint8 and int8.</param>
internal sealed record NetworkProgram(
    ElementType Type, string Scale, int ZeroPoint, int Inputs, RandomLayer[] Layers, float[][] Samples, float[][] Calibration, ulong Seed, int Chip) : INetworkProgram
{
    public string Text
    {
        get
        {
            var text = new StringBuilder("tile 1\n");
            for (var l = 0; l < Layers.Length; l++)
            {
                text.Append(Layers[l].Hardware.Text(l.ToString(CultureInfo.InvariantCulture)));
                if (Layers[l].AbsMax) text.Append(CultureInfo.InvariantCulture, $"dac Largest{l} {{ bits 16; range abs_max }}\ntile Scaled{l} : Core{l} {{ dac Largest{l} }}\n");
            }
            var options = (Scale.Length > 0 ? ", scale " + Scale : "") + (ZeroPoint != 0 ? FormattableString.Invariant($", zero_point {ZeroPoint}") : "");
            text.Append(CultureInfo.InvariantCulture, $"network Random {{\n    input {Type.ToString().ToLowerInvariant()}[{Inputs}]{options}\n");
            for (var (l, inputs) = (0, Inputs); l < Layers.Length; inputs = Layers[l++].Outputs)
            {
                var activation = Layers[l].Activation is "none" ? "" : ", " + Layers[l].Activation;
                text.Append(CultureInfo.InvariantCulture, $"    layer l{l} : dense({inputs} -> {Layers[l].Outputs}){activation}   place on {(Layers[l].AbsMax ? "Scaled" : "Core")}{l} using Sliced{l}\n");
            }
            return text.Append("}\n").ToString();
        }
    }

    public int Outputs => Layers[^1].Outputs;

    public IWeightSource Weights => new ArrayWeights([.. Layers.Select((layer, l) =>
        new WeightTensor($"l{l}", layer.Outputs, l == 0 ? Inputs : Layers[l - 1].Outputs, layer.Weights, layer.Bias))]);

    public Samples TestSamples => SamplesOf(Samples);

    public Samples CalibrationSamples => SamplesOf(Calibration);

    private Samples SamplesOf(float[][] values)
    {
        var flat = values.SelectMany(v => v).ToArray();
        return Type switch
        {
            ElementType.UInt8 => TileDsl.Data.Samples.Of([.. flat.Select(v => (byte)v)], Inputs),
            ElementType.Int8 => TileDsl.Data.Samples.Of([.. flat.Select(v => (sbyte)v)], Inputs),
            _ => TileDsl.Data.Samples.Of(flat, Inputs),
        };
    }

    public override string ToString()
    {
        var text = new StringBuilder(Text).Append(CultureInfo.InvariantCulture, $"// seed {Seed}, chip {Chip}\n");
        foreach (var layer in Layers) text.Append($"// weights: {Join(layer.Weights)}\n// bias: {(layer.Bias is null ? "none" : Join(layer.Bias))}\n");
        foreach (var sample in Samples) text.Append($"// sample: {Join(sample)}\n");
        foreach (var sample in Calibration) text.Append($"// calibration: {Join(sample)}\n");
        return text.ToString();
    }

    private static string Join(float[] values) => string.Join(' ', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}

/// <summary>Random networks of two or three dense layers.</summary>
internal static class NetworkProgramGen
{
    private static readonly string[] s_hidden = ["none", "relu", "relu6", "leaky_relu(0.125)", "sigmoid", "hard_sigmoid", "hard_swish", "tanh"];

    public static Gen<NetworkProgram> Any { get; } =
        from type in Gen.Elements(ElementType.UInt8, ElementType.Int8, ElementType.Float32)
        from depth in Gen.Choose(2, 3)
        from widths in Gen.ArrayOf(Gen.Choose(1, 14), depth + 1)
        from hardware in Gen.ArrayOf(HardwareGen.Any, depth)
        from codes in CodeInputs(type)
        from takesCodes in Gen.Elements(true, true, false)
        from hidden in Gen.ArrayOf(Gen.Elements(s_hidden), depth - 1)
        from last in Gen.Elements("none", "softmax", "tanh")
        from layers in Gen.CollectToArray(Enumerable.Range(0, depth), l => Layer(
            // Converters of code words lose nothing of the inputs they were made for.
            l == 0 && takesCodes && !hardware[0].Weights.IsCoded ? hardware[0] with { Inputs = codes } : hardware[l], widths[l], widths[l + 1], l < depth - 1 ? hidden[l] : last))
        from scale in Gen.Elements("1/16", "0.0371", "2")
        from hasScale in Gen.Elements(true, false)
        from zeroPoint in type switch
        {
            ElementType.UInt8 => Gen.Elements(0, 0, 5, 255),
            ElementType.Int8 => Gen.Elements(0, 0, 7, -128),
            _ => Gen.Constant(0),
        }
        from samples in Gen.ArrayOf(Sample(type, widths[0]), 3)
        from calibration in Gen.ArrayOf(Sample(type, widths[0]), 4)
        from seed in Gen.Choose(0, int.MaxValue)
        from chip in Gen.Choose(0, 9)
        select new NetworkProgram(
            type, type != ElementType.Float32 || hasScale ? scale : "", zeroPoint, widths[0], layers, samples, calibration, (ulong)seed * 0xD1342543DE82EF95, chip);

    private static Gen<RandomLayer> Layer(Hardware hardware, int inputs, int outputs, string activation) =>
        from weights in Gen.ArrayOf(Gen.Choose(-100000, 100000).Select(w => w / 77777f), inputs * outputs)
        from bias in Gen.ArrayOf(Gen.Choose(-100000, 100000).Select(b => b / 55555f), outputs)
        from hasBias in Gen.Elements(true, false)
        from absMax in Gen.Elements(true, false, false)
        select new RandomLayer(hardware, outputs, activation, weights, hasBias ? bias : null, absMax);

    /// <summary>Inputs that carry the codes of integer samples as they are.</summary>
    private static Gen<Inputs> CodeInputs(ElementType type)
    {
        int[][] slices = [[8], [4, 4], [1, 1, 1, 1, 1, 1, 1, 1], [3, 5]];
        var unsigned = Gen.Elements(slices).Select(s => new Inputs(8, Signedness.Unsigned, InputForm.Unsigned, s));
        Gen<Inputs> signed = Gen.Elements(
            new Inputs(8, Signedness.Signed, InputForm.TwosComplement, [4, 3, 1]),
            new Inputs(8, Signedness.Signed, InputForm.SignMagnitude, [7]),
            new Inputs(8, Signedness.Signed, InputForm.SignMagnitude, [4, 4]),
            new Inputs(8, Signedness.Signed, InputForm.TwoPhase, [4, 3]));
        return type == ElementType.Int8 ? Gen.OneOf(unsigned, signed) : unsigned;
    }

    private static Gen<float[]> Sample(ElementType type, int length) => type switch
    {
        ElementType.UInt8 => Gen.ArrayOf(Gen.Frequency((3, Gen.Choose(0, 255)), (1, Gen.Elements(0, 255))).Select(v => (float)v), length),
        ElementType.Int8 => Gen.ArrayOf(Gen.Frequency((3, Gen.Choose(-128, 127)), (1, Gen.Elements(-128, 0, 127))).Select(v => (float)v), length),
        _ => Gen.ArrayOf(Gen.Choose(-10000, 10000).Select(v => v / 3333f), length),
    };
}
