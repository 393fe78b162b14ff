using TileDsl.Model;
using DetectionCounts = TileDsl.Kernels.DetectionCounts;

namespace TileDsl.Reference;

/// <summary>A programmed matrix as the interpreter computes it.</summary>
public sealed class InterpretedMatrix
{
    private readonly MatrixTargets _targets;
    private readonly Converters? _converters;
    private readonly Cells? _cells;
    private readonly FoldedNoise? _noise;
    private readonly PhysicalConverters? _physical;
    private readonly bool _floatCodes;
    private readonly bool _isLone;
    private readonly Rational[] _units;
    private readonly double[] _nearestUnits;

    /// <param name="targets">The matrix.</param>
    /// <param name="converters">Their ideal transfers; null for ideal converters.</param>
    /// <param name="cells">What converters see; null for the exact product.</param>
    /// <param name="noise">The noise of whole sums, or null.</param>
    /// <param name="physical">Converters of their own kind each, or null.</param>
    /// <param name="floatCodes">Sums are converted in float32, as sums that hold noise are.</param>
    /// <param name="isLone">Not a layer of a network: analog results are in units of the weights.</param>
    internal InterpretedMatrix(MatrixTargets targets, Converters? converters, Cells? cells, FoldedNoise? noise, PhysicalConverters? physical, bool floatCodes, bool isLone)
    {
        (_targets, _converters, _cells, _noise, _physical, _floatCodes, _isLone) = (targets, converters, cells, noise, physical, floatCodes, isLone);
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
        var scale = 1.0;
        var results = Repeating([.. x.Select(code => (double)code)], x, 0, sample, ref scale);
        if (scale != 1) for (var j = 0; j < results.Length; j++) results[j] *= scale;
        if (_isLone && _targets.IsAnalog)
        {
            for (var j = 0; j < results.Length; j++) results[j] *= _targets.FullScale[j];
        }
        return results;
    }

    /// <summary>The product of codes; where converters ask for it, repeated at half the input scale until none clips.</summary>
    /// <param name="values">The real inputs.</param>
    /// <param name="codes">Their codes.</param>
    /// <param name="zeroPoint">The code of zero.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="scale">Real value of a code; of the product that is returned when it returns.</param>
    internal double[] Repeating(double[] values, int[] codes, int zeroPoint, long sample, ref double scale)
    {
        const int MostPasses = 10;
        var results = Product(codes, sample);
        for (var pass = 1; pass <= MostPasses && _physical is not null && _targets.Adc.OnClip == ClipResponse.HalveInput && _physical.HasClipped; pass++)
        {
            scale *= 2;
            var halved = scale;
            var inputs = values.Select(v => (int)Math.Clamp(Math.Round(v / halved, MidpointRounding.ToEven) + zeroPoint, _targets.LowestCode, _targets.HighestCode)).ToArray();
            results = Product(inputs, sample, pass);
            // Only the repetition's conversions are inferences of their own.
            Events = Events with { Inferences = Events.Inferences - 1 };
        }
        for (var j = 0; j < Factors.Length; j++) results[j] *= Factors[j];
        return results;
    }

    /// <summary>What outputs are multiplied by for drift; empty where they are not.</summary>
    internal double[] Factors { get; set; } = [];

    /// <summary>The product as arrays give it, in lsb.</summary>
    /// <param name="x">Input codes.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="pass">How often its inputs have been halved.</param>
    internal double[] Product(int[] x, long sample, int pass = 0)
    {
        _pass = pass;
        _physical?.TakeClipped();
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

    private int _pass;

    private Dictionary<(Place Place, int Conversion), int> _corrections = [];

    /// <summary>What codes are compared with; null where they are not.</summary>
    internal Checksums? Checksums { get; init; }

    /// <summary>Whether code words may be wrong, so that each is checked; else each is a sound multiple.</summary>
    internal bool ChecksWords { get; init; }

    /// <summary>What the checks of code words have found so far.</summary>
    public DetectionCounts Detection { get; private set; }

    /// <summary>The code of a conversion, n from 0.</summary>
    private int Code(Cells cells, Place place, Conversion conversion, Transfer transfer, int[][] driven, long sample)
    {
        var unit = _units[place.Slice];
        if (_floatCodes)
        {
            var noisy = NoisySum(cells, place, conversion, driven, sample, transfer);
            return _physical?.Code(place, transfer, noisy, unit) ?? transfer.ConvertNoisy(noisy, unit);
        }
        return cells is ExactCells exact
            ? transfer.Convert(exact.Sum(place, conversion, driven), unit)
            : transfer.Convert(((FloatCells)cells).Sum(place, conversion, driven, sample), unit);
    }

    /// <summary>A sum in float32, which noise may be in.</summary>
    private float NoisySum(Cells cells, Place place, Conversion conversion, int[][] driven, long sample, Transfer? transfer)
    {
        var sum = cells is ExactCells integers ? integers.Sum(place, conversion, driven) : ((FloatCells)cells).Sum(place, conversion, driven, sample, _pass);
        return _noise is null ? sum : _noise.Add(sum, place, conversion, driven, sample, _pass, transfer);
    }

    private double[] ThroughArrays(Cells cells, int[] x, int[][] driven, long sample)
    {
        _corrections = Checksums?.Corrections(driven, (place, conversion) => (_converters!.For(place, conversion), Code(cells, place, conversion, _converters.For(place, conversion), driven, sample)), _physical!) ?? [];
        var inputSum = x.Sum(v => (long)v);
        var pedestal = _targets.Code is null ? (PedestalOfAColumn(cells) * inputSum).ToDouble() : 0;
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
        if (_targets.Code is { } code) return Words(code, cells, column, driven, sample);
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
        var nearestUnit = _nearestUnits[place.Slice];
        if (_converters?.For(place, conversion) is { } transfer)
            scales.AddCode(_converters.ScaleOf(place, transfer), transfer, coefficient, Code(cells, place, conversion, transfer, driven, sample) - _corrections.GetValueOrDefault((place, conversion.Number)));
        else if (_floatCodes)
            scales.AddSum(place.Slice, nearestUnit, coefficient, NoisySum(cells, place, conversion, driven, sample, null));
        else if (cells is ExactCells exact)
            scales.AddCount(cells is IdealCells ? "lsb" : place.Slice, nearestUnit, coefficient, exact.Sum(place, conversion, driven));
        else
            scales.AddSum(place.Slice, nearestUnit, coefficient, ((FloatCells)cells).Sum(place, conversion, driven, sample));
    }

    /// <summary>A column of code words, one for each row block, cycle and polarity: each is checked, corrected, and divided.</summary>
    private double Words(SingleErrors code, Cells cells, MatrixColumn column, int[][] driven, long sample)
    {
        var total = 0L;
        foreach (var rows in _targets.Map.RowBlocks)
        {
            foreach (var conversion in _targets.Conversions)
            {
                var inputs = driven[conversion.Cycles[0].Cycle.Number].Skip(rows.First).Take(rows.Count).Sum(x => (long)x);
                for (var polarity = 0; polarity < _targets.ConvertedPolarities; polarity++)
                {
                    var (word, isVoid) = (0L, false);
                    for (var slice = 0; slice < _targets.Slices; slice++)
                    {
                        var place = new Place(rows, column, slice, polarity);
                        var transfer = _converters!.For(place, conversion);
                        var before = _physical?.TakeClipped() ?? false;
                        var value = (transfer.Lo + Code(cells, place, conversion, transfer, driven, sample)).Numerator;
                        isVoid |= _physical is { HasClipped: true };
                        if (_physical is not null) _physical.HasClipped |= before;
                        var pedestal = _targets.SeesPedestal ? _targets.PedestalInLsb(slice).Numerator : 0;
                        word += _targets.Digits.SliceWeights[slice] * (long)(value - pedestal * inputs);
                    }
                    total += conversion.Coefficient * (polarity == 0 ? 1 : -1) * Weight(code, word, isVoid);
                }
            }
        }
        return total;
    }

    /// <summary>The sum of weights that a word stands for: the nearest, where it is no multiple.</summary>
    private long Weight(SingleErrors code, long word, bool isVoid)
    {
        var error = isVoid ? 0 : code.Of(word);
        if (ChecksWords) Detection += new DetectionCounts(1, isVoid ? 1 : 0, !isVoid && word % code.Multiplier != 0 ? 1 : 0, error != 0 ? 1 : 0);
        return (long)Math.Round((decimal)(word - error) / code.Multiplier);
    }

    private EventCounts Count(int[][] driven)
    {
        var map = _targets.Map;
        var columns = (map.Outputs.Count + map.OffsetColumns.Count + map.CheckColumns.Count) * (long)_targets.Slices;
        var references = map.HasReference ? map.ArraysPerRowBlock : 0;
        var conversions = map.RowBlocks.Count * columns * _targets.Conversions.Count * _targets.ConvertedPolarities;
        var devices = _targets.Inputs * (columns + references) * (_targets.IsPair ? 2 : 1);
        var pulses = driven.Sum(cycle => cycle.LongCount(value => value != 0)) * map.ArraysPerRowBlock;
        return new EventCounts(1, conversions, devices * driven.Length, pulses);
    }
}
