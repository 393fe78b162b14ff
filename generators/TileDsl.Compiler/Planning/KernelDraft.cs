using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>A matrix as its kernels are planned: everything a rewrite may look at.</summary>
/// <param name="WithErrors">The errors of the cells are in force.</param>
/// <param name="ByMoments">Clipped reads are nearly Gaussian in sum, and taken by their moments.</param>
internal sealed record KernelFacts(
    MatrixSignature Signature,
    ValueList<int> RowBlocks,
    ValueList<int> ColumnBlocks,
    ValueList<WeightSlicePlan> Slices,
    ValueList<CyclePlan> Cycles,
    ValueList<ConversionPlan> Conversions,
    bool Lossless,
    bool WithErrors,
    bool ByMoments = false)
{
    public int OffsetColumns => Signature.OffsetColumn ? ColumnBlocks.Count : 0;

    /// <summary>Columns of checksums; they are compared where errors are in force.</summary>
    public int ChecksumColumns => WithErrors && Signature.Checksums is { } form ? ColumnBlocks.Count * form.Columns : 0;

    /// <summary>Cells hold code words, each of which is checked.</summary>
    public bool ChecksWords => Signature.CodeMultiplier != 0;

    /// <summary>No word can be wrong, so that their sums are a times those of weights.</summary>
    public bool WordsAreSound => ChecksWords && !WithErrors && IdealCells && !PhysicalConverters && Signature.Driver is not { Errors.HasFixedError: true };

    public int Columns => Signature.Outputs + OffsetColumns + ChecksumColumns;

    /// <summary>Cells hold their digits and are seen as they are: sliced, no error in force that moves them or depends on them, no wires.</summary>
    public bool IdealCells => !Signature.Weights.IsAnalog && !(WithErrors && (Signature.Cell.HasStaticError || FreshNoise == FreshNoise.PerCell)) && Signature.Wires is null && !Signature.Cell.IsNonLinear;

    /// <summary>k of the grid of cells that are not ideal; null where inputs are too wide for one, or wires make every conductance another.</summary>
    public int? GridExponent => Signature.Wires is null ? Grid.Exponent(RowBlocks[0], WidestConversion) : null;

    /// <summary>Noise that is drawn anew for every partial sum. Wires attenuate that of each cell differently, clipping takes as much of it as the cell lets.</summary>
    public FreshNoise FreshNoise => !WithErrors ? FreshNoise.None
        : (ByMoments || Signature.Wires is not null) && Signature.Cell.FreshNoise == FreshNoise.Uniform ? FreshNoise.PerCell
        : Signature.Cell.FreshNoise;

    /// <summary>Standard deviation of a converter's thermal noise, in steps; 0 where none is in force.</summary>
    public Rational ConverterNoise => WithErrors && Signature.Converter is { } converter ? converter.NoiseLsb : Rational.Zero;

    /// <summary>Why arrays are read row by row, or solved, for every product; null where a product is one of matrix and vector.</summary>
    public string? RowByRow
    {
        get
        {
            if (Signature.Driver is { } driver && (WithErrors ? driver.HasStaticError || driver.NoiseLsb.Sign != 0 : driver.Errors.HasFixedError))
                return "Every driver of every array has levels of its own.";
            if (ChecksumColumns > 0) return "The codes of every conversion are compared with those of checksum columns.";
            if (ChecksWords) return $"The code word of every output and cycle is checked: a multiple of {Signature.CodeMultiplier}, or its residue is corrected.";
            if (Signature.Wires is { Disconnected: true }) return "Rows without input float, so that each vector meets another circuit: it is solved.";
            return Signature.SolvesCells ? "Currents are not proportional to voltages: each vector's circuit is solved." : null;
        }
    }

    /// <summary>Whether every vector meets another circuit.</summary>
    public bool SolvesCircuits => Signature.Wires is { Disconnected: true } || Signature.SolvesCells;

    /// <summary>What a clipped conversion leads to must be known.</summary>
    public bool DetectsClipping => Signature.Converter is { HalvesOnClip: true };

    /// <summary>Converters differ from their ideal transfer, or from each other.</summary>
    public bool PhysicalConverters => Signature.Converter is { } converter && (WithErrors ? converter.HasStaticError : converter.HasFixedError);

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
/// <param name="FoldsNoise">Noise is one Gaussian per conversion and column.</param>
/// <param name="Physical">Each converter has a transfer of its own, or says when it clips.</param>
/// <param name="Digits">What is looked up.</param>
/// <param name="SixteenBits">Converters of 16-bit lanes.</param>
/// <param name="SingleConverters">Converters may work in float32.</param>
/// <param name="Batched">Several samples at once.</param>
internal sealed record KernelDraft(
    KernelStrategy Strategy,
    SumMethod Method,
    SumForm Sums,
    bool FoldsNoise = false,
    bool Physical = false,
    DigitPlan? Digits = null,
    bool SixteenBits = false,
    bool SingleConverters = false,
    bool Batched = false)
{
    /// <summary>Sums are converted in float32, as sums that hold noise are.</summary>
    public bool FloatCodes => FoldsNoise || Physical;

    /// <summary>
    /// The textbook loop: for every sample, row block, slice, cycle and column, the cells one after the other, a random
    /// number each where they are noisy, then a conversion by its thresholds.
    /// </summary>
    public static KernelDraft Naive(KernelFacts facts)
    {
        var draft = new KernelDraft(KernelStrategy.Sampled, SumMethod.CellByCell, SumForm.Float32Ordered, FoldsNoise: facts.ConverterNoise.Sign != 0, facts.PhysicalConverters || facts.DetectsClipping || facts.ChecksumColumns > 0 || facts.ChecksWords);
        return facts.FreshNoise == FreshNoise.None && facts.RowByRow is null ? Fixed(facts, draft) : draft;
    }

    /// <summary>The same where conductances do not change from product to product.</summary>
    public static KernelDraft Fixed(KernelFacts facts, KernelDraft draft) => facts.IdealCells
        ? draft with { Strategy = KernelStrategy.Sliced, Method = SumMethod.MultiplyAdd, Sums = SumForm.Float64Exact }
        : draft with { Strategy = KernelStrategy.Programmed, Method = SumMethod.MultiplyAdd, Sums = facts.GridExponent is null ? SumForm.Float32Ordered : SumForm.Float32Exact };
}
