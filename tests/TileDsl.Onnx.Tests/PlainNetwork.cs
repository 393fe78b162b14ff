using TileDsl.Kernels;

namespace TileDsl.Onnx.Tests;

/// <summary>Computes an imported network as its documentation says, in float64, one sum after the other.</summary>
internal static class PlainNetwork
{
    public static double[] Run(ImportedNetwork network, double[] input)
    {
        var values = new Dictionary<string, double[]> { ["input"] = input };
        foreach (var layer in network.Layers)
        {
            var operands = layer.Operands.Select(o => values[o]).ToArray();
            Assert.That(operands.Max(o => o.Length), Is.EqualTo(layer.Kind == LayerKind.Concat ? operands.Max(o => o.Length) : Count(layer.Input)), $"{layer.Name}: what it is given");
            var output = Compute(layer, operands);
            Assert.That(output, Has.Length.EqualTo(Count(layer.Output)), $"{layer.Name}: what it gives");
            values.Add(layer.Name, Activate(layer.Activation, output));
        }
        return values[network.Layers[^1].Name];
    }

    private static int Count(IEnumerable<int> shape) => shape.Aggregate(1, (a, b) => a * b);

    private static double[] Compute(ImportedLayer layer, double[][] operands)
    {
        var x = operands[0];
        var positions = x.Length / layer.Input[0];
        return layer.Kind switch
        {
            LayerKind.Dense => Product(layer, x),
            LayerKind.BatchNorm => [.. x.Select((v, i) => v * layer.Weights!.Values[i / positions] + (layer.Weights.Bias?[i / positions] ?? 0))],
            LayerKind.Conv1D or LayerKind.Conv2D or LayerKind.Depthwise => Convolve(layer, x),
            LayerKind.MaxPool or LayerKind.AveragePool => Pool(layer, x),
            LayerKind.GlobalMaxPool => [.. x.Chunk(positions).Select(c => c.Max())],
            LayerKind.GlobalAveragePool => [.. x.Chunk(positions).Select(c => c.Average())],
            LayerKind.Add => Combine(operands, layer.Output, (a, b) => a + b),
            LayerKind.Sub => Combine(operands, layer.Output, (a, b) => a - b),
            LayerKind.Mul => Combine(operands, layer.Output, (a, b) => a * b),
            LayerKind.Concat => [.. operands.SelectMany(o => o)],
            LayerKind.Flatten or LayerKind.Activation => [.. x],
            LayerKind.Transpose => Transpose(layer, x),
            LayerKind.Pad => Pad(layer, x),
            LayerKind.Quantize => [.. x.Select(v => Quantise(layer.Codes!, v))],
            LayerKind.Last => Last(layer, x),
            LayerKind.Lstm => Recur(layer, x, Lstm),
            LayerKind.Gru => Recur(layer, x, (w, h, x, state) => Gru(layer.ResetsFirst, w, h, x, state)),
            _ => throw new NotSupportedException(layer.Kind.ToString()),
        };
    }

    private static double[] Product(ImportedLayer layer, double[] x)
    {
        var weights = layer.Weights!;
        return [.. Enumerable.Range(0, weights.Outputs).Select(m => Enumerable.Range(0, weights.Inputs).Sum(n => weights.Values[m * weights.Inputs + n] * x[n]) + (weights.Bias?[m] ?? 0))];
    }

    /// <summary>Every position of a two-dimensional window, one axis put before where there is but one.</summary>
    private static IEnumerable<(int Output, IEnumerable<(int Row, int Column, int Tap)> Taps)> Positions(ImportedLayer layer)
    {
        var w = layer.Window!;
        var isFlat = w.Kernel.Count == 1;
        (int Extent, int Outputs, int Kernel, int Stride, int Begin, int Dilation) Axis(int i) =>
            isFlat && i == 0 ? (1, 1, 1, 1, 0, 1)
            : (layer.Input[^(2 - i)], layer.Output[^(2 - i)], w.Kernel[isFlat ? 0 : i], w.Strides[isFlat ? 0 : i], w.Begin[isFlat ? 0 : i], w.Dilations[isFlat ? 0 : i]);
        var (rows, columns) = (Axis(0), Axis(1));
        for (var r = 0; r < rows.Outputs; r++)
        {
            for (var c = 0; c < columns.Outputs; c++)
            {
                var taps = new List<(int, int, int)>();
                for (var i = 0; i < rows.Kernel; i++)
                    for (var j = 0; j < columns.Kernel; j++)
                        taps.Add((r * rows.Stride + i * rows.Dilation - rows.Begin, c * columns.Stride + j * columns.Dilation - columns.Begin, i * columns.Kernel + j));
                yield return (r * columns.Outputs + c, taps);
            }
        }
    }

    private static (int Rows, int Columns) Image(ImportedLayer layer) => layer.Window!.Kernel.Count == 1 ? (1, layer.Input[^1]) : (layer.Input[^2], layer.Input[^1]);

    private static double At(double[] x, int channel, (int Rows, int Columns) image, int row, int column) =>
        row < 0 || column < 0 || row >= image.Rows || column >= image.Columns ? double.NaN : x[(channel * image.Rows + row) * image.Columns + column];

    private static double[] Convolve(ImportedLayer layer, double[] x)
    {
        var (weights, image) = (layer.Weights!, Image(layer));
        var channels = layer.Input[0] / layer.Groups;
        var kernel = Count(layer.Window!.Kernel);
        var outputs = Count(layer.Output.Skip(1));
        var y = new double[weights.Outputs * outputs];
        foreach (var (output, taps) in Positions(layer))
        {
            for (var m = 0; m < weights.Outputs; m++)
            {
                var sum = (double)(weights.Bias?[m] ?? 0);
                var first = m / (weights.Outputs / layer.Groups) * channels;
                foreach (var (row, column, tap) in taps)
                    for (var c = 0; c < channels; c++)
                        if (At(x, first + c, image, row, column) is var v && !double.IsNaN(v)) sum += v * weights.Values[m * weights.Inputs + c * kernel + tap];
                y[m * outputs + output] = sum;
            }
        }
        return y;
    }

    private static double[] Pool(ImportedLayer layer, double[] x)
    {
        var image = Image(layer);
        var outputs = Count(layer.Output.Skip(1));
        var y = new double[layer.Output[0] * outputs];
        foreach (var (output, taps) in Positions(layer))
        {
            for (var c = 0; c < layer.Output[0]; c++)
            {
                var inside = taps.Select(t => At(x, c, image, t.Row, t.Column)).Where(v => !double.IsNaN(v)).ToArray();
                y[c * outputs + output] = layer.Kind == LayerKind.MaxPool ? inside.Max() : inside.Sum() / (layer.CountsPadding ? Count(layer.Window!.Kernel) : inside.Length);
            }
        }
        return y;
    }

    private static double[] Combine(double[][] operands, IReadOnlyList<int> shape, Func<double, double, double> law)
    {
        var count = Count(shape);
        return operands.Select(o => Enumerable.Range(0, count).Select(i => o.Length == count ? o[i] : o[i / (count / o.Length)]).ToArray()).Aggregate((a, b) => [.. a.Zip(b, law)]);
    }

    private static double[] Transpose(ImportedLayer layer, double[] x)
    {
        var y = new double[x.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var (rest, from) = (i, 0);
            for (var axis = layer.Output.Count - 1; axis >= 0; axis--)
            {
                var source = layer.Axes![axis];
                from += rest % layer.Output[axis] * Count(layer.Input.Skip(source + 1));
                rest /= layer.Output[axis];
            }
            y[i] = x[from];
        }
        return y;
    }

    private static double[] Pad(ImportedLayer layer, double[] x)
    {
        var y = new double[Count(layer.Output)];
        var image = Image(layer);
        var (top, left) = layer.Window!.Kernel.Count == 1 ? (0, layer.Window.Begin[0]) : (layer.Window.Begin[0], layer.Window.Begin[1]);
        var columns = layer.Output[^1];
        var rows = y.Length / layer.Output[0] / columns;
        int Inside(int at, int extent) => layer.PadMode switch
        {
            PadMode.Edge => Math.Clamp(at, 0, extent - 1),
            PadMode.Reflect when at < 0 => -at,
            PadMode.Reflect when at >= extent => 2 * extent - 2 - at,
            _ => at,
        };
        for (var i = 0; i < y.Length; i++)
            y[i] = At(x, i / (rows * columns), image, Inside(i / columns % rows - top, image.Rows), Inside(i % columns - left, image.Columns)) is var v && double.IsNaN(v) ? 0 : v;
        return y;
    }

    private static double Quantise(Codes codes, double v)
    {
        var (low, high) = codes.IsSigned ? (-128, 127) : (0, 255);
        return (Math.Clamp(Math.Round(v / codes.Scale, MidpointRounding.ToEven) + codes.ZeroPoint, low, high) - codes.ZeroPoint) * codes.Scale;
    }

    private static double[] Last(ImportedLayer layer, double[] x)
    {
        double[] first = x[..layer.Output[0]], last = x[^layer.Output[0]..];
        return layer.Direction switch
        {
            RecurrentDirection.Forward => last,
            RecurrentDirection.Reverse => first,
            _ => [.. last[..(last.Length / 2)], .. first[(first.Length / 2)..]],
        };
    }

    private static double[] Recur(ImportedLayer layer, double[] x, Func<Func<int, double[], double[], double>, int, double[], (double[] H, double[] C), (double[], double[])> step)
    {
        var weights = layer.Weights!;
        var directions = layer.Direction == RecurrentDirection.Bidirectional ? 2 : 1;
        var (features, hidden) = (layer.Input[1], layer.Output[1] / directions);
        var state = (weights.State ?? new float[2 * directions * hidden]).Select(v => (double)v).ToArray();
        var y = new double[layer.Output[0]][][];
        for (var n = 0; n < y.Length; n++) y[n] = new double[directions][];
        for (var d = 0; d < directions; d++)
        {
            double Row(int row, double[] input, double[] before)
            {
                row += 4 * hidden * d;
                var sum = (double)(weights.Bias?[row] ?? 0);
                for (var n = 0; n < features; n++) sum += weights.Values[row * weights.Inputs + n] * input[n];
                for (var n = 0; n < hidden; n++) sum += weights.Values[row * weights.Inputs + features + n] * before[n];
                return sum;
            }
            var h = state[(d * hidden)..((d + 1) * hidden)];
            var c = layer.Kind == LayerKind.Gru ? [] : state[((directions + d) * hidden)..((directions + d + 1) * hidden)];
            var order = Enumerable.Range(0, y.Length);
            foreach (var at in d == 1 || layer.Direction == RecurrentDirection.Reverse ? order.Reverse() : order)
            {
                (h, c) = step(Row, hidden, x[(at * features)..((at + 1) * features)], (h, c));
                y[at][d] = h;
            }
        }
        return [.. y.SelectMany(ofStep => ofStep.SelectMany(ofDirection => ofDirection))];
    }

    private static (double[], double[]) Lstm(Func<int, double[], double[], double> row, int hidden, double[] x, (double[] H, double[] C) state)
    {
        double Gate(int gate, int m) => row(gate * hidden + m, x, state.H);
        double[] c = [.. Enumerable.Range(0, hidden).Select(m => Sigmoid(Gate(2, m)) * state.C[m] + Sigmoid(Gate(0, m)) * Math.Tanh(Gate(3, m)))];
        return ([.. c.Select((v, m) => Sigmoid(Gate(1, m)) * Math.Tanh(v))], c);
    }

    private static (double[], double[]) Gru(bool resetsFirst, Func<int, double[], double[], double> row, int hidden, double[] x, (double[] H, double[] C) state)
    {
        double[] r = [.. Enumerable.Range(0, hidden).Select(m => Sigmoid(row(hidden + m, x, state.H)))];
        double[] reset = [.. state.H.Zip(r, (h, g) => h * g)];
        double[] h = [.. Enumerable.Range(0, hidden).Select(m =>
        {
            var z = Sigmoid(row(m, x, state.H));
            var own = row(2 * hidden + m, x, state.H);
            var recurrent = resetsFirst ? row(3 * hidden + m, x, reset) : r[m] * row(3 * hidden + m, x, state.H);
            return (1 - z) * Math.Tanh(own + recurrent) + z * state.H[m];
        })];
        return (h, h);
    }

    private static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));

    private static double[] Activate(ImportedActivation? activation, double[] y)
    {
        if (activation is null) return y;
        var p = activation.Parameters;
        if (activation.Word == "softmax")
        {
            var exponentials = y.Select(v => Math.Exp(v - y.Max())).ToArray();
            return [.. exponentials.Select(e => e / exponentials.Sum())];
        }
        return [.. y.Select(v => activation.Word switch
        {
            "relu" => Math.Max(v, 0),
            "relu6" => Math.Clamp(v, 0, 6),
            "leaky_relu" => v >= 0 ? v : v * p[0],
            "clip" => Math.Clamp(v, p[0], p[1]),
            "sigmoid" => Sigmoid(v),
            "hard_sigmoid" => Math.Clamp(p.Count == 0 ? v / 6 + 0.5 : p[0] * v + p[1], 0, 1),
            "hard_swish" => v * Math.Clamp(v / 6 + 0.5, 0, 1),
            "tanh" => Math.Tanh(v),
            _ => throw new NotSupportedException(activation.Word),
        })];
    }
}
