using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>
/// A product whose results are multiplied by s(0)/s(t): what one-hot inputs at the highest code gave through the array's own converters and
/// noise when it had just been programmed, and what they give now (Joshi et al., Nat. Commun. 11, 2473 (2020)).
/// </summary>
internal sealed class CompensatedProduct : MatrixProduct
{
    // What products are made for; see ChipIdentity.Use.
    private const int AtFirst = 1;
    private const int AtTime = 2;

    private readonly MatrixProduct _product;
    private readonly double[] _factors;

    private CompensatedProduct(MatrixProduct product, double[] factors) => (_product, _factors) = (product, factors);

    public override int Inputs => _product.Inputs;

    public override int Outputs => _product.Outputs;

    public override bool RepeatsClipped => _product.RepeatsClipped;

    public override DetectionCounts Detection => _product.Detection;

    /// <summary>What measuring a matrix once takes: N products, each of one row at the highest code.</summary>
    public static EventCounts Events(MatrixGeometry geometry)
    {
        var (products, one) = (geometry.Spec.Inputs, geometry.EventsPerProduct);
        var pulses = (long)geometry.Cycles.Pulses(geometry.Cycles.Highest) * geometry.Layout.ArraysPerRow;
        return new EventCounts(0, products * one.Conversions, products * one.CellReads, products * pulses);
    }

    /// <summary>Measures the devices at both times.</summary>
    public static MatrixProduct Of(MatrixDevices devices, in ReadClock clock, DriftCompensation how)
    {
        var product = devices.At(clock);
        if (how == DriftCompensation.None) return product;
        var geometry = devices.Geometry;
        var first = Magnitudes(devices.At(clock with { Time = 0 }, AtFirst), geometry, how);
        var now = Magnitudes(devices.At(clock, AtTime), geometry, how);
        // A column without any conductance has nothing to compensate.
        return new CompensatedProduct(product, [.. first.Zip(now, (s0, st) => st == 0 ? 1 : s0 / st)]);
    }

    public override long Multiply(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
    {
        var pulses = _product.Multiply(x, y, scratch, firstSample, path);
        if (_factors.Length == 1)
        {
            Scaling.Multiply(y, _factors[0]);
            return pulses;
        }
        for (int n = 0, j = 0; n < y.Length; n++, j = j + 1 == _factors.Length ? 0 : j + 1) y[n] *= _factors[j];
        return pulses;
    }

    /// <summary>s: the mean magnitude over one-hot inputs, of every output or of all.</summary>
    private static double[] Magnitudes(MatrixProduct product, MatrixGeometry geometry, DriftCompensation how)
    {
        var (inputs, outputs) = (geometry.Spec.Inputs, geometry.Spec.Outputs);
        var (x, y, scratch) = (new int[inputs], new double[outputs], new KernelScratch());
        var sums = new double[outputs];
        for (var i = 0; i < inputs; i++)
        {
            x[i] = geometry.Cycles.Highest;
            product.Multiply(x, y, scratch, i, VectorPath.Auto);
            x[i] = 0;
            for (var j = 0; j < outputs; j++) sums[j] += Math.Abs(y[j]);
        }
        if (how == DriftCompensation.PerColumn) return [.. sums.Select(sum => sum / inputs)];
        var all = 0.0;
        foreach (var sum in sums) all += sum;
        return [all / inputs / outputs];
    }
}
