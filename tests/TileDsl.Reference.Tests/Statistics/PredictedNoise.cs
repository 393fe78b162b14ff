using TileDsl.Model;

namespace TileDsl.Reference.Tests.Statistics;

/// <summary>
/// The covariance of a product's results by the definition of read noise: every device that is read, in every cycle, moves the
/// results it is part of by an independent Gaussian; every conversion that rounds, by an independent uniform number.
/// </summary>
internal sealed class PredictedNoise
{
    private readonly NoisyProgram _program;
    private readonly double[,] _covariance = new double[NoisyProgram.Outputs, NoisyProgram.Outputs];
    private readonly double[] _moved = new double[NoisyProgram.Outputs];

    private PredictedNoise(NoisyProgram program, int[] x)
    {
        _program = program;
        var weights = program.Slicing.Weights;
        var sliceWeights = Weights(weights.SliceBits, weights.Encoding == WeightEncoding.TwosComplement);
        // Arrays of 3 rows and 4 outputs: 2 + 2 rows, 3 + 3 columns.
        for (var rowBlock = 0; rowBlock < 2; rowBlock++)
        {
            foreach (var conversion in Conversions(x[(2 * rowBlock)..(2 * rowBlock + 2)])) Convert(conversion, sliceWeights);
        }
    }

    /// <summary>The lower triangle L of the covariance L Lᵀ.</summary>
    public static double[,] Cholesky(NoisyProgram program, int[] x)
    {
        var (l, c, n) = (new double[NoisyProgram.Outputs, NoisyProgram.Outputs], new PredictedNoise(program, x)._covariance, NoisyProgram.Outputs);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = c[i, j];
                for (var k = 0; k < j; k++) rest -= l[i, k] * l[j, k];
                l[i, j] = i == j ? Math.Sqrt(rest) : rest / l[j, j];
            }
        }
        return l;
    }

    /// <summary>A conversion: what its sum counts, and what every driven row counts in each of its cycles.</summary>
    private sealed record Conversion(double Coefficient, List<double> Driven);

    private List<Conversion> Conversions(int[] x)
    {
        var inputs = _program.Slicing.Inputs;
        var cycleWeights = Weights(inputs.SliceBits, inputs.Form == InputForm.TwosComplement);
        var conversions = new List<Conversion>();
        for (var phase = 0; phase < (inputs.Form == InputForm.TwoPhase ? 2 : 1); phase++)
        {
            var sign = phase == 0 ? 1 : -1;
            if (_program.Tile.AccumulateAnalog) conversions.Add(new Conversion(sign, []));
            for (int k = 0, shift = 0; k < cycleWeights.Length; shift += inputs.SliceBits[k++])
            {
                if (!_program.Tile.AccumulateAnalog) conversions.Add(new Conversion(sign * cycleWeights[k], []));
                foreach (var code in x)
                {
                    var pattern = inputs.Form switch
                    {
                        InputForm.SignMagnitude => Math.Abs(code),
                        InputForm.TwoPhase => Math.Max(sign * code, 0),
                        _ => code,
                    };
                    var digit = (pattern >> shift) & ((1 << inputs.SliceBits[k]) - 1);
                    if (digit != 0) conversions[^1].Driven.Add(Math.Sign(code) * digit * (_program.Tile.AccumulateAnalog ? cycleWeights[k] : 1));
                }
            }
        }
        return conversions;
    }

    private void Convert(Conversion conversion, double[] sliceWeights)
    {
        for (var block = 0; block < 2; block++)
        {
            for (var slice = 0; slice < sliceWeights.Length; slice++)
            {
                var perDevice = sliceWeights[slice] * conversion.Coefficient * _program.Deviation(slice);
                foreach (var driven in conversion.Driven)
                {
                    for (var polarity = 0; polarity < (_program.IsPair ? 2 : 1); polarity++) OfEveryColumn(block, perDevice * driven);
                }
                if (_program.Step is not { } step || conversion.Driven.Count == 0) continue;
                var rounding = sliceWeights[slice] * conversion.Coefficient * step.ToDouble() / Math.Sqrt(12);
                for (var polarity = 0; polarity < (_program.Tile.SubtractDigital ? 2 : 1); polarity++) OfEveryColumn(block, rounding);
            }
            // What a reference brings to an offset column too is subtracted with it again.
            if (_program.HasReference && !_program.Tile.OffsetColumn) OfReferences(block, conversion, sliceWeights);
        }
    }

    /// <summary>Something independent in every column of a block: its outputs, and the offset column that all of them subtract.</summary>
    private void OfEveryColumn(int block, double amplitude)
    {
        for (var output = 3 * block; output < 3 * block + 3; output++)
        {
            _moved[output] = amplitude;
            Add();
        }
        if (_program.Tile.OffsetColumn) OfAllOutputs(block, amplitude);
    }

    /// <summary>A reference column to an array: to all slices of a block, or to each.</summary>
    private void OfReferences(int block, Conversion conversion, double[] sliceWeights)
    {
        var perDevice = sliceWeights.Select((weight, slice) => weight * conversion.Coefficient * _program.Deviation(slice));
        if (_program.Slicing.Weights.AcrossColumns) perDevice = [perDevice.Sum()];
        foreach (var amplitude in perDevice)
        {
            foreach (var driven in conversion.Driven) OfAllOutputs(block, amplitude * driven);
        }
    }

    private void OfAllOutputs(int block, double amplitude)
    {
        _moved.AsSpan(3 * block, 3).Fill(amplitude);
        Add();
    }

    private void Add()
    {
        var scale = _program.FullScale * _program.FullScale;
        for (var i = 0; i < _moved.Length; i++)
        {
            for (var j = 0; j < _moved.Length; j++) _covariance[i, j] += scale * _moved[i] * _moved[j];
        }
        Array.Clear(_moved);
    }

    private static double[] Weights(IReadOnlyList<int> bits, bool topIsNegative)
    {
        var weights = new double[bits.Count];
        for (int n = 0, shift = 0; n < weights.Length; shift += bits[n++]) weights[n] = topIsNegative && n == weights.Length - 1 ? -(1 << shift) : 1 << shift;
        return weights;
    }
}
