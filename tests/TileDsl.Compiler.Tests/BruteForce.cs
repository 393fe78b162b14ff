using System.Numerics;
using TileDsl.Model;

namespace TileDsl.Compiler.Tests;

/// <summary>
/// The product by the letter of dsl/docs/semantics.md, loop by loop and in exact fractions, on given cells: nothing of the
/// planner is used.
/// </summary>
/// <param name="cell">What a unit input sees of (row block, slice, polarity, row, column), offset columns behind the outputs, in units.</param>
/// <param name="unitsPerLsb">Units in an lsb of a slice.</param>
internal sealed class BruteForce(TileModel tile, SlicingModel slicing, int inputs, int outputs, Func<int, int, int, int, int, BigInteger> cell, Func<int, Rational> unitsPerLsb)
{
    private readonly List<(Rational Lo, Rational Step, BigInteger Total, BigInteger Coefficients, int? First, object Key)> _scales = [];

    public Func<int, int, ConverterScale>? Calibrated { get; init; }

    /// <summary>Where it is given, cells are float32 in units of g_max, of (block, slice, polarity, cycle, row, column), and sums are float32.</summary>
    public Func<int, int, int, int, int, int, float>? Real { get; init; }

    private bool IsPair => tile.Cells == CellArrangement.Pair;

    public double[] Multiply(int[] x)
    {
        var perArray = slicing.Weights.AcrossColumns ? tile.Columns / slicing.Weights.SliceBits.Count : tile.Columns;
        var blocks = Cutting.Blocks(outputs, perArray);
        var y = new double[outputs];
        for (var j = 0; j < outputs; j++) y[j] = Column(x, j);
        if (slicing.Weights.Encoding != WeightEncoding.Offset) return y;
        if (!tile.OffsetColumn)
        {
            double offset = (1L << (slicing.Weights.Bits - 1)) * x.Sum(v => (long)v);
            return y.Select(v => v - offset).ToArray();
        }
        var next = 0;
        for (var b = 0; b < blocks.Length; b++)
        {
            var offset = Column(x, outputs + b);
            for (var end = next + blocks[b]; next < end; next++) y[next] -= offset;
        }
        return y;
    }

    /// <summary>Rows driven with a value that is not zero, per cycle, for every array of the row's block.</summary>
    public long Pulses(int[] x)
    {
        var across = slicing.Weights.AcrossColumns;
        var arrays = Cutting.Blocks(outputs, across ? tile.Columns / slicing.Weights.SliceBits.Count : tile.Columns).Length * (across ? 1 : slicing.Weights.SliceBits.Count);
        var driven = 0L;
        for (var phase = 0; phase < (slicing.Inputs.Form == InputForm.TwoPhase ? 2 : 1); phase++)
        {
            for (int k = 0, shift = 0; k < slicing.Inputs.SliceBits.Count; shift += slicing.Inputs.SliceBits[k++])
                driven += x.Count(code => Digit(code, phase, shift, slicing.Inputs.SliceBits[k]) != 0);
        }
        return driven * arrays;
    }

    private readonly SortedDictionary<int, double> _realSums = [];

    private double Column(int[] x, int j)
    {
        _scales.Clear();
        _realSums.Clear();
        var first = 0;
        var rowBlocks = Cutting.Blocks(inputs, tile.Rows);
        for (var b = 0; b < rowBlocks.Length; first += rowBlocks[b++])
        {
            for (int s = 0, shift = 0; s < slicing.Weights.SliceBits.Count; shift += slicing.Weights.SliceBits[s++])
            {
                var sign = slicing.Weights.Encoding == WeightEncoding.TwosComplement && s == slicing.Weights.SliceBits.Count - 1 ? -1 : 1;
                for (var phase = 0; phase < (slicing.Inputs.Form == InputForm.TwoPhase ? 2 : 1); phase++)
                    Phase(x, j, b, first, rowBlocks[b], s, sign * (BigInteger.One << shift), phase);
            }
        }
        var value = 0.0;
        foreach (var scale in _scales)
        {
            if (scale.First is not null) value += scale.Step.ToDouble() * (double)scale.Total;
            else value += scale.Step.ToDouble() * (double)scale.Total + scale.Lo.ToDouble() * (double)scale.Coefficients;
        }
        foreach (var (slice, sum) in _realSums) value += (1 / unitsPerLsb(slice)).ToDouble() * sum;
        if (!IsPair && tile.Pedestal == PedestalRemoval.Digital)
        {
            Rational total = Rational.Zero;
            for (int s = 0, shift = 0; s < slicing.Weights.SliceBits.Count; shift += slicing.Weights.SliceBits[s++])
            {
                var sign = slicing.Weights.Encoding == WeightEncoding.TwosComplement && s == slicing.Weights.SliceBits.Count - 1 ? -1 : 1;
                total += sign * (1 << shift) * Seen(s);
            }
            value -= (total * x.Sum(v => (long)v)).ToDouble();
        }
        return value;
    }

    private void Phase(int[] x, int j, int block, int first, int rows, int slice, BigInteger weight, int phase)
    {
        var inputSlices = slicing.Inputs.SliceBits;
        var joined = new BigInteger[2];
        var joinedReal = new float[2];
        for (int k = 0, shift = 0; k < inputSlices.Count; shift += inputSlices[k++])
        {
            var top = slicing.Inputs.Form == InputForm.TwosComplement && k == inputSlices.Count - 1;
            for (var polarity = 0; polarity < (IsPair && tile.SubtractDigital ? 2 : 1); polarity++)
            {
                BigInteger sum = 0;
                var real = 0f;
                for (var i = 0; i < rows; i++)
                {
                    var digit = Digit(x[first + i], phase, shift, inputSlices[k]);
                    if (Real is null) sum += digit * cell(block, slice, polarity, i, j);
                    else if (digit != 0) real = MathF.FusedMultiplyAdd(digit, Real(block, slice, polarity, phase * inputSlices.Count + k, i, j), real);
                }
                joined[polarity] += sum * (top ? -(BigInteger.One << shift) : BigInteger.One << shift);
                joinedReal[polarity] += real * (top ? -(1 << shift) : 1 << shift);
                if (!tile.AccumulateAnalog) Convert(sum, real, weight * (BigInteger.One << shift) * (top ? -1 : 1) * (phase == 1 ? -1 : 1) * (polarity == 1 ? -1 : 1), rows, slice, inputSlices[k], j);
            }
        }
        if (!tile.AccumulateAnalog) return;
        for (var polarity = 0; polarity < (IsPair && tile.SubtractDigital ? 2 : 1); polarity++)
            Convert(joined[polarity], joinedReal[polarity], weight * (phase == 1 ? -1 : 1) * (polarity == 1 ? -1 : 1), rows, slice, inputSlices.Sum(), j);
    }

    private int Digit(int x, int phase, int shift, int bits) => slicing.Inputs.Form switch
    {
        InputForm.SignMagnitude => Math.Sign(x) * ((Math.Abs(x) >> shift) & ((1 << bits) - 1)),
        InputForm.TwoPhase => (Math.Max(phase == 0 ? x : -x, 0) >> shift) & ((1 << bits) - 1),
        _ => (x >> shift) & ((1 << bits) - 1),
    };

    private void Convert(BigInteger sum, float real, BigInteger coefficient, int rows, int slice, int inputBits, int j)
    {
        if (tile.Adc.Kind == AdcKind.Ideal)
        {
            if (Real is null) Add(Rational.Zero, 1 / unitsPerLsb(slice), 0, slice, coefficient, sum);
            else _realSums[slice] = _realSums.GetValueOrDefault(slice) + (double)coefficient * real;
            return;
        }
        var scale = tile.Adc.Range is CalibratedRange ? Calibrated!(slice, j) : Scale(rows, slice, inputBits);
        var inUnits = scale.In(unitsPerLsb(slice));
        var n = Real is null
            ? inUnits.Convert(sum)
            : (int)Math.Clamp(Math.Round((real - inUnits.Lo.ToDouble()) / inUnits.Step.ToDouble(), MidpointRounding.ToEven), 0, scale.Steps - 1);
        var zero = scale.HasZeroCode ? scale.FirstCode : (int?)null;
        Add(scale.Lo, scale.Step, zero, tile.Adc.Range is CalibratedRange ? slice : (scale.Lo, scale.Step), coefficient, zero is { } firstCode ? n + firstCode : n);
    }

    private void Add(Rational lo, Rational step, int? first, object key, BigInteger coefficient, BigInteger code)
    {
        var index = _scales.FindIndex(s => s.Key.Equals(key));
        if (index < 0) (index, _) = (_scales.Count, 0);
        if (index == _scales.Count) _scales.Add((lo, step, 0, 0, first, key));
        var scale = _scales[index];
        _scales[index] = scale with { Total = scale.Total + coefficient * code, Coefficients = scale.Coefficients + coefficient };
    }

    private Rational Levels(int slice) => slicing.Weights.IsAnalog ? 1 : (1 << slicing.Weights.SliceBits[slice]) - 1;

    private Rational Seen(int slice) => (IsPair ? tile.SubtractDigital : tile.Pedestal == PedestalRemoval.Digital)
        ? tile.Device.GMin / (tile.Device.GMax - tile.Device.GMin) * Levels(slice)
        : Rational.Zero;

    private ConverterScale Scale(int rows, int slice, int inputBits)
    {
        var steps = (1L << inputBits) - 1;
        if (tile.Adc.Range is FixedRange range)
        {
            var cells = Levels(slice) * steps * tile.Device.GMax / (tile.Device.GMax - tile.Device.GMin);
            var unit = range.Unit switch
            {
                RangeUnit.Lsb => Rational.One,
                RangeUnit.Cells => cells,
                _ => cells / (tile.Device.GMax * tile.Device.ReadVoltage!.Value),
            };
            return ConverterLaw.Over(tile.Adc.Bits, tile.Adc.Codes, range.Lo * unit, range.Hi * unit);
        }
        Rational highX = steps, lowX = 0;
        if (slicing.Inputs.Form == InputForm.SignMagnitude) lowX = -steps;
        if (slicing.Inputs.Form == InputForm.TwosComplement && tile.AccumulateAnalog) (lowX, highX) = (-(1L << (inputBits - 1)), (1L << (inputBits - 1)) - 1);
        var highC = Levels(slice) + Seen(slice);
        var lowC = IsPair && !tile.SubtractDigital ? -highC : Seen(slice);
        var products = new[] { highX * highC, highX * lowC, lowX * highC, lowX * lowC };
        var integers = !slicing.Weights.IsAnalog && Seen(slice).IsInteger;
        return ConverterLaw.Full(tile.Adc.Bits, tile.Adc.Codes, rows * products.Aggregate(Rational.Min), rows * products.Aggregate(Rational.Max), integers);
    }
}
