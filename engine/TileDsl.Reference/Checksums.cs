using TileDsl.Converters;
using TileDsl.Devices;

namespace TileDsl.Reference;

/// <summary>
/// Compares the codes of an array's columns with those of its checksum columns: the sum of the columns' values, and that of their products with
/// the columns' numbers, with the same sums that the digits of the checksum columns make in base 2^w.
/// </summary>
internal sealed class Checksums
{
    private readonly MatrixTargets _targets;
    private readonly SoundSpread _spread;
    private readonly double _codeVariance;
    private readonly double _quantile;
    private readonly Dictionary<(int Rows, int Slice, int Polarity, int Block, bool IsIndex), Prediction> _predictions = [];

    public Checksums(MatrixTargets targets, ReadClock clock, bool draws)
    {
        _targets = targets;
        _spread = new SoundSpread(DeviceLaws.Of(targets.Device, targets.Law), clock, draws);
        _codeVariance = SoundConverters.Variance(ConverterSpecs.Of(targets.Adc), draws);
        _quantile = -Elementary.GaussianQuantile(targets.FalseAlarm / 4);
    }

    /// <summary>What is to be taken from codes.</summary>
    /// <param name="driven">What rows are driven with: [cycle][input].</param>
    /// <param name="code">The transfer and code of a conversion.</param>
    /// <param name="converters">Remembers what was clamped; forgets what of the checksums was.</param>
    public Dictionary<(Place Place, int Conversion), int> Corrections(int[][] driven, Func<Place, Conversion, (Transfer Transfer, int Code)> code, PhysicalConverters converters)
    {
        var corrections = new Dictionary<(Place, int), int>();
        var before = converters.HasClipped;
        foreach (var rows in _targets.Map.RowBlocks)
        {
            for (var slice = 0; slice < _targets.Slices; slice++)
            {
                for (var polarity = 0; polarity < _targets.ConvertedPolarities; polarity++)
                {
                    foreach (var block in _targets.Map.CheckColumns.Select(c => c.Block).Distinct())
                    {
                        foreach (var conversion in _targets.Conversions)
                        {
                            converters.HasClipped = false;
                            var (column, codes) = Judge(new Place(rows, _targets.Map.Outputs[0], slice, polarity), block, conversion, driven, code);
                            if (column is not null && !converters.HasClipped) corrections[(new Place(rows, column, slice, polarity), conversion.Number)] = codes;
                        }
                    }
                }
            }
        }
        converters.HasClipped = before;
        return corrections;
    }

    private (MatrixColumn? Column, int Codes) Judge(Place at, int block, Conversion conversion, int[][] driven, Func<Place, Conversion, (Transfer Transfer, int Code)> code)
    {
        var inputs = driven[conversion.Cycles[0].Cycle.Number].Skip(at.Rows.First).Take(at.Rows.Count).ToArray();
        var plain = Compare(Predict(at, block, isIndex: false), at, conversion, inputs, code);
        var index = Compare(Predict(at, block, isIndex: true), at, conversion, inputs, code);
        var isExact = _spread.IsExact && !_targets.DriversErr && plain.Transfer.Step == 1 && plain.Transfer.Lo.IsInteger && _codeVariance == 1 / 12.0
            && (!_targets.SeesPedestal || _targets.PedestalInLsb(at.Slice).IsInteger);
        var threshold = isExact ? 0.5 : _quantile * Math.Sqrt(plain.Variance);
        if (Math.Abs(plain.Mismatch) <= threshold) return default;
        var number = Math.Round(index.Mismatch / plain.Mismatch, MidpointRounding.ToEven);
        var column = _targets.Map.Outputs.FirstOrDefault(c => c.Block == block && c.Local + 1 == number);
        if (column is null) return default;
        if (Math.Abs(plain.Mismatch) > (double)_targets.Levels(at.Slice) * inputs.Max(Math.Abs) + threshold) return default;
        var spread = isExact ? 0.5 : _quantile * Math.Sqrt(index.Variance + number * number * plain.Variance);
        if (2 * spread > Math.Abs(plain.Mismatch) || Math.Abs(index.Mismatch - number * plain.Mismatch) > spread) return default;
        return (column, (int)Math.Round(plain.Mismatch / plain.Transfer.NearestStep, MidpointRounding.ToEven));
    }

    private static (double Mismatch, double Variance, Transfer Transfer) Compare(Prediction predicted, Place at, Conversion conversion, int[] inputs, Func<Place, Conversion, (Transfer Transfer, int Code)> code)
    {
        var (sum, weights, squares) = (0L, 0.0, 0.0);
        Transfer? transfer = null;
        foreach (var (column, weight) in predicted.Columns)
        {
            var (own, n) = code(at with { Column = column }, conversion);
            transfer = own;
            sum += weight * n;
            weights += weight;
            squares += (double)weight * weight;
        }
        var (mean, variance) = (0.0, 0.0);
        for (var row = 0; row < inputs.Length; row++)
        {
            mean += inputs[row] * predicted.Mean[row];
            variance += (double)inputs[row] * inputs[row] * predicted.Variance[row];
        }
        var step = transfer!.NearestStep;
        return (transfer.NearestLo * weights + step * sum - mean, variance + step * step * (squares * predicted.CodeVariance), transfer);
    }

    private Prediction Predict(Place at, int block, bool isIndex)
    {
        if (_predictions.TryGetValue((at.Rows.Number, at.Slice, at.Polarity, block, isIndex), out var known)) return known;
        var map = _targets.Map;
        var columns = map.Outputs.Where(c => c.Block == block).Select(c => (c, Weight: isIndex ? c.Local + 1L : 1)).ToList();
        var (first, digits) = isIndex ? (map.SumDigits.Max(), map.IndexDigits[at.Slice]) : (0, map.SumDigits[at.Slice]);
        columns.AddRange(Enumerable.Range(0, digits).Select(k => (map.CheckColumns.First(c => c.Block == block && c.Check == first + k), -(1L << (k * _targets.WeightBits(at.Slice))))));
        var total = columns.Sum(c => (double)c.Weight);
        var prediction = new Prediction(columns, new double[at.Rows.Count], new double[at.Rows.Count], _codeVariance);
        var lsb = (_targets.GMax - _targets.GMinimum) / _targets.Levels(at.Slice);
        for (var row = 0; row < at.Rows.Count; row++)
        {
            foreach (var polarity in _targets.SubtractsPairsFirst ? [0, 1] : new[] { at.Polarity })
            {
                var sign = _targets.SubtractsPairsFirst && polarity == 1 ? -1 : 1;
                foreach (var (column, weight) in columns) Add(prediction, row, _targets.Conductance(column, at.Rows.First + row, at.Slice, polarity), weight, sign, lsb);
                if (map.HasReference) Add(prediction, row, _targets.ReferenceConductance, -total, sign, lsb);
            }
        }
        return _predictions[(at.Rows.Number, at.Slice, at.Polarity, block, isIndex)] = prediction;
    }

    private void Add(Prediction prediction, int row, double target, double weight, int sign, double lsb)
    {
        var (mean, variance) = _spread.Of(target);
        prediction.Mean[row] += sign * weight * (mean / lsb);
        prediction.Variance[row] += weight * weight * (variance / lsb / lsb);
    }

    private sealed record Prediction(List<(MatrixColumn Column, long Weight)> Columns, double[] Mean, double[] Variance, double CodeVariance);
}
