namespace TileDsl.Onnx.Importing;

/// <summary>Kernels, strides and padding of convolutions and pools, and the extents that come of them.</summary>
internal static class Windows
{
    private const int Most = 1 << 16;

    /// <summary>Reads a window's attributes; SAME padding is reckoned out.</summary>
    /// <param name="node">A convolution or a pool.</param>
    /// <param name="input">Spatial extents.</param>
    /// <param name="kernel">Extents of the kernel.</param>
    public static SlidingWindow Read(Node node, int[] input, int[] kernel)
    {
        var axes = input.Length;
        var strides = node.Ints("strides", axes, 1, 1, Most);
        var dilations = node.Ints("dilations", axes, 1, 1, Most);
        var pads = node.Ints("pads", 2 * axes, 0, 0, Most);
        var (begin, end) = (pads[..axes], pads[axes..]);
        var auto = node.Text("auto_pad", "NOTSET");
        switch (auto)
        {
            case "NOTSET" or "":
                break;
            case "VALID":
                (begin, end) = (new int[axes], new int[axes]);
                break;
            case "SAME_UPPER" or "SAME_LOWER":
                for (var i = 0; i < axes; i++)
                {
                    var total = Same(input[i], kernel[i], strides[i], dilations[i]);
                    begin[i] = auto == "SAME_UPPER" ? total / 2 : total - total / 2;
                    end[i] = total - begin[i];
                }
                break;
            default:
                throw node.Bad($"has auto_pad = '{auto}'; NOTSET, VALID, SAME_UPPER or SAME_LOWER are due");
        }
        return new SlidingWindow(kernel, strides, begin, end, dilations);
    }

    /// <summary>All the padding SAME needs along an axis.</summary>
    public static int Same(int input, int kernel, int stride, int dilation)
    {
        var outputs = (input + (long)stride - 1) / stride;
        return (int)Math.Max((outputs - 1) * stride + Span(kernel, dilation) - input, 0);
    }

    /// <summary>Spatial extents of the result.</summary>
    public static int[] Outputs(Node node, SlidingWindow window, int[] input)
    {
        var output = new int[input.Length];
        for (var i = 0; i < input.Length; i++)
        {
            var room = input[i] + (long)window.Begin[i] + window.End[i] - Span(window.Kernel[i], window.Dilations[i]);
            if (room < 0) throw node.Bad($"has a kernel that is larger than its padded input of {Extents.Say(input)}");
            output[i] = checked((int)(room / window.Strides[i] + 1));
        }
        return output;
    }

    /// <summary>The window with as much more padding behind as ceil_mode lets the last windows reach beyond the end.</summary>
    public static SlidingWindow Ceiled(SlidingWindow window, int[] input)
    {
        var end = window.End.ToArray();
        for (var i = 0; i < input.Length; i++)
        {
            var (span, stride) = (Span(window.Kernel[i], window.Dilations[i]), (long)window.Strides[i]);
            var room = input[i] + (long)window.Begin[i] + window.End[i] - span;
            if (room < 0) continue;
            var last = (room + stride - 1) / stride;
            // A window that begins in the padding behind the end is left out.
            if (last * stride >= input[i] + (long)window.Begin[i]) last--;
            end[i] = (int)Math.Max(end[i], last * stride + span - input[i] - window.Begin[i]);
        }
        return window with { End = end };
    }

    /// <summary>Elements from the first to the last one under a dilated kernel.</summary>
    public static long Span(int kernel, int dilation) => (kernel - 1L) * dilation + 1;
}
