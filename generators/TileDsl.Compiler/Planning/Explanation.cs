using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>What <c>explain</c> says of a program: facts and reasons, for whoever formats them.</summary>
public sealed record Explanation(string Path, ValueList<NetworkExplanation> Networks, ValueList<MatrixExplanation> Matrices)
{
    public static Explanation Of(ProgramPlan plan) => new(
        plan.Path,
        plan.Networks.Select(network => new NetworkExplanation(
            network.Name,
            network.Layers.SelectMany(MatrixExplanation.Of).ToValueList())).ToValueList(),
        plan.Matrices.Select(matrix => MatrixExplanation.Of(matrix.Name, matrix, Activation.None, null)).ToValueList());
}

/// <param name="Layers">What stands on arrays: of a layer, an element for every shape of its matrices.</param>
public sealed record NetworkExplanation(string Name, ValueList<MatrixExplanation> Layers)
{
    public long Arrays => Layers.Sum(layer => (long)layer.Arrays * layer.Count);

    /// <summary>Per inference.</summary>
    public long Conversions => Layers.Sum(layer => layer.Conversions * layer.Count * layer.Products);

    /// <summary>Per inference.</summary>
    public long CellReads => Layers.Sum(layer => layer.CellReads * layer.Count * layer.Products);
}

/// <summary>A layer, or a lone matrix.</summary>
/// <param name="From">The weight node the file names; null where layers are bound in topological order.</param>
/// <param name="RowBlocks">Rows of each row block.</param>
/// <param name="ColumnBlocks">Outputs of each column block.</param>
/// <param name="WeightSlices">Cell bits, most significant first; a single 0 for analog weights.</param>
/// <param name="Cycles">Input bits of each cycle, in order.</param>
/// <param name="Converters">What converters meet, one for each kind of conversion.</param>
/// <param name="BitsGiven">Null for the ideal converter.</param>
/// <param name="Noisy">Null where the cells have no errors.</param>
/// <param name="Conversions">Per product.</param>
/// <param name="CellReads">Per product.</param>
public sealed record MatrixExplanation(
    string Name,
    int Inputs,
    int Outputs,
    Activation Activation,
    string? From,
    ValueList<int> RowBlocks,
    ValueList<int> ColumnBlocks,
    int ArrayRows,
    int ArrayColumns,
    int Arrays,
    WeightEncoding Encoding,
    ValueList<int> WeightSlices,
    InputForm InputForm,
    ValueList<int> Cycles,
    ValueList<ConverterExplanation> Converters,
    int? BitsGiven,
    bool Calibrated,
    bool Lossless,
    KernelExplanation NoiseFree,
    KernelExplanation? Noisy,
    long Conversions,
    long CellReads)
{
    /// <summary>Columns of every array beyond its own.</summary>
    public int SpareColumns { get; private init; }

    /// <summary>Spare columns that hold checksums of a slice, on every array it stands on.</summary>
    public int ChecksumColumns { get; private init; }

    /// <summary>Conversions of checksum columns among <see cref="Conversions"/>.</summary>
    public long ChecksumConversions { get; private init; }

    /// <summary>The AN code of its weights; null where cells hold them as they are.</summary>
    public CodeExplanation? Code { get; private init; }

    /// <summary>Matrices of this shape, one behind the other.</summary>
    public int Count { get; private init; } = 1;

    /// <summary>Products of each for one sample.</summary>
    public int Products { get; private init; } = 1;

    /// <summary>The share of the cells it stands on that hold a weight: blocks that do not fill an array, and the cells off the diagonal of a packed layer, do not.</summary>
    public double Fill { get; private init; }

    /// <summary>Whether weights stand on the diagonal only: channels of a depthwise layer side by side.</summary>
    public bool IsBlockDiagonal { get; private init; }

    /// <summary>The conversion with the widest sums.</summary>
    public ConverterExplanation Worst => Converters.OrderByDescending(c => c.Highest - c.Lowest).First();

    internal static IEnumerable<MatrixExplanation> Of(LayerPlan layer)
    {
        var groups = layer.Window?.Groups ?? 1;
        var isPacked = groups > 1 && layer.InputShape[0] == groups;
        foreach (var (matrix, count) in layer.Matrices.Select(m => (m.Matrix, m.Count)))
        {
            // Of a packed matrix, one output has the weights of one channel.
            var weights = isPacked ? (long)matrix.Outputs * layer.Window!.Kernel.Aggregate(1, (n, k) => n * k) : (long)matrix.Inputs * matrix.Outputs;
            yield return Of(layer.Name, matrix, layer.Activation.Kind, layer.From) with
            {
                Count = count,
                Products = layer.Products,
                Fill = FillOf(matrix, weights),
                IsBlockDiagonal = isPacked && matrix.Inputs * (long)matrix.Outputs > weights,
            };
        }
    }

    private static double FillOf(MatrixPlan plan, long weights) =>
        (double)weights * plan.Slices.Count / ((double)plan.Arrays * plan.Signature.ArrayRows * plan.Signature.ArrayColumns);

    internal static MatrixExplanation Of(string name, MatrixPlan plan, Activation activation, string? from) => new(
        name,
        plan.Inputs,
        plan.Outputs,
        activation,
        from,
        plan.RowBlocks,
        plan.ColumnBlocks,
        plan.Signature.ArrayRows,
        plan.Signature.ArrayColumns,
        plan.Arrays,
        plan.Signature.Weights.Encoding,
        plan.Signature.Weights.SliceBits.Reverse().ToValueList(),
        plan.Signature.InputSlicing.Form,
        plan.Cycles.Select(c => c.Bits).ToValueList(),
        plan.Conversions.Select(c => new ConverterExplanation(
            c.Rows, c.Slice, c.InputBits, c.Lowest, c.Highest, c.BitsNeeded, WorstCase.ExactBits(c.Lowest, c.Highest), c.Scale?.Step, c.Lossless)).ToValueList(),
        plan.Signature.Converter?.Bits,
        plan.Signature.Converter?.IsCalibrated == true,
        plan.Lossless,
        KernelExplanation.Of(plan.NoiseFree),
        plan.Noisy is { } noisy ? KernelExplanation.Of(noisy) : null,
        plan.Events.Conversions,
        plan.Events.CellReads)
    {
        Fill = FillOf(plan, (long)plan.Inputs * plan.Outputs),
        SpareColumns = plan.Signature.SpareColumns,
        Code = CodeExplanation.Of(plan.Signature),
        ChecksumColumns = plan.Signature.Checksums?.Columns ?? 0,
        ChecksumConversions = Checksums(plan) is var columns && columns == 0 ? 0
            : plan.Events.Conversions * columns / (columns + plan.Outputs + (plan.Signature.OffsetColumn ? plan.ColumnBlocks.Count : 0)),
    };

    /// <summary>Columns of checksums of a slice, over all column blocks.</summary>
    private static int Checksums(MatrixPlan plan) => plan.ColumnBlocks.Count * (plan.Signature.Checksums?.Columns ?? 0);
}

/// <summary>The AN code of weights.</summary>
/// <param name="Multiplier">a.</param>
/// <param name="WordBits">Bits of a code word.</param>
/// <param name="WeightBits">Bits of the weight alone.</param>
/// <param name="Errors">By how much single cells can put a word off: so many values.</param>
/// <param name="Named">Those of them that their residue leads to.</param>
public sealed record CodeExplanation(int Multiplier, int WordBits, int WeightBits, int Errors, int Named)
{
    internal static CodeExplanation? Of(MatrixSignature signature)
    {
        if (signature.Code is not { } code) return null;
        int Bits(int multiplier) => ArithmeticCode.WordBits(signature.Weights.Encoding, signature.Weights.Bits, signature.Weights.Symmetric, multiplier);
        return new CodeExplanation(code.Multiplier, Bits(code.Multiplier), Bits(1), code.Errors, code.Named);
    }
}

/// <summary>A kind of conversion, in lsb.</summary>
/// <param name="Rows">Rows of its block.</param>
/// <param name="WeightSlice">0 the least significant.</param>
/// <param name="InputBits">Input bits converted at once.</param>
/// <param name="Lowest">Lowest sum there can be.</param>
/// <param name="Highest">Highest sum there can be.</param>
/// <param name="BitsNeeded">Whole bits that give every sum a code.</param>
/// <param name="ExactBits">The same before rounding up: 10.2.</param>
/// <param name="Step">Distance of two codes; null where the converter is ideal or calibrated.</param>
public sealed record ConverterExplanation(int Rows, int WeightSlice, int InputBits, Rational Lowest, Rational Highest, int BitsNeeded, double ExactBits, Rational? Step, bool Lossless);

/// <summary>A kernel and why it is right here.</summary>
/// <param name="Samples">Samples that are worked on together.</param>
/// <param name="Rewrites">The steps from the naive loop nest, applied or refused, each with its reason.</param>
public sealed record KernelExplanation(KernelStrategy Strategy, SumMethod Method, int Samples, ValueList<RewriteNote> Rewrites)
{
    internal static KernelExplanation Of(KernelPlan kernel) => new(kernel.Strategy, kernel.Method, kernel.Samples, kernel.Rewrites);
}
