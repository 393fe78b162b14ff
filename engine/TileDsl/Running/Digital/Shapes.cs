using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>The shapes of a network's description, as the digital layers take them.</summary>
internal static class Shapes
{
    /// <summary>The map of a value's shape.</summary>
    public static MapShape Map(int[] shape) => shape.Length switch
    {
        3 => new MapShape(shape[0], shape[1], shape[2]),
        2 => new MapShape(shape[0], 1, shape[1]),
        _ => new MapShape(shape[0], 1, 1),
    };

    /// <summary>The window of a layer.</summary>
    public static SlidingWindow Window(WindowSpec window) => new(window.Kernel[0], window.Kernel[1])
    {
        StrideY = window.Stride[0],
        StrideX = window.Stride[1],
        DilationY = window.Dilation[0],
        DilationX = window.Dilation[1],
        PadTop = window.PadBegin[0],
        PadLeft = window.PadBegin[1],
        PadBottom = window.PadEnd[0],
        PadRight = window.PadEnd[1],
    };
}
