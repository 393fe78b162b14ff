using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>What a kernel computes, by the names of the engine.</summary>
public enum KernelStrategy
{
    /// <summary>One integer product with the signed target weights.</summary>
    Collapsed,

    /// <summary>Ideal cells under a lossy converter: integer sums per weight slice and cycle.</summary>
    Sliced,

    /// <summary>Conductances fixed per chip.</summary>
    Programmed,

    /// <summary>Conductances drawn anew for every cell and partial sum.</summary>
    Sampled,
}

/// <summary>What partial sums are added in.</summary>
public enum SumForm
{
    /// <summary>Integers below 2^24 in float32: exact in any order.</summary>
    Float32Exact,

    /// <summary>Integers below 2^53 in float64: exact in any order.</summary>
    Float64Exact,

    /// <summary>Real numbers in float32, fused multiply-adds in ascending rows.</summary>
    Float32Ordered,
}

/// <summary>How partial sums are added up.</summary>
public enum SumMethod
{
    /// <summary>Products of elements and inputs, lanes over columns, inputs of many samples against a panel of columns.</summary>
    MultiplyAdd,

    /// <summary>16-bit products of two rows at once, added in int32.</summary>
    IntegerPairs,

    /// <summary>The digits of a group of rows look up what they add, sixty-four columns at a time.</summary>
    DigitLookup,

    /// <summary>Rows are first added by the pattern of their input bits, and the sums of patterns then.</summary>
    TableSums,

    /// <summary>Every cell is drawn as it is read.</summary>
    CellByCell,
}

/// <summary>A rewrite that was tried: applied or refused, and why.</summary>
public sealed record RewriteNote(string Name, bool Applied, string Reason);

/// <summary>Digits of ideal cells in bytes, and what they look up.</summary>
/// <param name="RowsPerGroup">Rows whose digits share a byte.</param>
/// <param name="Bits">Bits of a digit.</param>
/// <param name="Lowest">The cell that is stored as 0, in lsb.</param>
/// <param name="Drives">What a row can be driven with, by state: 0, 1 for one-bit inputs.</param>
/// <param name="Bias">What is added to every entry of a table so that none is negative.</param>
/// <param name="Largest">The largest entry.</param>
public sealed record DigitPlan(int RowsPerGroup, int Bits, int Lowest, ValueList<int> Drives, int Bias, int Largest)
{
    /// <summary>Groups whose entries a byte can hold the sum of.</summary>
    public int GroupsPerChunk => byte.MaxValue / Largest;

    public int Groups(int rows) => (rows + RowsPerGroup - 1) / RowsPerGroup;
}

/// <summary>Noise drawn once per conversion and column.</summary>
/// <param name="Reads">The read noise in it; <see cref="FreshNoise.None"/> where that is drawn cell by cell, or there is none.</param>
/// <param name="Sigma">Of uniform read noise: per weight slice, the standard deviation of one device's read under one input step, in units of the sums.</param>
/// <param name="Devices">Devices that add noise to a row of a column: 2 where a pair is subtracted first.</param>
/// <param name="HasReference">A reference column adds noise that all columns of its array share.</param>
/// <param name="ConverterSteps">Standard deviation of the converter's own noise, in steps; 0 where there is none.</param>
public sealed record NoisePlan(FreshNoise Reads, ValueList<double> Sigma, int Devices, bool HasReference, double ConverterSteps)
{
    /// <summary>The variance of every column is summed up, and not one for all of them.</summary>
    public bool ByColumn => Reads == FreshNoise.PerCell || ConverterSteps != 0;
}

/// <summary>One kernel: everything the emitter writes, decided.</summary>
/// <param name="Digits">What <see cref="SumMethod.DigitLookup"/> looks up; else null.</param>
/// <param name="Noise">Read noise that is folded; null where there is none, or each cell is drawn.</param>
/// <param name="Physical">Each converter has a gain, offset and thresholds of its own, or says when it clips.</param>
/// <param name="DetectsClipping">Samples of which a conversion clipped are marked.</param>
/// <param name="Samples">Samples that are worked on together.</param>
/// <param name="IntegerTotals">Codes are summed in int32; else sums or codes in float64.</param>
/// <param name="SixteenBits">Every converter works in 16 bits.</param>
/// <param name="Rewrites">The steps from the naive loop nest, applied or refused, in order.</param>
/// <param name="PaddedColumns">Columns of a plane: outputs and offset columns, rounded up to 16.</param>
/// <param name="OffsetColumns">Offset columns behind the outputs; 0 where there are none.</param>
/// <param name="IntegerPlanes">The planes hold int32 because a cell's integer may not fit a float32.</param>
/// <param name="Planes">The planes of a row block, in order.</param>
/// <param name="Drives">What each row is driven with, one column of inputs per sum.</param>
/// <param name="Conversions">The conversions of a row block and column, by weight slice, cycle, polarity ascending.</param>
/// <param name="RowClasses">Row blocks that share their converters, in order of blocks.</param>
/// <param name="Converters">The distinct converters.</param>
/// <param name="Scales">The scales codes are summed in, in order of first use.</param>
/// <param name="Pedestal">What is subtracted digitally, in lsb per unit of the inputs' sum; null where nothing is.</param>
/// <param name="Offset">The weight offset subtracted digitally, per unit of the inputs' sum; 0 where there is none.</param>
/// <param name="SumBound">No partial sum is larger than this, in units of its kernel.</param>
/// <param name="Unit">What a sum is counted in, in words.</param>
/// <param name="Reason">Why this kernel is right here: the proof with its arithmetic.</param>
public sealed record KernelPlan(
    KernelStrategy Strategy,
    SumMethod Method,
    SumForm Sums,
    int PaddedColumns,
    int OffsetColumns,
    bool IntegerPlanes,
    ValueList<PlanePlan> Planes,
    ValueList<DrivePlan> Drives,
    ValueList<KernelConversion> Conversions,
    ValueList<RowClassPlan> RowClasses,
    ValueList<ConverterPlan> Converters,
    ValueList<ScalePlan> Scales,
    Rational? Pedestal,
    long Offset,
    Rational SumBound,
    string Unit,
    string Reason,
    DigitPlan? Digits,
    NoisePlan? Noise,
    bool Physical,
    bool DetectsClipping,
    int Samples,
    bool IntegerTotals,
    bool SixteenBits,
    ValueList<RewriteNote> Rewrites)
{
    /// <summary>Columns of a plane that are read: outputs and offset columns.</summary>
    public required int UsedColumns { get; init; }

    /// <summary>Columns of checksums among them: the last. Where there are any, codes are compared before they count.</summary>
    public int ChecksumColumns { get; init; }

    /// <summary>Codes make code words, which are checked and divided before they count.</summary>
    public bool ChecksWords { get; init; }

    /// <summary>Where clipped reads are drawn cell by cell: the kernel for chips on which their moments will do.</summary>
    public KernelPlan? ByMoments { get; init; }
}

/// <param name="Polarity">0 for single cells, the + cell or an analog difference; 1 for the - cell converted apart.</param>
public sealed record PlanePlan(int Slice, int Polarity);

/// <summary>How a row's drive is made of its input code.</summary>
public enum DriveForm
{
    /// <summary>Bits of the two's complement pattern.</summary>
    Pattern,

    /// <summary>The sign times bits of the magnitude.</summary>
    SignedMagnitude,

    /// <summary>Bits of max(x, 0).</summary>
    Positive,

    /// <summary>Bits of max(-x, 0).</summary>
    Negative,
}

/// <param name="Whole">The code as it is, in place of its bits from <paramref name="Shift"/>.</param>
public sealed record DrivePlan(DriveForm Form, bool Whole, int Shift, int Bits);

/// <summary>A conversion: which plane under which drives, and the weight of its code.</summary>
/// <param name="Terms">Drives that are summed before the converter, each with its weight.</param>
public sealed record KernelConversion(int Plane, ValueList<DriveTerm> Terms, long Coefficient);

public sealed record DriveTerm(int Drive, long Weight);

/// <param name="Blocks">How many row blocks, one behind the other.</param>
/// <param name="Rows">Rows of each; the larger first where they are of two sizes.</param>
/// <param name="Converters">Per conversion, the index of its converter.</param>
public sealed record RowClassPlan(ValueList<int> Rows, ValueList<int> Converters)
{
    public int Blocks => Rows.Count;
}

public enum ConversionForm
{
    /// <summary>The value is the sum.</summary>
    None,

    /// <summary>An integer sum by <see cref="ConverterArithmetic"/>.</summary>
    Arithmetic,

    /// <summary>A float32 sum in float64: rint((p - lo)/step).</summary>
    Real,

    /// <summary>A sum with folded noise, in float32: rint(p A + B).</summary>
    Noisy,

    /// <summary>An integer sum, constants found at calibration.</summary>
    CalibratedArithmetic,

    /// <summary>A float32 sum, limits found at calibration.</summary>
    CalibratedReal,

    /// <summary>A sum with folded noise, constants found at calibration.</summary>
    CalibratedNoisy,
}

/// <summary>How sums become codes.</summary>
/// <param name="Scale">Index of the scale its codes are summed in.</param>
/// <param name="Slice">The weight slice, for calibrated constants.</param>
/// <param name="LastCode">Steps - 1.</param>
/// <param name="InUnits">The transfer in units of the sums; null where calibrated or ideal.</param>
/// <param name="Sixteen">The same in 16 bits, of sums that are looked up; null where it is not used.</param>
public sealed record ConverterPlan(ConversionForm Form, int Scale, int Slice, int LastCode, ConverterScale? InUnits, ConverterArithmetic Arithmetic, SixteenBitConverter? Sixteen = null);

/// <summary>Codes that are summed as integers and scaled once.</summary>
/// <param name="CalibratedSlice">The weight slice whose step and lo were found at calibration; -1 where they are known.</param>
/// <param name="Lo">Value of n = 0, in lsb.</param>
/// <param name="Step">Distance of two codes, in lsb; of an ideal converter, lsb per unit of the sums.</param>
/// <param name="Coefficients">The sum of the coefficients of all its conversions.</param>
/// <param name="FirstCode">The code of n = 0 where code 0 is zero, so that lo need not be added; else null.</param>
public sealed record ScalePlan(int CalibratedSlice, Rational Lo, Rational Step, long Coefficients, int? FirstCode);
