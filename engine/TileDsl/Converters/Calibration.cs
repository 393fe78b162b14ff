using System.Numerics;
using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>Finds calibrated converters: the nearest rank of what converters see of ideal cells over calibration data.</summary>
internal static class Calibration
{
    private const int MostThreads = 8;

    /// <summary>
    /// The converters of a matrix, by weight slice and then by column (outputs, then offset columns; one element where
    /// columns share a range), in lsb.
    /// </summary>
    /// <param name="inputs">Input codes, samples by N; at least one sample.</param>
    public static ConverterScale[][] Calibrate(MatrixGeometry geometry, TargetWeights weights, ConverterSpec converter, int[] inputs, CancellationToken cancellation = default)
    {
        var sums = new PartialSums(geometry, weights);
        var order = new KeyOrder(sums, converter.Codes == CodeKind.Unsigned);
        var ranges = converter.PerColumn ? geometry.Columns : 1;
        var samples = inputs.Length / geometry.Spec.Inputs;
        var count = (long)samples * geometry.Layout.RowBlocks.Length * geometry.Cycles.Conversions * geometry.ConvertedPolarities * (geometry.Columns / ranges);
        var rank = (long)(Rational.Parse(converter.CalibratedFraction!) * count).Ceiling();
        var selection = new RankSelection(geometry.Slices * ranges, order.Bits, rank);
        while (!selection.IsDone) selection.Take(CountAll(geometry, sums, order, selection, inputs, samples, converter.PerColumn, cancellation));

        var scales = new ConverterScale[geometry.Slices][];
        for (var slice = 0; slice < scales.Length; slice++)
        {
            scales[slice] = new ConverterScale[ranges];
            for (var column = 0; column < ranges; column++)
            {
                var limit = Limit(geometry, sums, slice, order.Value(selection.Keys[slice * ranges + column]));
                scales[slice][column] = ConverterLaw.Over(converter.Bits, converter.Codes, converter.Codes == CodeKind.Unsigned ? 0 : -limit, limit);
            }
        }
        return scales;
    }

    private static RankSelection.Counts[] CountAll(MatrixGeometry geometry, PartialSums sums, KeyOrder order, RankSelection selection, int[] inputs, int samples, bool perColumn, CancellationToken cancellation)
    {
        var threads = Math.Clamp(Environment.ProcessorCount, 1, Math.Min(MostThreads, samples));
        var counts = new RankSelection.Counts[threads];
        Parallel.For(0, threads, new ParallelOptions { CancellationToken = cancellation }, thread =>
        {
            var mine = selection.Begin();
            var scratch = new PartialSumScratch();
            SumVisitor visit = (_, slice, _, _, values) =>
            {
                var ranges = perColumn ? values.Length : 1;
                for (var j = 0; j < values.Length; j++) mine.Add(slice * ranges + (perColumn ? j : 0), order.Key(values[j]));
            };
            for (var sample = thread; sample < samples; sample += threads)
            {
                cancellation.ThrowIfCancellationRequested();
                sums.Visit(inputs.AsSpan(sample * geometry.Spec.Inputs, geometry.Spec.Inputs), scratch, visit);
            }
            counts[thread] = mine;
        });
        return counts;
    }

    /// <summary>The limit in lsb: whole and at least 1 for sliced weights, as it is for analog ones, but positive.</summary>
    private static Rational Limit(MatrixGeometry geometry, PartialSums sums, int slice, double value)
    {
        var limit = Rational.FromDouble(value) / sums.UnitsPerLsb(slice);
        if (limit.Sign <= 0) return 1;
        return geometry.Spec.IsAnalog ? limit : limit.Ceiling();
    }

    /// <summary>Maps sums, or their magnitudes, to keys of the same order.</summary>
    private sealed class KeyOrder(PartialSums sums, bool isSigned)
    {
        /// <summary>Keys are below 2^Bits.</summary>
        public int Bits => !sums.IsExact ? 32 : 64 - BitOperations.LeadingZeroCount((ulong)(isSigned ? 2 * sums.Largest : sums.Largest));

        public ulong Key(double sum)
        {
            if (sums.IsExact) return (ulong)(isSigned ? sum + sums.Largest : Math.Abs(sum));
            var bits = BitConverter.SingleToUInt32Bits((float)(isSigned ? sum : Math.Abs(sum)));
            return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
        }

        public double Value(ulong key)
        {
            if (sums.IsExact) return isSigned ? key - sums.Largest : key;
            return BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? (uint)key & 0x7FFFFFFF : ~(uint)key);
        }
    }
}
