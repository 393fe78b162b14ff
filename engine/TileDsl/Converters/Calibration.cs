using System.Collections.Concurrent;
using System.Numerics;
using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl.Converters;

/// <summary>
/// Finds the calibrated converters of a matrix: the nearest rank of what converters see of ideal cells over calibration data. The data is gone through
/// several times, so that none of it is kept: until <see cref="IsDone"/>, every thread begins a count, adds its products, and the counts are taken.
/// </summary>
internal sealed class Calibration
{
    private readonly MatrixGeometry _geometry;
    private readonly ConverterSpec _converter;
    private readonly PartialSums _sums;
    private readonly KeyOrder _order;
    private readonly RankSelection _selection;
    private readonly int _ranges;

    /// <param name="products">How many input vectors there are, 1 or more.</param>
    public Calibration(MatrixGeometry geometry, TargetWeights weights, ConverterSpec converter, long products)
    {
        (_geometry, _converter) = (geometry, converter);
        _sums = new PartialSums(geometry, weights);
        _order = new KeyOrder(_sums, converter.Codes == CodeKind.Unsigned);
        _ranges = converter.PerColumn ? geometry.Columns : 1;
        var count = products * geometry.Layout.RowBlocks.Length * geometry.Cycles.Conversions * geometry.ConvertedPolarities * (geometry.Columns / _ranges);
        var rank = (long)(Rational.Parse(converter.CalibratedFraction!) * count).Ceiling();
        _selection = new RankSelection(geometry.Slices * _ranges, _order.Bits, rank);
    }

    /// <summary>Whether the data has been gone through often enough.</summary>
    public bool IsDone => _selection.IsDone;

    /// <summary>Elements that one count holds.</summary>
    public int TableLength => _selection.TableLength;

    /// <summary>
    /// The converters of a matrix, by weight slice and then by column (outputs, then offset columns; one element where
    /// columns share a range), in lsb.
    /// </summary>
    /// <param name="inputs">Input codes, samples by N; at least one sample.</param>
    public static ConverterScale[][] Calibrate(MatrixGeometry geometry, TargetWeights weights, ConverterSpec converter, int[] inputs, CancellationToken cancellation = default)
    {
        var length = geometry.Spec.Inputs;
        var samples = inputs.Length / length;
        var calibration = new Calibration(geometry, weights, converter, samples);
        while (!calibration.IsDone)
        {
            var counts = new ConcurrentBag<Count>();
            SampleLoop.Run(samples, 0, calibration.Begin, (first, count, mine) =>
            {
                mine.Add(inputs.AsSpan(first * length, count * length));
                return 0;
            }, counts.Add, cancellation: cancellation);
            calibration.Take(counts);
        }
        return calibration.Scales();
    }

    /// <summary>Begins counting, on one thread or as one of many.</summary>
    public Count Begin() => new(this);

    /// <summary>Ends a pass: every product has been added to one of the counts.</summary>
    public void Take(IEnumerable<Count> counts) => _selection.Take([.. counts.Select(count => count.Keys)]);

    /// <summary>The converters, once done; see <see cref="Calibrate"/>.</summary>
    public ConverterScale[][] Scales()
    {
        var scales = new ConverterScale[_geometry.Slices][];
        for (var slice = 0; slice < scales.Length; slice++)
        {
            scales[slice] = new ConverterScale[_ranges];
            for (var column = 0; column < _ranges; column++)
            {
                var limit = Limit(_geometry, _sums, slice, _order.Value(_selection.Keys[slice * _ranges + column]));
                scales[slice][column] = ConverterLaw.Over(_converter.Bits, _converter.Codes, _converter.Codes == CodeKind.Unsigned ? 0 : -limit, limit);
            }
        }
        return scales;
    }

    /// <summary>What one thread counts in a pass.</summary>
    internal sealed class Count
    {
        private readonly Calibration _calibration;
        private readonly PartialSumScratch _scratch = new();
        private readonly SumVisitor _visit;

        public Count(Calibration calibration)
        {
            _calibration = calibration;
            Keys = calibration._selection.Begin();
            var (perColumn, order) = (calibration._converter.PerColumn, calibration._order);
            _visit = (_, slice, _, _, values) =>
            {
                var ranges = perColumn ? values.Length : 1;
                for (var j = 0; j < values.Length; j++) Keys.Add(slice * ranges + (perColumn ? j : 0), order.Key(values[j]));
            };
        }

        public RankSelection.Counts Keys { get; }

        /// <summary>Products, one behind the other.</summary>
        public void Add(ReadOnlySpan<int> codes)
        {
            var inputs = _calibration._geometry.Spec.Inputs;
            for (; codes.Length > 0; codes = codes[inputs..]) _calibration._sums.Visit(codes[..inputs], _scratch, _visit);
        }
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
