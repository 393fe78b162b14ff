using TileDsl.Converters;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>A matrix with its weights and, after calibration, its converters: all that is the same for every chip.</summary>
internal sealed class BoundMatrix
{
    private readonly MatrixKernel _noiseFree;
    private readonly MatrixKernel? _noisy;
    private readonly string _what;
    private ExactProduct? _exact;

    /// <param name="what">Names the matrix in messages: "network 'Digits', layer 'hidden'".</param>
    public BoundMatrix(MatrixSpec spec, MatrixKernel noiseFree, MatrixKernel? noisy, TargetWeights weights, string what)
    {
        Geometry = new MatrixGeometry(spec);
        (_noiseFree, _noisy, Weights, _what) = (noiseFree, noisy, weights, what);
    }

    public MatrixGeometry Geometry { get; }

    public TargetWeights Weights { get; }

    /// <summary>Converters found at calibration, in lsb, by slice and column; null where the range is not calibrated.</summary>
    public ConverterScale[][]? Calibrated { get; private set; }

    /// <summary>Whether <see cref="Calibrate"/> is needed.</summary>
    public bool NeedsCalibration => Geometry.Spec.Converter?.CalibratedFraction is not null;

    /// <summary>Finds the converters from input codes, samples by N; before the matrix is shared.</summary>
    public void Calibrate(int[] inputs) => Calibrated = Calibration.Calibrate(Geometry, Weights, Geometry.Spec.Converter!, inputs);

    /// <summary>Programs one chip.</summary>
    public MatrixProduct Program(ChipIdentity chip, Noise noise)
    {
        if (noise == Noise.Ideal) return Exact();
        var withErrors = noise == Noise.On && _noisy is not null;
        var kernel = withErrors ? _noisy! : _noiseFree;
        CheckKernel(kernel);
        return new KernelProduct(kernel, State(kernel, withErrors ? chip : null));
    }

    /// <summary>The exact product of the target weights.</summary>
    public MatrixProduct Exact()
    {
        if (_exact is not null) return _exact;
        var (spec, weights) = (Geometry.Spec, Weights);
        return _exact = FitsIntegers()
            ? new ExactProduct(Geometry, null, new Digital.IntegerDense(spec.Inputs, spec.Outputs, Array.ConvertAll(weights.Integers.ToArray(), w => (short)w), null))
            : new ExactProduct(Geometry, new DenseMatrix(spec.Outputs, spec.Inputs, (j, i) => spec.IsAnalog ? weights.Fractions[j * spec.Inputs + i] : weights.Integers[j * spec.Inputs + i]), null);
    }

    /// <summary>Whether codes have 16 bits (weights always do), and no sum of products leaves 32.</summary>
    private bool FitsIntegers()
    {
        var (spec, cycles) = (Geometry.Spec, Geometry.Cycles);
        if (spec.IsAnalog || cycles.Highest > short.MaxValue || cycles.Lowest < short.MinValue) return false;
        var most = 0L;
        for (var j = 0; j < spec.Outputs; j++)
        {
            var sum = 0L;
            foreach (var w in Weights.Integers.Slice(j * spec.Inputs, spec.Inputs)) sum += Math.Abs((long)w);
            most = Math.Max(most, sum);
        }
        return most * Math.Max(cycles.Highest, -cycles.Lowest) <= int.MaxValue;
    }

    /// <summary>Counts what noise-free converters clamp; null where the converter is ideal and clamps nothing.</summary>
    public ClippingCounter? Clipping() =>
        Geometry.Spec.Converter is { } converter ? new ClippingCounter(Geometry, Weights, converter, Calibrated) : null;

    /// <summary>What the devices of a chip hold, in uS: [polarity][slice][input][output].</summary>
    public double[] Conductances(ChipIdentity chip, Noise noise)
    {
        var withErrors = noise == Noise.On && _noisy is not null;
        var kernel = withErrors ? _noisy! : _noiseFree;
        var k = kernel.Strategy == KernelStrategy.Programmed ? Geometry.GridExponent : null;
        var rows = new CellRows(Geometry, Weights, withErrors ? chip : null);
        var (spec, layout, law) = (Geometry.Spec, Geometry.Layout, Geometry.Law);
        var all = new double[Planes.CheckedLength((long)Geometry.Polarities * Geometry.Slices * spec.Inputs * spec.Outputs)];
        var (cells, gaussians) = (new double[Geometry.Columns], new float[Geometry.Columns]);
        for (int polarity = 0, at = 0; polarity < Geometry.Polarities; polarity++)
        {
            for (var slice = 0; slice < Geometry.Slices; slice++)
            {
                for (var rowBlock = 0; rowBlock < layout.RowBlocks.Length; rowBlock++)
                {
                    for (var row = 0; row < layout.RowBlocks[rowBlock]; row++, at += spec.Outputs)
                    {
                        rows.Read(rowBlock, slice, polarity, row, cells, gaussians);
                        for (var j = 0; j < spec.Outputs; j++) all[at + j] = k is { } grid ? law.OnGrid(cells[j], grid) * law.Maximum / (1 << grid) : cells[j];
                    }
                }
            }
        }
        return all;
    }

    private MatrixState State(MatrixKernel kernel, ChipIdentity? chip)
    {
        var converters = Calibrated is null ? [] : CalibratedTables.For(Geometry, Weights, Calibrated, kernel);
        var cells = new CellRows(Geometry, Weights, chip);
        var state = kernel.Strategy switch
        {
            KernelStrategy.Collapsed => PlanePacking.Collapsed(Geometry, Weights, kernel),
            KernelStrategy.Sliced => PlanePacking.Sliced(Geometry, Weights, kernel, converters),
            KernelStrategy.Programmed => PlanePacking.Programmed(Geometry, cells, kernel, converters, _what),
            _ => new MatrixState { Cells = new SampledCells(Geometry, cells, chip ?? default), Converters = converters },
        };
        return kernel.FoldsReadNoise ? state.With(new FoldedNoise(Geometry, chip ?? default, kernel.PaddedColumns)) : state;
    }

    private void CheckKernel(MatrixKernel kernel)
    {
        if (kernel.Strategy == KernelStrategy.Programmed && Geometry.GridExponent is null && kernel.Elements != PlaneForm.Float32)
            throw new InvalidOperationException($"{_what}: its kernel wants {kernel.Elements} planes, but its conductances are float32.");
        var columns = kernel.Strategy == KernelStrategy.Collapsed ? Geometry.Spec.Outputs : Geometry.Columns;
        if (kernel.Strategy != KernelStrategy.Sampled && kernel.PaddedColumns < columns)
            throw new InvalidOperationException($"{_what}: its kernel has {kernel.PaddedColumns} columns, and the matrix {columns}.");
    }
}
