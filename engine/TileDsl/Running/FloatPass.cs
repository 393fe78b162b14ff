namespace TileDsl.Running;

/// <summary>Sees the real inputs of a layer (by index).</summary>
internal delegate void ValueObserver(int layer, ReadOnlySpan<double> values);

/// <summary>The network in float64 with its trained weights.</summary>
internal static class FloatPass
{
    /// <summary>Runs the sample at the beginning of the scratch's values; the result is valid until the scratch is used again.</summary>
    public static ReadOnlySpan<double> Run(InputStage input, QuantisedLayer[] layers, FloatScratch scratch, ValueObserver? observer = null)
    {
        var (current, next) = (scratch.Values, scratch.NextValues);
        input.ToReal(current.AsSpan(0, layers[0].Inputs));
        for (var n = 0; n < layers.Length; n++)
        {
            var values = current.AsSpan(0, layers[n].Inputs);
            observer?.Invoke(n, values);
            layers[n].RunFloat(values, next.AsSpan(0, layers[n].Outputs));
            (current, next) = (next, current);
        }
        return current.AsSpan(0, layers[^1].Outputs);
    }
}
