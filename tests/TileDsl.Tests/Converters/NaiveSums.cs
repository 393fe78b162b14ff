using TileDsl.Kernels;

namespace TileDsl.Tests.Converters;

/// <summary>What the conversions of one column and slice see of ideal cells, term by term.</summary>
internal static class NaiveSums
{
    public static IEnumerable<Rational> InLsb(MatrixGeometry geometry, TargetWeights weights, int slice, int column, int[] x)
    {
        var (spec, first) = (geometry.Spec, 0);
        foreach (var rows in geometry.Layout.RowBlocks)
        {
            for (var polarity = 0; polarity < geometry.ConvertedPolarities; polarity++)
            {
                foreach (var cycles in geometry.Cycles.All.Chunk(geometry.Cycles.All.Length / geometry.Cycles.Conversions))
                {
                    var inputs = x.Skip(first).Take(rows).ToArray();
                    yield return spec.IsAnalog
                        ? Analog(geometry, weights, polarity, column, first, inputs, cycles)
                        : Sliced(geometry, weights, slice, polarity, column, first, inputs, cycles);
                }
            }
            first += rows;
        }
    }

    private static Rational Sliced(MatrixGeometry geometry, TargetWeights weights, int slice, int polarity, int column, int first, int[] x, InputCycle[] cycles)
    {
        Rational sum = 0;
        for (var row = 0; row < x.Length; row++)
        {
            Rational cell = column >= geometry.Spec.Outputs ? weights.OffsetDigit(slice) : weights.Digit(column, first + row, slice, polarity);
            if (geometry.Spec.IsPair && !geometry.Spec.SubtractDigital) cell -= weights.Digit(column, first + row, slice, 1);
            else if (geometry.PedestalIsSeen) cell += Rational.Parse(geometry.Spec.Device.GMin) / (Rational.Parse(geometry.Spec.Device.GMax) - Rational.Parse(geometry.Spec.Device.GMin)) * ((1 << geometry.Spec.WeightSlices[slice]) - 1);
            foreach (var cycle in cycles) sum += Weight(geometry, cycle) * geometry.Cycles.Digit(x[row], cycle) * cell;
        }
        return sum;
    }

    private static Rational Analog(MatrixGeometry geometry, TargetWeights weights, int polarity, int column, int first, int[] x, InputCycle[] cycles)
    {
        var law = geometry.Law;
        var total = 0f;
        foreach (var cycle in cycles)
        {
            var sum = 0f;
            for (var row = 0; row < x.Length; row++)
            {
                var fraction = weights.Fraction(column, first + row);
                var (plus, minus) = geometry.Spec.Encoding == WeightEncoding.AnalogOneSided ? law.OneSided(fraction) : law.TwoSided(fraction);
                if (geometry.Spec.SubtractDigital) (plus, minus) = (polarity == 0 ? plus : minus, 0);
                var cell = geometry.GridExponent is { } k ? law.OnGrid(plus, k) - law.OnGrid(minus, k) : law.InUnitsOfGMax(plus - minus);
                sum = MathF.FusedMultiplyAdd(geometry.Cycles.Digit(x[row], cycle), cell, sum);
            }
            total += Weight(geometry, cycle) * sum;
        }
        var span = law.ExactMaximum - law.ExactMinimum;
        return Rational.FromDouble(total) * law.ExactMaximum / span / Rational.PowerOfTwo(geometry.GridExponent ?? 0);
    }

    private static int Weight(MatrixGeometry geometry, InputCycle cycle) =>
        !geometry.Spec.AccumulateAnalog ? 1 : cycle.IsNegative ? -(1 << cycle.Shift) : 1 << cycle.Shift;
}
