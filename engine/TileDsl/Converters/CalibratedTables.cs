using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>Writes calibrated converters as a kernel reads them: in the unit of its sums, by padded column.</summary>
internal static class CalibratedTables
{
    /// <summary>One converter per weight slice.</summary>
    /// <param name="scales">By slice and column, in lsb; see <see cref="Calibration"/>.</param>
    public static CalibratedConverter[] For(MatrixGeometry geometry, TargetWeights weights, ConverterScale[][] scales, MatrixKernel kernel)
    {
        var converters = new CalibratedConverter[scales.Length];
        for (var slice = 0; slice < converters.Length; slice++)
        {
            var (units, largest) = IntegerSums(geometry, weights, slice, kernel.Strategy);
            converters[slice] = For(scales[slice], kernel.PaddedColumns, geometry.LsbOfGMax(slice), units, largest);
        }
        return converters;
    }

    /// <summary>Units of a kernel's integer sums to an lsb, and a bound of their magnitude; null units where sums are float32.</summary>
    private static (Rational? Units, long Largest) IntegerSums(MatrixGeometry geometry, TargetWeights weights, int slice, KernelStrategy strategy)
    {
        if (strategy == KernelStrategy.Sliced)
        {
            var cells = new IdealCells(geometry, weights, slice, 0);
            var inputs = (1L << geometry.WidestConversion) - 1;
            return (cells.UnitsPerLsb, cells.Largest * geometry.Layout.RowBlocks.Max() * inputs);
        }
        if (strategy == KernelStrategy.Programmed && geometry.GridExponent is { } k)
            return (Grid.UnitsPerLsb(k, geometry.Law.ExactMinimum, geometry.Law.ExactMaximum, geometry.Spec.WeightSlices[slice]), Grid.SumLimit - 1);
        return (null, 0);
    }

    private static CalibratedConverter For(ConverterScale[] scales, int padded, Rational lsbOfGMax, Rational? units, long largest)
    {
        var arithmetic = Array.ConvertAll(scales, scale => units is { } u ? ConverterArithmetic.Wide(scale.In(u), -largest, largest) : new ConverterArithmetic(ConverterForm.Search, 0, 0, 1));
        var search = units is not null && Array.Exists(arithmetic, a => a.Form == ConverterForm.Search);
        var thresholds = Array.ConvertAll(scales, scale => search ? Thresholds(scale.In(units!.Value)) : []);
        T[] Spread<T>(Func<int, T> of) => [.. Enumerable.Range(0, padded).Select(j => of(j < scales.Length ? j : 0))];
        return new CalibratedConverter
        {
            Form = search || units is null ? ConverterForm.Search : ConverterForm.WideDivide,
            A = Spread(j => arithmetic[j].A),
            B = Spread(j => arithmetic[j].B),
            D = Spread(j => arithmetic[j].D),
            Thresholds = Spread(j => thresholds[j]),
            Lo = Spread(j => scales[j].Lo.ToDouble()),
            Step = Spread(j => scales[j].Step.ToDouble()),
            FloatLo = Spread(j => (scales[j].Lo * lsbOfGMax).ToDouble()),
            FloatStep = Spread(j => (scales[j].Step * lsbOfGMax).ToDouble()),
            NoisyA = Spread(j => (float)(1 / (scales[j].Step * (units ?? lsbOfGMax))).ToDouble()),
            UnitStep = Spread(j => (float)(scales[j].Step * (units ?? lsbOfGMax)).ToDouble()),
            NoisyB = Spread(j => (float)(-scales[j].Lo / scales[j].Step).ToDouble()),
        };
    }

    private static int[] Thresholds(ConverterScale scale)
    {
        var thresholds = new int[scale.Steps - 1];
        for (var n = 1; n < scale.Steps; n++)
        {
            var threshold = scale.Threshold(n);
            thresholds[n - 1] = threshold > int.MaxValue ? int.MaxValue : threshold < int.MinValue ? int.MinValue : (int)threshold;
        }
        return thresholds;
    }
}
