using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>Converters whose limits are the nearest-rank percentile of the sums of ideal cells over calibration data.</summary>
internal sealed class CalibratedConverters : Converters
{
    private readonly bool _perColumn;
    private readonly Dictionary<(int Slice, MatrixColumn? Column), Transfer> _transfers = [];

    /// <param name="targets">The matrix.</param>
    /// <param name="range">What was asked for.</param>
    /// <param name="ideal">The cells without any random draw.</param>
    /// <param name="samples">Input codes, one array a sample.</param>
    public CalibratedConverters(MatrixTargets targets, CalibratedRange range, Cells ideal, IEnumerable<int[]> samples)
        : base(targets)
    {
        _perColumn = range.PerColumn;
        var pools = new Dictionary<(int Slice, MatrixColumn? Column), List<Rational>>();
        foreach (var sample in samples)
        {
            var driven = targets.Drive(sample);
            foreach (var place in targets.Places)
            {
                if (!pools.TryGetValue(KeyOf(place), out var pool)) pools[KeyOf(place)] = pool = [];
                pool.AddRange(targets.Conversions.Select(c => SumInLsb(targets, ideal, place, c, driven)));
            }
        }
        foreach (var (key, pool) in pools) _transfers[key] = Make(targets, pool, range.Fraction);
    }

    public override Transfer For(Place place, Conversion conversion) => _transfers[KeyOf(place)];

    public override object ScaleOf(Place place, Transfer transfer) => place.Slice;

    private (int Slice, MatrixColumn? Column) KeyOf(Place place) => (place.Slice, _perColumn ? place.Column : null);

    private static Rational SumInLsb(MatrixTargets targets, Cells ideal, Place place, Conversion conversion, int[][] driven) => ideal switch
    {
        ExactCells exact => exact.Sum(place, conversion, driven) * exact.Unit(place.Slice),
        FloatCells floating => Rational.FromDouble(floating.Sum(place, conversion, driven, 0)) * ideal.Unit(place.Slice),
        _ => throw new InvalidOperationException(ideal.GetType().Name),
    };

    private static Transfer Make(MatrixTargets targets, List<Rational> pool, Rational fraction)
    {
        var isUnsigned = targets.Adc.Codes == CodeKind.Unsigned;
        var sorted = pool.Select(p => isUnsigned ? p : Rational.Abs(p)).Order().ToList();
        var rank = (int)(fraction * sorted.Count).Ceiling();
        var value = sorted[rank - 1];
        var limit = targets.IsAnalog ? (value.Sign > 0 ? value : 1) : Rational.Max(value.Ceiling(), 1);
        return Transfer.Over(targets.Adc, isUnsigned ? 0 : -limit, limit);
    }
}
