using System.Buffers;
using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>
/// The code words of a matrix whose cells hold multiples of its weights: codes of one conversion of each slice, shifted and added, are checked for
/// their residue, corrected by the likeliest error of a single cell, and divided. Thread-safe; it counts what it finds. See <see cref="ArithmeticCode"/>.
/// </summary>
public sealed class CodeWords
{
    private readonly MatrixGeometry _geometry;
    private readonly ArithmeticCode _code;
    private readonly long[] _sliceWeights;
    private readonly long _pedestal;
    private readonly DetectionCounter _found = new();

    internal CodeWords(MatrixGeometry geometry)
    {
        var spec = geometry.Spec;
        (_geometry, _code) = (geometry, new ArithmeticCode(spec.CodeMultiplier, spec.WeightSlices, spec.InputSlices.Max()));
        _sliceWeights = new long[spec.WeightSlices.Length];
        for (int s = 0, shift = 0; s < _sliceWeights.Length; shift += spec.WeightSlices[s++])
        {
            var isNegative = spec.Encoding == WeightEncoding.TwosComplement && s == _sliceWeights.Length - 1;
            _sliceWeights[s] = isNegative ? -(1L << shift) : 1L << shift;
            // Converters lose nothing, so it is an integer.
            _pedestal += _sliceWeights[s] * (long)geometry.SeenPedestal(s).Numerator;
        }
    }

    /// <summary>What the checks so far have found.</summary>
    public DetectionCounts Counts => _found.Counts;

    /// <summary>Converts the sums of a slice and adds their codes, shifted, to the words of their columns.</summary>
    /// <param name="rowBlock">Row block.</param>
    /// <param name="slice">Weight slice.</param>
    /// <param name="polarity">1 for the - cell converted apart, else 0.</param>
    /// <param name="sums">p: outputs, offset columns.</param>
    /// <param name="converters">What columns meet.</param>
    /// <param name="a">1/step, in the unit of the sums; a step is one lsb.</param>
    /// <param name="b">-lo/step.</param>
    /// <param name="last">The last code.</param>
    /// <param name="lo">What code n = 0 means, lsb.</param>
    /// <param name="words">By column.</param>
    /// <param name="path">The width.</param>
    /// <returns>Whether a conversion was clamped.</returns>
    public bool Add(int rowBlock, int slice, int polarity, ReadOnlySpan<float> sums, ConverterColumns converters, float a, float b, float last, long lo, Span<CodeWord> words, VectorPath path)
    {
        var (place, columns, weight) = (rowBlock * _geometry.Slices + slice, _geometry.Columns, _sliceWeights[slice]);
        var rented = ArrayPool<float>.Shared.Rent(columns);
        var codes = rented.AsSpan(0, columns);
        var clamped = PhysicalCodes.Convert(sums[..columns], converters.At(place, polarity, 0, columns, a, b, last), codes, path);
        for (var j = 0; j < columns; j++) words[j].Sum += weight * (lo + (long)codes[j]);
        // Which of them it was is seen one by one.
        for (var j = 0; clamped && j < columns; j++)
        {
            if (PhysicalCodes.Convert(sums.Slice(j, 1), converters.At(place, polarity, j, 1, a, b, last), codes, path)) words[j].Clamped = 1;
        }
        ArrayPool<float>.Shared.Return(rented);
        return clamped;
    }

    /// <summary>Checks words that all slices are in, corrects them, and adds them, divided and weighted, to the totals.</summary>
    /// <param name="drives">The digit each row was driven with.</param>
    /// <param name="words">By column.</param>
    /// <param name="coefficient">The weight of the cycle and polarity.</param>
    /// <param name="totals">In weight lsb times input lsb, by column.</param>
    public void Close(ReadOnlySpan<float> drives, ReadOnlySpan<CodeWord> words, double coefficient, Span<double> totals)
    {
        var (inputs, multiplier, found) = (0L, _code.Multiplier, new DetectionCounts(_geometry.Columns, 0, 0, 0));
        foreach (var drive in drives) inputs += (long)drive;
        for (var j = 0; j < _geometry.Columns; j++)
        {
            var sum = words[j].Sum - _pedestal * inputs;
            if (words[j].Clamped != 0)
            {
                found = found with { Voided = found.Voided + 1 };
            }
            else if (sum % multiplier != 0)
            {
                var error = _code.ErrorOf(sum);
                found = found with { Suspect = found.Suspect + 1, Corrected = found.Corrected + (error != 0 ? 1 : 0) };
                sum -= error;
            }
            // The nearest multiple: a is odd, so that there are no halves.
            totals[j] += coefficient * ((sum + Math.Sign(sum) * (multiplier / 2)) / multiplier);
        }
        _found.Add(found);
    }
}

/// <summary>A code word as its slices are added.</summary>
public struct CodeWord
{
    /// <summary>The values of the slices' codes, shifted and added.</summary>
    public long Sum;

    /// <summary>1 where one of the conversions was clamped, else 0.</summary>
    public long Clamped;
}
