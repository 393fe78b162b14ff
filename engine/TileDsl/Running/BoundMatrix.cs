using TileDsl.Converters;
using TileDsl.Devices;
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

    /// <summary>Begins to find the converters from products that come in several passes; before the matrix is shared.</summary>
    /// <param name="products">How many come in each.</param>
    public Calibration BeginCalibration(long products) => new(Geometry, Weights, Geometry.Spec.Converter!, products);

    /// <summary>Ends what was begun.</summary>
    public void EndCalibration(Calibration calibration) => Calibrated = calibration.Scales();

    /// <summary>Whether anything of a chip differs from its targets where noise is on.</summary>
    public bool HasErrors => _noisy is not null;

    /// <summary>Programs one chip.</summary>
    /// <param name="history">What devices bring with them.</param>
    /// <param name="firstArray">Number of its first array in a map of faults.</param>
    public MatrixDevices Program(ChipIdentity chip, Noise noise, DeviceHistory? history = null, int firstArray = 0) =>
        new(this, chip, noise, history ?? DeviceHistory.None, firstArray);

    /// <summary>What its devices are meant to be, uS, one for each cell.</summary>
    public CellStore<double> Targets()
    {
        var (targets, rows) = (new CellStore<double>(Geometry), new TargetRows(Geometry, Weights));
        for (var input = 0; input < Geometry.Spec.Inputs; input++)
        {
            var (rowBlock, row) = Geometry.Place(input);
            for (var slice = 0; slice < Geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < Geometry.Polarities; polarity++) rows.Read(rowBlock, slice, polarity, row, targets.Row(rowBlock, slice, polarity, row));
                if (Geometry.Layout.HasReferenceColumn) rows.ReadReferences(rowBlock, slice, row, targets.ReferencesOf(rowBlock, slice, row));
            }
        }
        return targets;
    }

    /// <summary>The matrix packed for its kernel.</summary>
    /// <param name="withErrors">Cells and converters may be off their targets.</param>
    /// <param name="cells">What its devices hold.</param>
    /// <param name="chip">Whose noise is drawn; null where noise is off.</param>
    /// <param name="clock">When they hold it.</param>
    public MatrixProduct Product(bool withErrors, ConductanceRows cells, ChipIdentity? chip, in ReadClock clock)
    {
        var kernel = withErrors && _noisy is not null ? _noisy : _noiseFree;
        var spec = Geometry.Spec;
        if (kernel.ByMoments is { } folded && chip is not null)
        {
            var clipped = new ClippedRows(Geometry, cells);
            if (clipped.AreNearlyGaussian()) (kernel, cells) = (folded, clipped);
        }
        CheckKernel(kernel);
        if (!spec.SolvesCircuits)
        {
            if (spec.Device is { CurrentVoltage: { } law, ReadVoltage: > 0 and var voltage }) cells = new CurvedRows(Geometry, law, voltage, cells);
            if (spec.Wires is { } wires) cells = new WiredRows(Geometry, wires, cells);
        }
        return new KernelProduct(Geometry.Spec, kernel, State(kernel, cells, chip, clock));
    }

    /// <summary>The exact product of the target weights.</summary>
    public MatrixProduct Exact()
    {
        if (_exact is not null) return _exact;
        var (spec, weights) = (Geometry.Spec, Weights);
        return _exact = FitsIntegers()
            ? new ExactProduct(Geometry, null, new Digital.IntegerDense(spec.Inputs, spec.Outputs, Array.ConvertAll(weights.Integers.ToArray(), w => (short)w), null))
            : new ExactProduct(Geometry, new DenseMatrix(spec.Outputs, spec.Inputs, (j, i) => spec.IsAnalog ? weights.Fraction(j, i) : weights.Integers[j * spec.Inputs + i]), null);
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

    private MatrixState State(MatrixKernel kernel, ConductanceRows cells, ChipIdentity? chip, in ReadClock clock)
    {
        var converters = Calibrated is null ? [] : CalibratedTables.For(Geometry, Weights, Calibrated, kernel);
        var state = kernel.Strategy switch
        {
            KernelStrategy.Collapsed => PlanePacking.Collapsed(Geometry, Weights, kernel),
            KernelStrategy.Sliced => PlanePacking.Sliced(Geometry, Weights, kernel, converters),
            KernelStrategy.Programmed => PlanePacking.Programmed(Geometry, cells, kernel, converters, _what),
            _ => new MatrixState { Cells = new SampledCells(Geometry, cells, chip), Converters = converters },
        };
        if (!kernel.DrawsNoise && !kernel.HasPhysicalConverters) return state;
        var references = kernel.TakesVariances ? VariancePlane.References(Geometry, cells) : null;
        return state.With(
            kernel.DrawsNoise ? new FoldedNoise(Geometry, chip ?? default, kernel.PaddedColumns, silent: chip is null, references) : null,
            kernel.TakesVariances ? PlanePacking.Variances(Geometry, cells, kernel) : null,
            kernel.HasPhysicalConverters ? new ConverterColumns(Geometry, chip, kernel.PaddedColumns) : null,
            Geometry.Checksums is not null && kernel == _noisy ? new ChecksumColumns(Geometry, new TargetRows(Geometry, Weights), clock, draws: chip is not null) : null,
            Geometry.Spec.CodeMultiplier != 0 && kernel.Strategy == KernelStrategy.Sampled ? new CodeWords(Geometry) : null);
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
