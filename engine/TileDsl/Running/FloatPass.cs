namespace TileDsl.Running;

/// <summary>The network in float64 with its trained weights.</summary>
internal static class FloatPass
{
    /// <summary>Runs the sample that the scratch's input value holds, as it is in the file; the result is valid until the scratch is used again.</summary>
    public static ReadOnlySpan<double> Run(NetworkLayers layers, FloatScratch scratch)
    {
        layers.ToReal(scratch.Input);
        foreach (var layer in layers.All)
        {
            if (layers.IsSame(layer.Index)) continue;
            layer.RunFloat(new LayerValues(scratch.Values, layer.Operands, 0), scratch.Values.Of(layer.Index + 1, 0), scratch.Layer);
        }
        return scratch.Values.Of(layers.All.Length, 0);
    }
}

/// <summary>A thread's buffers for a sample of the float64 network.</summary>
internal sealed class FloatScratch(NetworkLayers layers, ValueObserver? observer = null)
{
    public ValueBuffers Values { get; } = new(layers.FloatSlots, 1);

    public LayerScratch Layer { get; } = new() { Observer = observer };

    /// <summary>The sample.</summary>
    public Span<double> Input => Values.Of(0, 0);
}
