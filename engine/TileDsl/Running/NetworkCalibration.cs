using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>
/// What a network learns from calibration data: activation scales, from the float64 network, and then converter ranges, from
/// the inputs that the exact quantised network gives its layers.
/// </summary>
internal sealed class NetworkCalibration(NetworkSpec network, InputStage input, QuantisedLayer[] layers)
{
    /// <exception cref="TileException">Data is needed and missing, empty, or of the wrong type or shape.</exception>
    public void Run(Samples? samples)
    {
        var needsScales = Enumerable.Range(0, layers.Length).Any(IsCalibrated);
        var needsRanges = layers.Any(layer => layer.Matrix.NeedsCalibration);
        if (samples is null || samples.Count == 0)
        {
            if (needsScales || needsRanges)
            {
                throw new TileException(
                    $"network '{network.Name}' needs calibration samples for {(needsScales ? "the scales of its activations" : "the calibrated ranges of its converters")}, and got {(samples is null ? "none" : "an empty set")}: " +
                    "`calibrate on` names them in the .tile file");
            }
            SetScales(new double[layers.Length]);
            return;
        }
        Network.CheckSamples(network, samples, layers[0].Inputs);
        SetScales(needsScales ? LargestInputs(samples) : new double[layers.Length]);
        if (needsRanges) SetRanges(samples);
    }

    /// <summary>Whether the scale of a layer's inputs is neither the file's nor each vector's own.</summary>
    private bool IsCalibrated(int layer) => !(layer == 0 && input.HasScale) && !network.Layers[layer].AbsMaxInputs;

    /// <param name="largest">Of the layers that are calibrated; see <see cref="LargestInputs"/>.</param>
    private void SetScales(double[] largest)
    {
        for (var n = 0; n < layers.Length; n++)
        {
            if (n == 0 && input.HasScale) layers[n].SetInputs(input.Scale, input.ZeroPoint);
            else if (network.Layers[n].AbsMaxInputs) layers[n].SetAbsMaxInputs();
            else layers[n].SetInputs(Quantiser.ScaleOf(largest[n], layers[n].Matrix.Geometry.Cycles.Highest), 0);
        }
    }

    /// <summary>The largest input of every layer, its magnitude where inputs are signed; at least 0.</summary>
    private double[] LargestInputs(Samples samples)
    {
        var largest = new double[layers.Length];
        var gate = new Lock();
        SampleLoop.Run(samples.Count, 0, () => new FloatScratch(layers), (first, count, scratch) =>
        {
            for (var sample = first; sample < first + count; sample++)
            {
                samples.CopyTo(sample, scratch.Values);
                FloatPass.Run(input, layers, scratch, (n, values) =>
                {
                    var most = Quantiser.Largest(values, network.Layers[n].Matrix.InputSignedness);
                    lock (gate) largest[n] = Math.Max(largest[n], most);
                });
            }
            return 0;
        });
        return largest;
    }

    private void SetRanges(Samples samples)
    {
        var seen = Array.ConvertAll(layers, layer => layer.Matrix.NeedsCalibration ? new int[Planes.CheckedLength((long)samples.Count * layer.Inputs)] : null);
        var chain = new LayerChain(input, layers, Array.ConvertAll(layers, layer => layer.Matrix.Exact()));
        SampleLoop.Run(samples.Count, 0, () => new RunScratch(layers), (first, count, scratch) =>
        {
            chain.Encode(samples, first, count, scratch);
            return chain.Run(count, scratch, [], 0, VectorPath.Auto, (n, codes) =>
            {
                if (seen[n] is { } all) codes.CopyTo(all.AsSpan(first * layers[n].Inputs));
            });
        });
        for (var n = 0; n < layers.Length; n++)
        {
            if (seen[n] is { } inputs) layers[n].Matrix.Calibrate(inputs);
        }
    }
}
