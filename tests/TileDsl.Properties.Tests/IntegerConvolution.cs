using System.Globalization;
using TileDsl.Data;

namespace TileDsl.Properties.Tests;

/// <summary>
/// A random convolution of integers on ideal cells with converters that lose nothing, and its result by definition: all scales
/// are 1, so that the layer's real values are the integers.
/// </summary>
internal sealed class IntegerConvolution
{
    private readonly int[] _input;
    private readonly int[] _output;
    private readonly int[] _kernel;
    private readonly int[] _stride;
    private readonly int[] _dilation;
    private readonly int[] _begin;
    private readonly int _groups;
    private readonly int _zeroPoint;
    private readonly int[] _weights;
    private readonly byte[] _samples;

    public IntegerConvolution(Choices choices)
    {
        _groups = choices.Of(1, 1, 2, 3, 4);
        var (inputs, outputs) = (choices.Between(1, 3), choices.Between(1, 3));
        // Depthwise as often as not.
        if (choices.OneIn(2)) inputs = 1;
        _input = [_groups * inputs, choices.Between(2, 6), choices.Between(2, 6)];
        (_kernel, _stride, _dilation) = (Two(choices, 1, 3), Two(choices, 1, 3), Two(choices, 1, 2));
        _begin = Two(choices, 0, 3);
        var end = Two(choices, 0, 3);
        _output = [_groups * outputs, 0, 0];
        for (var d = 0; d < 2; d++)
        {
            var span = _dilation[d] * (_kernel[d] - 1) + 1;
            end[d] = Math.Max(end[d], span - _input[d + 1] - _begin[d]);
            _output[d + 1] = (_input[d + 1] + _begin[d] + end[d] - span) / _stride[d] + 1;
        }
        var bits = choices.Between(2, 8);
        var highest = (1 << (bits - 1)) - 1;
        _weights = [.. Enumerable.Range(0, _output[0] * inputs * _kernel[0] * _kernel[1]).Select(_ => choices.Between(-highest, highest))];
        // The largest weight is the highest code: the scale is 1.
        _weights[choices.Between(0, _weights.Length - 1)] = highest;
        _zeroPoint = choices.Of(0, 0, 7, 255);
        _samples = [.. Enumerable.Range(0, 3 * Length(_input)).Select(_ => (byte)choices.Between(0, 255))];
        var encoding = choices.Of("differential", "offset", "twos_complement");
        var slices = encoding switch
        {
            "differential" => Split(choices, bits - 1, 4),
            "offset" => Split(choices, bits, 4),
            _ => "1+" + Split(choices, bits - 1, 4),
        };
        // 40 rows of 15 times 15: below 2^14.
        Text = $$"""
            tile 1
            device Ideal : ideal { conductance 0 uS .. 25 uS }
            adc Adc : sar { bits 15; codes signed; range full }
            tile Core { array {{choices.Between(1, 40)}} x {{choices.Between(8, 24)}}, {{(encoding == "differential" ? "pair" : "single")}}; cell Ideal; adc Adc }
            slicing Sliced { weights {{bits}} bit symmetric, slices {{slices}} bit, {{encoding}}, across {{choices.Of("arrays", "columns")}}; inputs 8 bit unsigned, slices {{Split(choices, 8, 4)}} bit }
            network Integers {
                input uint8[{{Shape(_input)}}], scale 1, zero_point {{_zeroPoint}}
                layer c : conv2d({{Shape(_input)}} -> {{Shape(_output)}}, kernel {{Shape(_kernel)}}, stride {{Shape(_stride)}}, dilation {{Shape(_dilation)}}, pad {{Shape(_begin)}}..{{Shape(end)}}, groups {{_groups}})
                place all on Core using Sliced
            }
            """;
    }

    public string Text { get; }

    public IWeightSource Weights => new ArrayWeights(new WeightTensor("w", _output[0], _weights.Length / _output[0], [.. _weights.Select(w => (float)w)]));

    public Samples Samples => TileDsl.Data.Samples.Of(_samples, _input);

    public int Outputs => Length(_output);

    /// <summary>The sum over channels and kernel of weight times code less zero point, in int64; outside the input there is nothing.</summary>
    public double[] Expected()
    {
        var results = new List<double>();
        var (inputs, outputs) = (_input[0] / _groups, _output[0] / _groups);
        for (var sample = 0; sample < 3; sample++)
        {
            for (var o = 0; o < _output[0]; o++)
            {
                for (var row = 0; row < _output[1]; row++)
                {
                    for (var column = 0; column < _output[2]; column++)
                    {
                        var sum = 0L;
                        for (var c = 0; c < inputs; c++)
                        {
                            for (var y = 0; y < _kernel[0]; y++)
                            {
                                for (var x = 0; x < _kernel[1]; x++)
                                {
                                    var (r, s) = (row * _stride[0] - _begin[0] + y * _dilation[0], column * _stride[1] - _begin[1] + x * _dilation[1]);
                                    if (r < 0 || r >= _input[1] || s < 0 || s >= _input[2]) continue;
                                    var channel = o / outputs * inputs + c;
                                    var code = _samples[((sample * _input[0] + channel) * _input[1] + r) * _input[2] + s];
                                    sum += _weights[((o * inputs + c) * _kernel[0] + y) * _kernel[1] + x] * (long)(code - _zeroPoint);
                                }
                            }
                        }
                        results.Add(sum);
                    }
                }
            }
        }
        return [.. results];
    }

    private static string Split(Choices choices, int bits, int widest)
    {
        var widths = new List<int>();
        while (bits > 0)
        {
            widths.Add(choices.Between(1, Math.Min(bits, widest)));
            bits -= widths[^1];
        }
        return string.Join('+', widths);
    }

    private static int[] Two(Choices choices, int low, int high) => [choices.Between(low, high), choices.Between(low, high)];

    private static string Shape(IEnumerable<int> shape) => string.Join('x', shape.Select(n => n.ToString(CultureInfo.InvariantCulture)));

    private static int Length(IEnumerable<int> shape) => shape.Aggregate(1, (product, n) => product * n);
}
