using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>
/// What a network learns from calibration data: activation scales, from the float64 network, and then converter ranges, from
/// the inputs that the exact quantised network gives its layers.
/// </summary>
internal sealed class NetworkCalibration(NetworkSpec network, NetworkLayers layers)
{
    /// <exception cref="TileException">Data is needed and missing, empty, or of the wrong type or shape.</exception>
    public void Run(Samples? samples)
    {
        var needsScales = layers.Placed.Any(IsCalibrated);
        var needsRanges = layers.Placed.Any(layer => layer.Quantised!.NeedsCalibration);
        if (samples is null || samples.Count == 0)
        {
            if (needsScales || needsRanges)
            {
                throw new TileException(
                    $"network '{network.Name}' needs calibration samples for {(needsScales ? "the scales of its activations" : "the calibrated ranges of its converters")}, and got {(samples is null ? "none" : "an empty set")}: " +
                    "`calibrate on` names them in the .tile file");
            }
            SetScales(new double[layers.All.Length]);
            return;
        }
        Network.CheckSamples(network, samples, layers.InputLength);
        SetScales(needsScales ? LargestInputs(samples) : new double[layers.All.Length]);
        if (needsRanges) SetRanges(samples);
    }

    /// <summary>Whether the scale of a layer's inputs is neither the file's nor each vector's own.</summary>
    private bool IsCalibrated(NetworkLayer layer) => layers.GivenInputs(layer) is null && !layer.Spec.AbsMaxInputs;

    /// <param name="largest">By layer, of those that are calibrated; see <see cref="LargestInputs"/>.</param>
    private void SetScales(double[] largest)
    {
        foreach (var layer in layers.Placed)
        {
            var weights = layer.Quantised!;
            if (layers.GivenInputs(layer) is { } given) weights.SetInputs(given.Scale, given.ZeroPoint);
            else if (layer.Spec.AbsMaxInputs) weights.SetAbsMaxInputs();
            else weights.SetInputs(Quantiser.ScaleOf(largest[layer.Index], weights.Cycles.Highest), 0);
        }
    }

    /// <summary>The largest input of every layer on arrays, its magnitude where inputs are signed; at least 0.</summary>
    private double[] LargestInputs(Samples samples)
    {
        var largest = new double[layers.All.Length];
        var gate = new Lock();
        void Observe(int n, ReadOnlySpan<double> values)
        {
            if (layers.All[n].Quantised is null) return;
            var most = Quantiser.Largest(values, layers.All[n].Spec.Matrices[0].Matrix.InputSignedness);
            lock (gate) largest[n] = Math.Max(largest[n], most);
        }
        SampleLoop.Run(samples.Count, 0, () => new FloatScratch(layers, Observe), (first, count, scratch) =>
        {
            for (var sample = first; sample < first + count; sample++)
            {
                samples.CopyTo(sample, scratch.Input);
                FloatPass.Run(layers, scratch);
            }
            return 0;
        });
        return largest;
    }

    private void SetRanges(Samples samples)
    {
        var seen = Array.ConvertAll(layers.All, layer => Array.ConvertAll(layer.Quantised?.Matrices ?? [], matrix =>
            matrix.Matrix.NeedsCalibration ? new int[Planes.CheckedLength((long)samples.Count * NetworkLayers.ProductsOf(layer) * matrix.Inputs)] : null));
        var graph = new LayerGraph(layers, Array.ConvertAll(layers.Program(0, 0, Noise.Ideal, Devices.DeviceHistory.None), layer => Array.ConvertAll(layer, matrix => matrix.At(default))));
        SampleLoop.Run(samples.Count, 0, () => new RunScratch(layers, layers.Batch), (first, count, scratch) =>
        {
            graph.Load(samples, first, count, scratch);
            return graph.Run(count, scratch, [], 0, VectorPath.Auto, (n, matrix, product, codes) =>
            {
                if (seen[n][matrix] is not { } all) return;
                var before = (long)first * NetworkLayers.ProductsOf(layers.All[n]) + product;
                codes.CopyTo(all.AsSpan((int)(before * layers.All[n].Quantised!.Matrices[matrix].Inputs)));
            });
        }, most: layers.Batch);
        foreach (var layer in layers.Placed)
        {
            for (var m = 0; m < seen[layer.Index].Length; m++)
            {
                if (seen[layer.Index][m] is { } inputs) layer.Quantised!.Matrices[m].Matrix.Calibrate(inputs);
            }
        }
    }
}
