using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>A programmed matrix as the interpreter computes it.</summary>
public sealed class InterpretedMatrix
{
    private readonly MatrixTargets _targets;
    private readonly Converters? _converters;
    private readonly Cells? _cells;
    private readonly FoldedNoise? _noise;
    private readonly bool _isLone;
    private readonly Rational[] _units;
    private readonly double[] _nearestUnits;

    internal InterpretedMatrix(MatrixTargets targets, Converters? converters, Cells? cells, FoldedNoise? noise, bool isLone)
    {
        (_targets, _converters, _cells, _noise, _isLone) = (targets, converters, cells, noise, isLone);
        _units = cells is null ? [] : [.. Enumerable.Range(0, targets.Slices).Select(cells.Unit)];
        _nearestUnits = Array.ConvertAll(_units, unit => unit.ToDouble());
    }

    /// <summary>What the products so far have cost.</summary>
    public EventCounts Events { get; private set; }

    /// <summary>y = W x: N input codes in, M results out.</summary>
    /// <param name="x">Input codes.</param>
    /// <param name="sample">Global index of the sample, which keys its read noise.</param>
    public double[] Multiply(int[] x, long sample = 0)
    {
        var results = Product(x, sample);
        for (var j = 0; j < Factors.Length; j++) results[j] *= Factors[j];
        if (_isLone && _targets.IsAnalog)
        {
            for (var j = 0; j < results.Length; j++) results[j] *= _targets.FullScale[j];
        }
        return results;
    }

    /// <summary>What outputs are multiplied by for drift; empty where they are not.</summary>
    internal double[] Factors { get; set; } = [];

    /// <summary>The product as arrays give it, in lsb.</summary>
    internal double[] Product(int[] x, long sample)
    {
        if (x.Length != _targets.Inputs) throw new TileException($"{_targets.Inputs} inputs are due, got {x.Length}");
        var driven = _targets.Drive(x);
        Events += Count(driven);
        return _cells is null ? ExactProduct(x) : ThroughArrays(_cells, x, driven, sample);
    }

    private double[] ExactProduct(int[] x)
    {
        var results = new double[_targets.Outputs];
        for (var j = 0; j < results.Length; j++)
        {
            if (_targets.IsAnalog)
            {
                for (var i = 0; i < x.Length; i++) results[j] += x[i] * (_targets.Weight(j, i) / _targets.FullScale[j]);
            }
            else
            {
                results[j] = x.Select((code, i) => code * (long)_targets.Weight(j, i)).Sum();
            }
        }
        return results;
    }

    private double[] ThroughArrays(Cells cells, int[] x, int[][] driven, long sample)
    {
        var inputSum = x.Sum(v => (long)v);
        var pedestal = (PedestalOfAColumn(cells) * inputSum).ToDouble();
        var offsets = _targets.Map.OffsetColumns.Select(column => Recombine(cells, column, driven, sample) - pedestal).ToArray();
        return [.. _targets.Map.Outputs.Select(column =>
        {
            var value = Recombine(cells, column, driven, sample) - pedestal;
            return value - (offsets.Length > 0 ? offsets[column.Block] : _targets.Digits.Offset * inputSum);
        })];
    }

    /// <summary>What the seen pedestals of single cells add to a column for a unit of input, in weight lsb.</summary>
    private Rational PedestalOfAColumn(Cells cells)
    {
        var passedByIdealConverter = _converters is null && cells is IdealCells;
        if (_targets.IsPair || !_targets.SeesPedestal || passedByIdealConverter) return 0;
        return Enumerable.Range(0, _targets.Slices)
            .Select(s => _targets.Digits.SliceWeights[s] * _targets.PedestalInLsb(s))
            .Aggregate(Rational.Zero, (sum, p) => sum + p);
    }

    private double Recombine(Cells cells, MatrixColumn column, int[][] driven, long sample)
    {
        var scales = new Scales();
        foreach (var rows in _targets.Map.RowBlocks)
        {
            for (var slice = 0; slice < _targets.Slices; slice++)
            {
                foreach (var conversion in _targets.Conversions)
                {
                    for (var polarity = 0; polarity < _targets.ConvertedPolarities; polarity++)
                    {
                        var coefficient = _targets.Digits.SliceWeights[slice] * conversion.Coefficient * (polarity == 0 ? 1 : -1);
                        Convert(cells, new Place(rows, column, slice, polarity), conversion, coefficient, driven, sample, scales);
                    }
                }
            }
        }
        return scales.Total();
    }

    private void Convert(Cells cells, Place place, Conversion conversion, long coefficient, int[][] driven, long sample, Scales scales)
    {
        var (unit, nearestUnit) = (_units[place.Slice], _nearestUnits[place.Slice]);
        var transfer = _converters?.For(place, conversion);
        if (_floatCodes)
        {
            var sum = cells is ExactCells integers ? integers.Sum(place, conversion, driven) : ((FloatCells)cells).Sum(place, conversion, driven, sample);
            if (_noise is not null) sum = _noise.Add(sum, place, conversion, driven, sample, transfer);
            if (transfer is null)
                scales.AddSum(place.Slice, nearestUnit, coefficient, sum);
            else
                scales.AddCode(_converters!.ScaleOf(place, transfer), transfer, coefficient, Code(place, transfer, sum, unit));
            return;
        }
        switch (cells)
        {
            case ExactCells exact:
                var count = exact.Sum(place, conversion, driven);
                if (transfer is null)
                    scales.AddCount(cells is IdealCells ? "lsb" : place.Slice, nearestUnit, coefficient, count);
                else
                    scales.AddCode(_converters!.ScaleOf(place, transfer), transfer, coefficient, transfer.Convert(count, unit));
                break;
            case FloatCells floating:
                var sum = floating.Sum(place, conversion, driven, sample);
                if (transfer is null)
                    scales.AddSum(place.Slice, nearestUnit, coefficient, sum);
                else
                    scales.AddCode(_converters!.ScaleOf(place, transfer), transfer, coefficient, transfer.Convert(sum, unit));
                break;
        }
    }

    private EventCounts Count(int[][] driven)
    {
        var map = _targets.Map;
        var columns = (map.Outputs.Count + map.OffsetColumns.Count) * (long)_targets.Slices;
        var references = map.HasReference ? map.ArraysPerRowBlock : 0;
        var conversions = map.RowBlocks.Count * columns * _targets.Conversions.Count * _targets.ConvertedPolarities;
        var devices = _targets.Inputs * (columns + references) * (_targets.IsPair ? 2 : 1);
        var pulses = driven.Sum(cycle => cycle.LongCount(value => value != 0)) * map.ArraysPerRowBlock;
        return new EventCounts(1, conversions, devices * driven.Length, pulses);
    }
}
