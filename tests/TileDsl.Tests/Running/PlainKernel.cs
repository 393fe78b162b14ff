using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Tests.Running;

/// <summary>
/// A kernel in plain loops, for pairs that are subtracted first, unsigned inputs and an ideal converter: enough to run
/// networks without a compiler.
/// </summary>
internal sealed class PlainKernel(MatrixSpec spec, KernelStrategy strategy) : MatrixKernel
{
    private readonly MatrixGeometry _geometry = new(spec);
    private readonly double[] _lsbOfGMax = [.. Enumerable.Range(0, spec.WeightSlices.Length).Select(slice => new MatrixGeometry(spec).LsbOfGMax(slice).ToDouble())];

    public override KernelStrategy Strategy => strategy;

    public override int PaddedColumns => (spec.Outputs + 15) / 16 * 16;

    public override PlaneForm Elements => strategy switch
    {
        KernelStrategy.Collapsed => PlaneForm.Int32,
        KernelStrategy.Sampled => PlaneForm.None,
        _ => PlaneForm.Float32,
    };

    public override int ScratchBytes => 4 * PaddedColumns;

    public override long Multiply(MatrixState state, ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
    {
        var pulses = 0L;
        for (var n = 0; n < x.Length / spec.Inputs; n++)
            pulses += One(state, x.Slice(n * spec.Inputs, spec.Inputs), y.Slice(n * spec.Outputs, spec.Outputs), scratch, firstSample + n);
        return pulses;
    }

    private long One(MatrixState state, ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long sample)
    {
        y.Clear();
        if (strategy == KernelStrategy.Collapsed)
        {
            for (var i = 0; i < x.Length; i++)
            {
                for (var j = 0; j < y.Length; j++) y[j] += (double)state.IntPlanes.Span[i * PaddedColumns + j] * x[i];
            }
        }
        else
        {
            AddPartialSums(state, x, y, scratch, sample);
        }
        var pulses = 0L;
        foreach (var code in x) pulses += int.PopCount(code);
        return pulses * _geometry.Layout.ArraysPerRow;
    }

    private void AddPartialSums(MatrixState state, ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long sample)
    {
        var (first, plane) = (0, 0);
        var line = KernelScratch.Part<float>(scratch.Fit(this), 0, PaddedColumns);
        for (var block = 0; block < _geometry.Layout.RowBlocks.Length; block++)
        {
            var rows = _geometry.Layout.RowBlocks[block];
            for (int slice = 0, shift = 0; slice < spec.WeightSlices.Length; shift += spec.WeightSlices[slice++], plane += rows * PaddedColumns)
            {
                var unit = strategy == KernelStrategy.Programmed && _geometry.GridExponent is { } k ? 1.0 / (1 << k) : 1;
                var lsb = unit / _lsbOfGMax[slice];
                for (var cycle = 0; cycle < spec.InputSlices.Length; cycle++)
                {
                    for (var row = 0; row < rows; row++)
                    {
                        if ((x[first + row] >> cycle & 1) == 0) continue;
                        if (state.Cells is { } cells) cells.ReadRow(block, slice, 0, cycle, row, sample, line);
                        else state.FloatPlanes.Span.Slice(plane + row * PaddedColumns, PaddedColumns).CopyTo(line);
                        for (var j = 0; j < y.Length; j++) y[j] += line[j] * lsb * (1 << (shift + cycle));
                    }
                }
            }
            first += rows;
        }
    }
}

/// <summary>A network as generated code makes one.</summary>
internal sealed class TestNetwork(NetworkSpec spec, IWeightSource weights, Samples? calibration) : Network(spec, weights, calibration)
{
    /// <summary>A layer on plain kernels.</summary>
    public static LayerSpec Layer(string name, MatrixSpec matrix, Activation activation = Activation.None, bool readNoise = false, string? from = null) => new()
    {
        Name = name,
        InputShape = [matrix.Inputs],
        OutputShape = [matrix.Outputs],
        Matrices =
        [
            new PlacedMatrix
            {
                Matrix = matrix,
                NoiseFree = new PlainKernel(matrix, matrix.IsAnalog ? KernelStrategy.Programmed : KernelStrategy.Collapsed),
                Noisy = matrix.Device.HasProgrammingError ? new PlainKernel(matrix, readNoise ? KernelStrategy.Sampled : KernelStrategy.Programmed) : null,
            },
        ],
        Activation = activation,
        ActivationParameter = activation == Activation.LeakyRelu ? 0.125 : 0,
        From = from,
    };
}
