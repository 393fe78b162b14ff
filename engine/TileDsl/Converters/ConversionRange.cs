using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>What a conversion can see, and the converter a full or fixed range makes of it; in lsb, exactly.</summary>
internal static class ConversionRange
{
    /// <summary>Width of the inputs that one conversion sums: of a cycle, or of all cycles of a phase.</summary>
    public static int InputBits(MatrixGeometry geometry, int conversion) =>
        geometry.Spec.AccumulateAnalog ? geometry.WidestConversion : geometry.Cycles.All[conversion].Bits;

    /// <summary>The smallest and the largest sum: extremes of a cell times extremes of an input, times the rows.</summary>
    public static (Rational Lo, Rational Hi) WorstCase(MatrixGeometry geometry, int rows, int slice, int conversion)
    {
        var (spec, pedestal) = (geometry.Spec, geometry.SeenPedestal(slice));
        var levels = Pedestal.Levels(spec.WeightSlices[slice]);
        var isDifference = geometry.Polarities > geometry.ConvertedPolarities;
        var (leastCell, mostCell) = (isDifference ? -levels : pedestal, levels + pedestal);
        var (leastInput, mostInput) = Inputs(geometry, conversion);
        Rational[] products = [leastCell * leastInput, leastCell * mostInput, mostCell * leastInput, mostCell * mostInput];
        return (rows * products.Min(), rows * products.Max());
    }

    /// <summary>The converter of a conversion whose range is full or fixed.</summary>
    public static ConverterScale Scale(MatrixGeometry geometry, ConverterSpec converter, int rowBlock, int slice, int conversion)
    {
        if (converter.FixedLo is not null && converter.FixedHi is not null)
        {
            var cell = Rational.One;
            if (converter.FixedInCells)
                cell = ((1L << InputBits(geometry, conversion)) - 1) / geometry.LsbOfGMax(slice);
            return ConverterLaw.Over(converter.Bits, converter.Codes, Rational.Parse(converter.FixedLo) * cell, Rational.Parse(converter.FixedHi) * cell);
        }
        var (lo, hi) = WorstCase(geometry, geometry.Layout.RowBlocks[rowBlock], slice, conversion);
        return ConverterLaw.Full(converter.Bits, converter.Codes, lo, hi, !geometry.Spec.IsAnalog && geometry.SeenPedestal(slice).IsInteger);
    }

    private static (Rational Least, Rational Most) Inputs(MatrixGeometry geometry, int conversion)
    {
        Rational most = (1L << InputBits(geometry, conversion)) - 1;
        if (geometry.Spec.InputForm == InputForm.SignMagnitude) return (-most, most);
        if (geometry.Spec.InputForm == InputForm.TwosComplement && geometry.Spec.AccumulateAnalog)
        {
            var half = 1L << (geometry.Spec.InputBits - 1);
            return (-half, half - 1);
        }
        return (0, most);
    }
}
