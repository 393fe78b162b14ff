using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>A matrix as its kernels are planned: everything a rewrite may look at.</summary>
/// <param name="WithErrors">The errors of the cells are in force.</param>
internal sealed record KernelFacts(
    MatrixSignature Signature,
    ValueList<int> RowBlocks,
    ValueList<int> ColumnBlocks,
    ValueList<WeightSlicePlan> Slices,
    ValueList<CyclePlan> Cycles,
    ValueList<ConversionPlan> Conversions,
    bool Lossless,
    bool WithErrors)
{
    public int OffsetColumns => Signature.OffsetColumn ? ColumnBlocks.Count : 0;

    public int Columns => Signature.Outputs + OffsetColumns;

    /// <summary>Cells hold their digits: sliced, and no error of programming is in force.</summary>
    public bool IdealCells => !Signature.Weights.IsAnalog && !(WithErrors && Signature.Cell.HasProgrammingError);

    /// <summary>k of the grid of cells that are not ideal; null where inputs are too wide for one.</summary>
    public int? GridExponent => Grid.Exponent(RowBlocks[0], WidestConversion);

    public int WidestConversion => Grid.WidestConversion(Signature.InputSlicing.SliceBits, Signature.AccumulateAnalog);

    /// <summary>Kernel units of an ideal cell in an lsb: the denominator of a pedestal that is seen.</summary>
    public Rational UnitsPerLsb(WeightSlicePlan slice) => SeenPedestal(slice).Denominator;

    /// <summary>What the kernel's sums hold of g_min, in lsb; an ideal converter passes what is removed exactly, and so is spared it.</summary>
    public Rational SeenPedestal(WeightSlicePlan slice) =>
        Signature.Converter is null ? Rational.Zero : WorstCase.SeenPedestal(Signature, slice);

    /// <summary>No partial sum of ideal cells is larger, in units of the kernel.</summary>
    public Rational IdealBound => Conversions.Select(c => Rational.Max(-c.Lowest, c.Highest) * UnitsPerLsb(Slices[c.Slice])).Aggregate(Rational.Max);
}

/// <summary>A kernel half planned: the naive loop nest, and what rewrites have made of it.</summary>
/// <param name="Sums">Whether sums are integers that lanes hold exactly.</param>
/// <param name="FoldsNoise">Read noise is one Gaussian per partial sum and column.</param>
/// <param name="Digits">What is looked up.</param>
/// <param name="SixteenBits">Converters of 16-bit lanes.</param>
/// <param name="SingleConverters">Converters may work in float32.</param>
/// <param name="Batched">Several samples at once.</param>
internal sealed record KernelDraft(
    KernelStrategy Strategy,
    SumMethod Method,
    SumForm Sums,
    bool FoldsNoise = false,
    DigitPlan? Digits = null,
    bool SixteenBits = false,
    bool SingleConverters = false,
    bool Batched = false)
{
    /// <summary>
    /// The textbook loop: for every sample, row block, slice, cycle and column, the cells one after the other, a random
    /// number each where they are noisy, then a conversion by its thresholds.
    /// </summary>
    public static KernelDraft Naive(KernelFacts facts)
    {
        if (facts.WithErrors && facts.Signature.Cell.HasReadNoise) return new KernelDraft(KernelStrategy.Sampled, SumMethod.CellByCell, SumForm.Float32Ordered);
        return Fixed(facts, new KernelDraft(KernelStrategy.Sliced, SumMethod.MultiplyAdd, SumForm.Float64Exact));
    }

    /// <summary>The same where conductances do not change from product to product.</summary>
    public static KernelDraft Fixed(KernelFacts facts, KernelDraft draft) => facts.IdealCells
        ? draft with { Strategy = KernelStrategy.Sliced, Method = SumMethod.MultiplyAdd, Sums = SumForm.Float64Exact }
        : draft with { Strategy = KernelStrategy.Programmed, Method = SumMethod.MultiplyAdd, Sums = facts.GridExponent is null ? SumForm.Float32Ordered : SumForm.Float32Exact };
}
