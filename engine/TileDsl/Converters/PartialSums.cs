using System.Numerics;
using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>Takes what the converters of one row block, weight slice, conversion (cycle or phase) and polarity see, by column.</summary>
internal delegate void SumVisitor(int rowBlock, int slice, int conversion, int polarity, ReadOnlySpan<double> sums);

/// <summary>
/// What converters see of ideal cells, for calibration and for counting what they clip: integers in a unit of
/// <see cref="UnitsPerLsb"/>, or float32 values in units of g_max where analog weights have no grid. Immutable and
/// thread-safe; plain where the kernels are specialised.
/// </summary>
internal sealed class PartialSums
{
    private const double Float64Exact = 1L << 53;

    private readonly MatrixGeometry _geometry;
    private readonly int _padded;
    private readonly float[] _singles = [];
    private readonly double[] _doubles = [];

    public PartialSums(MatrixGeometry geometry, TargetWeights weights)
    {
        _geometry = geometry;
        IsExact = !geometry.Spec.IsAnalog || geometry.GridExponent is not null;
        _padded = (geometry.Columns + 15) / 16 * 16;
        var rows = (long)geometry.Spec.Inputs * geometry.Slices * geometry.ConvertedPolarities;
        var length = Planes.CheckedLength(rows * _padded);
        if (geometry.Spec.IsAnalog)
        {
            using var planes = new Planes(_padded, isFloat: true, rows);
            var cells = new TargetRows(geometry, weights);
            ForEachPlane((rowBlock, slice, polarity, first) => new ConductancePlane(geometry, cells, planes, rowBlock, slice, polarity).Pack(first / _padded));
            _singles = planes.Floats.ToArray();
            Largest = Grid.SumLimit;
        }
        else
        {
            Largest = LargestSum(geometry, weights);
            if (Largest >= Float64Exact) throw new TileException($"a partial sum can be {Largest} units of a fraction of an lsb, more than is exact: give g_min and g_max fewer digits, or use a reference column");
            if (Largest < Grid.SumLimit) _singles = new float[length];
            else _doubles = new double[length];
            ForEachPlane((rowBlock, slice, polarity, first) => Fill(weights, rowBlock, slice, polarity, first));
        }
    }

    /// <summary>Whether sums are integers.</summary>
    public bool IsExact { get; }

    /// <summary>No sum is larger in magnitude; in units.</summary>
    public double Largest { get; }

    /// <summary>Units of a slice's sums to an lsb; for float32 sums the unit is g_max times an input step.</summary>
    public Rational UnitsPerLsb(int slice) => !_geometry.Spec.IsAnalog ? _geometry.SeenPedestal(slice).Denominator
        : _geometry.LsbOfGMax(slice) * Rational.PowerOfTwo(_geometry.GridExponent ?? 0);

    /// <summary>Visits the conversions of one product, row blocks outermost.</summary>
    /// <param name="x">Input codes.</param>
    public void Visit(ReadOnlySpan<int> x, PartialSumScratch scratch, SumVisitor visit)
    {
        scratch.Fit(_padded);
        var perConversion = _geometry.Cycles.All.Length / _geometry.Cycles.Conversions;
        ForEachPlane(x, (rowBlock, slice, polarity, first, inputs) =>
        {
            for (var conversion = 0; conversion < _geometry.Cycles.Conversions; conversion++)
            {
                var cycles = _geometry.Cycles.All.AsSpan(conversion * perConversion, perConversion);
                if (_doubles.Length > 0) SumDoubles(inputs, cycles, first, scratch);
                else SumSingles(inputs, cycles, first, scratch);
                visit(rowBlock, slice, conversion, polarity, scratch.Doubles.AsSpan(0, _geometry.Columns));
            }
        });
    }

    private delegate void PlaneAction(int rowBlock, int slice, int polarity, int first);

    private delegate void PlaneInputAction(int rowBlock, int slice, int polarity, int first, ReadOnlySpan<int> inputs);

    private static double LargestSum(MatrixGeometry geometry, TargetWeights weights)
    {
        double cell = Enumerable.Range(0, geometry.Slices).Max(slice => new IdealCells(geometry, weights, slice, 0).Largest);
        return cell * geometry.Layout.RowBlocks.Max() * ((1L << geometry.WidestConversion) - 1);
    }

    private void ForEachPlane(PlaneAction visit) => ForEachPlane([], (rowBlock, slice, polarity, first, _) => visit(rowBlock, slice, polarity, first));

    private void ForEachPlane(ReadOnlySpan<int> x, PlaneInputAction visit)
    {
        var first = 0;
        for (var rowBlock = 0; rowBlock < _geometry.Layout.RowBlocks.Length; rowBlock++)
        {
            var rows = _geometry.Layout.RowBlocks[rowBlock];
            var inputs = x.IsEmpty ? x : x.Slice(_geometry.FirstRow(rowBlock), rows);
            for (var slice = 0; slice < _geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < _geometry.ConvertedPolarities; polarity++)
                {
                    visit(rowBlock, slice, polarity, first, inputs);
                    first += rows * _padded;
                }
            }
        }
    }

    private void Fill(TargetWeights weights, int rowBlock, int slice, int polarity, int first)
    {
        var cells = new IdealCells(_geometry, weights, slice, polarity);
        for (var row = 0; row < _geometry.Layout.RowBlocks[rowBlock]; row++)
        {
            for (var j = 0; j < _geometry.Columns; j++)
            {
                var value = cells[_geometry.FirstRow(rowBlock) + row, j];
                if (_doubles.Length > 0) _doubles[first + row * _padded + j] = value;
                else _singles[first + row * _padded + j] = value;
            }
        }
    }

    private void SumSingles(ReadOnlySpan<int> inputs, ReadOnlySpan<InputCycle> cycles, int first, PartialSumScratch scratch)
    {
        var total = scratch.SingleTotal.AsSpan(0, _padded);
        var sum = scratch.Singles.AsSpan(0, _padded);
        total.Clear();
        foreach (ref readonly var cycle in cycles)
        {
            sum.Clear();
            for (var row = 0; row < inputs.Length; row++)
            {
                var digit = _geometry.Cycles.Digit(inputs[row], cycle);
                if (digit == 0) continue;
                var cells = _singles.AsSpan(first + row * _padded, _padded);
                var factor = new Vector<float>(digit);
                for (var j = 0; j < _padded; j += Vector<float>.Count)
                    Vector.FusedMultiplyAdd(factor, new Vector<float>(cells[j..]), new Vector<float>(sum[j..])).CopyTo(sum[j..]);
            }
            var weight = Weight(cycle);
            for (var j = 0; j < _padded; j++) total[j] += weight * sum[j];
        }
        for (var j = 0; j < _padded; j++) scratch.Doubles[j] = total[j];
    }

    private void SumDoubles(ReadOnlySpan<int> inputs, ReadOnlySpan<InputCycle> cycles, int first, PartialSumScratch scratch)
    {
        // Integers: the weights of the cycles may as well be in the factor.
        var total = scratch.Doubles.AsSpan(0, _padded);
        total.Clear();
        foreach (ref readonly var cycle in cycles)
        {
            for (var row = 0; row < inputs.Length; row++)
            {
                var digit = _geometry.Cycles.Digit(inputs[row], cycle);
                if (digit == 0) continue;
                var cells = _doubles.AsSpan(first + row * _padded, _padded);
                var factor = new Vector<double>((double)Weight(cycle) * digit);
                for (var j = 0; j < _padded; j += Vector<double>.Count)
                    (factor * new Vector<double>(cells[j..]) + new Vector<double>(total[j..])).CopyTo(total[j..]);
            }
        }
    }

    /// <summary>Within one conversion: a power of two where cycles are summed before it, else 1.</summary>
    private float Weight(in InputCycle cycle)
    {
        if (!_geometry.Spec.AccumulateAnalog) return 1;
        return cycle.IsNegative ? -(1 << cycle.Shift) : 1 << cycle.Shift;
    }
}

/// <summary>A thread's buffers.</summary>
internal sealed class PartialSumScratch
{
    public float[] Singles { get; private set; } = [];

    public float[] SingleTotal { get; private set; } = [];

    public double[] Doubles { get; private set; } = [];

    public void Fit(int columns)
    {
        if (Doubles.Length >= columns) return;
        (Singles, SingleTotal, Doubles) = (new float[columns], new float[columns], new double[columns]);
    }
}
