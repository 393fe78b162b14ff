using TileDsl.Data;

namespace TileDsl.Running;

/// <summary>A factor and a summand for each channel, digital.</summary>
internal sealed class ScaleLayer(LayerSpec spec, int index, WeightTensor tensor) : NetworkLayer(spec, index)
{
    protected override void Compute(in LayerValues x, Span<double> y, LayerScratch scratch)
    {
        var places = Outputs / tensor.Outputs;
        for (var n = 0; n < y.Length; n++)
        {
            var channel = n / places;
            y[n] = tensor.Values[channel] * x[0][n] + (tensor.Bias is { } bias ? bias[channel] : 0.0);
        }
    }
}
