using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>One matrix on arrays: how it is cut, what its converters see, which kernels compute it and why.</summary>
/// <param name="Name">What it is called in messages and comments: the layer, or the tile.</param>
/// <param name="ClassName">The generated class of a lone matrix; empty for a layer.</param>
/// <param name="RowBlocks">Rows of each row block, larger first.</param>
/// <param name="ColumnBlocks">Outputs of each column block, larger first.</param>
/// <param name="Conversions">Every distinct kind of conversion: block size, weight slice, input bits.</param>
/// <param name="Lossless">Every integer sum there can be is converted to itself.</param>
/// <param name="NoiseFree">The kernel of noise-free runs.</param>
/// <param name="Noisy">The kernel where errors are in force; null where the cells have none.</param>
public sealed record MatrixPlan(
    string Name,
    string ClassName,
    MatrixSignature Signature,
    ValueList<int> RowBlocks,
    ValueList<int> ColumnBlocks,
    ValueList<WeightSlicePlan> Slices,
    ValueList<CyclePlan> Cycles,
    ValueList<ConversionPlan> Conversions,
    bool Lossless,
    KernelPlan NoiseFree,
    KernelPlan? Noisy,
    EventPlan Events)
{
    public int Inputs => Signature.Inputs;

    public int Outputs => Signature.Outputs;

    /// <summary>Arrays that hold it.</summary>
    public int Arrays => RowBlocks.Count * ColumnBlocks.Count * ArraysPerBlock;

    /// <summary>Arrays of one row block and column block: one per weight slice unless slices stand side by side.</summary>
    public int ArraysPerBlock => Signature.Weights.AcrossColumns ? 1 : Slices.Count;
}

/// <summary>A weight slice: its cells' bits and the place of its digit.</summary>
/// <param name="Bits">0 for analog weights.</param>
/// <param name="Negative">A two's complement top slice.</param>
public sealed record WeightSlicePlan(int Index, int Bits, int Shift, bool Negative)
{
    /// <summary>The largest state of its cells, in lsb.</summary>
    public int Largest => Pedestal.Levels(Bits);

    public long Coefficient => Negative ? -(1L << Shift) : 1L << Shift;
}

/// <summary>One input slice of one phase.</summary>
/// <param name="Negative">A two's complement top cycle or the cycles of the negative phase.</param>
public sealed record CyclePlan(int Index, int Phase, int Bits, int Shift, bool Negative)
{
    public long Coefficient => Negative ? -(1L << Shift) : 1L << Shift;
}

/// <summary>What a converter meets, in lsb.</summary>
/// <param name="Rows">Rows of the block.</param>
/// <param name="InputBits">Input bits converted at once.</param>
/// <param name="Lowest">The lowest sum there can be.</param>
/// <param name="Highest">The highest sum there can be.</param>
/// <param name="Scale">The transfer in lsb; null where the converter is ideal or its range is calibrated.</param>
/// <param name="BitsNeeded">Bits that give every integer sum a code of its own.</param>
public sealed record ConversionPlan(int Rows, int Slice, int InputBits, Rational Lowest, Rational Highest, ConverterScale? Scale, int BitsNeeded, bool Lossless);

/// <summary>What one product costs in events; driver pulses depend on the data.</summary>
public sealed record EventPlan(long Conversions, long CellReads);
