using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TileDsl.Data;
using TileDsl.Model;

namespace TileDsl.Properties.Tests;

/// <summary>A random network of every kind of layer, branches included, each on hardware of its own or digital.</summary>
internal sealed class GraphProgram : INetworkProgram
{
    private readonly Choices _choices;
    private readonly Hardware[] _hardware;
    private readonly StringBuilder _tiles = new("tile 1\n");
    private readonly StringBuilder _layers = new();
    private readonly List<WeightTensor> _tensors = [];
    private readonly List<(string Name, int[] Shape)> _values = [];
    private int _placed;

    private GraphProgram(Hardware[] hardware, Choices choices)
    {
        (_hardware, _choices) = (hardware, choices);
        var type = choices.Of(ElementType.UInt8, ElementType.Int8, ElementType.Float32);
        int[] input = choices.OneIn(4) ? [choices.Between(1, 3), choices.Between(3, 9)] : [choices.Between(1, 3), choices.Between(2, 5), choices.Between(2, 5)];
        _values.Add(("input", input));
        var depth = choices.Between(2, 4);
        for (var n = 0; n < depth; n++) Grow();
        Finish();
        var options = type != ElementType.Float32 || choices.OneIn(2) ? ", scale 0.0371" : "";
        if (type != ElementType.Float32 && choices.OneIn(2)) options += FormattableString.Invariant($", zero_point {(type == ElementType.UInt8 ? choices.Of(choices.Between(0, 9), 128, choices.Between(0, 255)) : choices.Of(0, choices.Between(-128, 127)))}");
        Text = $"{_tiles}network Random {{\n    input {type.ToString().ToLowerInvariant()}[{Shape(input)}]{options}\n{_layers}}}\n";
        TestSamples = Samples(type, input, 2);
        CalibrationSamples = Samples(type, input, 2);
        (Seed, Chip) = ((ulong)choices.Between(0, int.MaxValue - 1) * 0xD1342543DE82EF95, choices.Between(0, 9));
    }

    public static Gen<GraphProgram> Gen { get; } =
        from hardware in FsCheck.Fluent.Gen.ArrayOf(HardwareGen.Any, 12)
        from choices in Choices.Gen
        select new GraphProgram(hardware, choices);

    public string Text { get; }

    public IWeightSource Weights => new ArrayWeights([.. _tensors]);

    public Samples TestSamples { get; }

    public Samples CalibrationSamples { get; }

    public int Outputs => Length(_values[^1].Shape);

    public ulong Seed { get; }

    public int Chip { get; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Text}// seed {Seed}, chip {Chip}\n");

    private int[] Last => _values[^1].Shape;

    /// <summary>One more layer, or a few that belong together.</summary>
    private void Grow()
    {
        switch (_choices.Between(0, 12))
        {
            case < 4:
                Convolve();
                break;
            case 4:
                Pool();
                break;
            case 5:
                var trunk = _values[^1];
                Convolve(keepsShape: true);
                Layer($"{_choices.Of("add", "sub", "mul")}({Shape(trunk.Shape)}), of {_values[^1].Name} and {trunk.Name}{Activation()}", trunk.Shape);
                break;
            case 6:
                var (left, before) = (_values[^1], _values[^1].Shape);
                Convolve(keepsPlaces: true);
                int[] both = [before[0] + Last[0], .. before.Skip(1)];
                Layer($"concat({Shape(both)}), of {left.Name} and {_values[^1].Name}", both);
                break;
            case 7:
                var whole = _values[^1];
                Layer($"{_choices.Of("global_average_pool", "global_max_pool")}({Shape(whole.Shape)} -> {whole.Shape[0]})", [whole.Shape[0]]);
                Layer($"mul({Shape(whole.Shape)}), of {whole.Name} and {_values[^1].Name}", whole.Shape);
                break;
            case 8:
                Layer(_choices.Of($"leaky_relu({Shape(Last)}, 0.125)", $"clip({Shape(Last)}, -0.5..0.75)", $"hard_sigmoid({Shape(Last)}, 0.2, 0.5)", $"tanh({Shape(Last)})"), Last);
                break;
            case 9:
                _tensors.Add(new WeightTensor($"w{_tensors.Count}", Last[0], 1, _choices.Reals(Last[0], 2), _choices.Reals(Last[0], 1)));
                Layer($"batch_norm({Shape(Last)}){Activation()}", Last);
                break;
            case 10:
                int[] turned = [.. Last.Skip(1), Last[0]];
                Layer($"transpose({Shape(Last)} -> {Shape(turned)}{(Last.Length == 2 ? "" : $", axes {Shape([.. Enumerable.Range(1, Last.Length - 1), 0])}")})", turned);
                break;
            case 11:
                var (begin, end) = (Extents(Last.Length - 1, 0, 2), Extents(Last.Length - 1, 0, 1));
                int[] padded = [Last[0], .. Last.Skip(1).Select((extent, d) => extent + begin[d] + end[d])];
                var mode = Last.Skip(1).All(extent => extent > 2) ? _choices.Of("", ", reflect", ", edge") : _choices.Of("", ", edge");
                Layer($"pad({Shape(Last)} -> {Shape(padded)}, pad {Shape(begin)}..{Shape(end)}{mode})", padded);
                Layer($"quantize({Shape(Last)}, {_choices.Of("uint8, scale 0.013", "int8, scale 0.02, zero_point -3")})", padded);
                break;
            default:
                Recur();
                break;
        }
    }

    /// <summary>A dense layer, unless enough stands on arrays.</summary>
    private void Finish()
    {
        if (_placed > 0 && _choices.OneIn(3)) return;
        if (_choices.OneIn(2)) Layer($"flatten({Shape(Last)} -> {Length(Last)})", [Length(Last)]);
        var outputs = _choices.Between(1, 5);
        Weighted($"dense({Length(Last)} -> {outputs}){_choices.Of("", ", softmax", ", tanh")}", [outputs], outputs, Length(Last), mustBePlaced: _placed == 0);
    }

    private void Convolve(bool keepsShape = false, bool keepsPlaces = false)
    {
        var shape = Last;
        var dimensions = shape.Length - 1;
        var groups = _choices.Of(1, 1, shape[0], shape[0] % 2 == 0 ? 2 : 1);
        var outputs = keepsShape ? shape[0] : groups * _choices.Between(1, groups == 1 ? 4 : 2);
        var kernel = Extents(dimensions, 1, 3);
        var keeps = keepsShape || keepsPlaces;
        var stride = keeps ? Extents(dimensions, 1, 1) : Extents(dimensions, 1, 2);
        var dilation = Extents(dimensions, 1, 2);
        var (begin, end) = (Extents(dimensions, 0, 2), Extents(dimensions, 0, 2));
        var isSame = keeps || _choices.OneIn(2);
        var result = new int[dimensions];
        for (var d = 0; d < dimensions; d++)
        {
            var span = dilation[d] * (kernel[d] - 1) + 1;
            if (isSame)
            {
                result[d] = (shape[d + 1] + stride[d] - 1) / stride[d];
                continue;
            }
            while (shape[d + 1] + begin[d] + end[d] < span) end[d]++;
            result[d] = (shape[d + 1] + begin[d] + end[d] - span) / stride[d] + 1;
        }
        int[] output = [outputs, .. result];
        var isDepthwise = groups == shape[0] && _choices.OneIn(2);
        var word = isDepthwise ? "depthwise" : dimensions == 1 ? "conv1d" : "conv2d";
        var pad = isSame ? "same" : $"{Shape(begin)}..{Shape(end)}";
        var options = $"kernel {Shape(kernel)}, stride {Shape(stride)}, dilation {Shape(dilation)}, pad {pad}{(isDepthwise || groups == 1 ? "" : $", groups {groups}")}";
        Weighted($"{word}({Shape(shape)} -> {Shape(output)}, {options}){Activation()}", output, outputs, shape[0] / groups * Length(kernel));
    }

    private void Pool()
    {
        var shape = Last;
        var kernel = shape.Skip(1).Select(extent => _choices.Between(1, Math.Min(extent, 3))).ToArray();
        var stride = Extents(kernel.Length, 1, 2);
        var dilation = kernel.Select((k, d) => shape[d + 1] > 2 * (k - 1) ? _choices.Between(1, 2) : 1).ToArray();
        var begin = kernel.Select(k => _choices.Between(0, k - 1)).ToArray();
        var end = kernel.Select(k => _choices.Between(0, k - 1)).ToArray();
        int[] output = [shape[0], .. kernel.Select((k, d) => (shape[d + 1] + begin[d] + end[d] - dilation[d] * (k - 1) - 1) / stride[d] + 1)];
        var word = _choices.Of("average_pool", "max_pool");
        var counts = word == "average_pool" && _choices.OneIn(2) ? ", count_padding" : "";
        Layer($"{word}({Shape(shape)} -> {Shape(output)}, kernel {Shape(kernel)}, stride {Shape(stride)}, dilation {Shape(dilation)}, pad {Shape(begin)}..{Shape(end)}{counts})", output);
    }

    private void Recur()
    {
        int[] sequence = [Last[0], Length(Last) / Last[0]];
        if (sequence[1] > 6 || _placed > 3) return;
        if (Last.Length != 2) Layer($"flatten({Shape(Last)} -> {Shape(sequence)})", sequence);
        var (hidden, directions) = (_choices.Between(1, 3), _choices.OneIn(3) ? 2 : 1);
        var width = directions * hidden;
        string Way() => directions == 2 ? ", bidirectional" : _choices.Of("", ", reverse");
        var word = _choices.Of("lstm({0})", "gru({0})", "gru({0}, reset_first)");
        var state = _choices.OneIn(2) ? null : _choices.Reals(word[0] == 'l' ? 2 * width : width, 1);
        Weighted(string.Format(CultureInfo.InvariantCulture, word, $"{Shape(sequence)} -> {sequence[0]}x{width}{Way()}"), [sequence[0], width], 4 * width, sequence[1] + hidden, state: state);
        if (_choices.OneIn(2)) return;
        Layer($"last({sequence[0]}x{width} -> {width}{Way()})", [width]);
        Layer($"flatten({width} -> {width}x1)", [width, 1]);
    }

    private void Weighted(string text, int[] shape, int outputs, int inputs, bool mustBePlaced = false, float[]? state = null)
    {
        _tensors.Add(new WeightTensor($"w{_tensors.Count}", outputs, inputs, _choices.Reals(outputs * inputs, 1.25f), _choices.OneIn(2) ? _choices.Reals(outputs, 2) : null) { State = state });
        if (_placed == _hardware.Length || (!mustBePlaced && _choices.OneIn(6)))
        {
            Layer(text + " place digital", shape);
            return;
        }
        var tag = (_placed++).ToString(CultureInfo.InvariantCulture);
        _tiles.Append(_hardware[_placed - 1].Text(tag));
        var isScaled = _choices.OneIn(4);
        if (isScaled) _tiles.Append(CultureInfo.InvariantCulture, $"dac Largest{tag} {{ bits 16; range abs_max }}\ntile Scaled{tag} : Core{tag} {{ dac Largest{tag} }}\n");
        Layer($"{text} place on {(isScaled ? "Scaled" : "Core")}{tag} using Sliced{tag}", shape);
    }

    private void Layer(string text, int[] shape)
    {
        var name = $"l{_values.Count}";
        _layers.Append(CultureInfo.InvariantCulture, $"    layer {name} : {text}\n");
        _values.Add((name, shape));
    }

    private string Activation() => _choices.Of("", ", relu", ", relu", ", clip(-1..1.5)", ", hard_swish");

    private int[] Extents(int count, int low, int high) => [.. Enumerable.Range(0, count).Select(_ => _choices.Between(low, high))];

    private Samples Samples(ElementType type, int[] shape, int count)
    {
        var values = Enumerable.Range(0, count * Length(shape)).Select(_ => _choices.Between(0, 255)).ToArray();
        return type switch
        {
            ElementType.UInt8 => TileDsl.Data.Samples.Of([.. values.Select(v => (byte)v)], shape),
            ElementType.Int8 => TileDsl.Data.Samples.Of([.. values.Select(v => (sbyte)(v - 128))], shape),
            _ => TileDsl.Data.Samples.Of([.. values.Select(v => (v - 128) / 33f)], shape),
        };
    }

    private static string Shape(IEnumerable<int> shape) => string.Join('x', shape);

    private static int Length(IEnumerable<int> shape) => shape.Aggregate(1, (product, n) => product * n);
}
