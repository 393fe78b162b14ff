using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes a kernel: a class whose text says what it computes, in which steps and why so.</summary>
internal sealed class KernelWriter
{
    private readonly CodeWriter _code = new();
    private readonly MatrixPlan _matrix;
    private readonly KernelPlan _kernel;
    private readonly ScratchLayout _scratch;
    private readonly string _className;

    private KernelWriter(MatrixPlan matrix, KernelPlan kernel, string className)
    {
        (_matrix, _kernel, _className) = (matrix, kernel, className);
        _scratch = new ScratchLayout(matrix, kernel);
    }

    /// <summary>The class, without the file around it.</summary>
    /// <param name="byMoments">An expression: the kernel that takes clipped reads by their moments; null where there is none.</param>
    public static string Write(MatrixPlan matrix, KernelPlan kernel, string className, string? byMoments)
    {
        var writer = new KernelWriter(matrix, kernel, className) { ByMoments = byMoments };
        writer.Class();
        return writer._code.ToString();
    }

    private string? ByMoments { get; init; }

    /// <summary>The type of a total.</summary>
    public static string Total(KernelPlan kernel) => kernel.IntegerTotals ? "int" : "double";

    private void Class()
    {
        KernelComments.Header(_code, _matrix, _kernel);
        using (_code.Braces($"internal sealed class {_className} : MatrixKernel"))
        {
            Constants();
            _code.Line($"public static {_className} Instance {{ get; }} = new();");
            _code.Line();
            _code.Line($"public override KernelStrategy Strategy => KernelStrategy.{_kernel.Strategy};");
            _code.Line();
            _code.Line("public override int PaddedColumns => Columns;");
            _code.Line();
            _code.Line($"public override PlaneForm Elements => PlaneForm.{Planes()};");
            _code.Line();
            if (_kernel.Digits is { } digits)
            {
                _code.Line($"public override DigitForm Digits => new({Text(digits.RowsPerGroup)}, {Text(digits.Bits)}, {Text(digits.Lowest)});");
                _code.Line();
            }
            if (_kernel.Method == SumMethod.TableSums)
            {
                _code.Line("public override bool TakesHalfPlanes => true;");
                _code.Line();
            }
            if (_kernel.Noise is not null)
            {
                _code.Line("public override bool DrawsNoise => true;");
                _code.Line();
            }
            if (ByMoments is not null)
            {
                _code.Line($"public override MatrixKernel? ByMoments => {ByMoments};");
                _code.Line();
            }
            if (_kernel.Physical)
            {
                _code.Line("public override bool HasPhysicalConverters => true;");
                _code.Line();
            }
            if (_kernel.DetectsClipping)
            {
                _code.Line("public override bool DetectsClipping => true;");
                _code.Line();
            }
            if (_kernel.Noise is { Reads: FreshNoise.PerCell })
            {
                _code.Line("public override bool TakesVariances => true;");
                _code.Line();
            }
            _code.Line($"public override int ScratchBytes => {Text(_scratch.Bytes)}{(_kernel.Method == SumMethod.TableSums ? $" + 2 * Samples * Plans * PlanLength" : "")};");
            _code.Line();
            Multiply();
            TileWriter.Write(_code, _matrix, _kernel, _scratch);
            DriveWriter.Write(_code, _matrix, _kernel);
            RecombinationWriter.Write(_code, _matrix, _kernel, _scratch);
        }
    }

    private string Planes() => _kernel.Method switch
    {
        SumMethod.CellByCell => "None",
        SumMethod.DigitLookup => "Digits",
        SumMethod.IntegerPairs => "Int16Pairs",
        _ => _kernel.IntegerPlanes ? "Int32" : "Float32",
    };

    private void Constants()
    {
        Constant("int", "Inputs", Text(_matrix.Inputs), "Inputs of the matrix, N.");
        Constant("int", "Outputs", Text(_matrix.Outputs), "Outputs of the matrix, M.");
        Constant("int", "Columns", Text(_kernel.PaddedColumns), _kernel.OffsetColumns > 0
            ? $"Columns of a plane: the outputs, {Say.Plural(_kernel.OffsetColumns, "offset column")}, zeros up to a whole vector."
            : "Columns of a plane: the outputs, zeros up to a whole vector.");
        Constant("int", "Samples", Text(_kernel.Samples), "Samples that are worked on together.");
        if (_kernel.Method != SumMethod.CellByCell) Constant("int", "Planes", Text(_kernel.Planes.Count), "Planes of a row block, one for each weight slice (and polarity).");
        Constant("int", "Drives", Text(_kernel.Drives.Count), "What a row is driven with, in turn.");
        Constant("int", "Scales", Text(_kernel.Scales.Count), "Scales of converters; codes of one scale are summed before they are scaled.");
        if (_kernel.Method == SumMethod.TableSums)
        {
            Constant("int", "Plans", Text(TileWriter.Plans(_kernel).Count), "Sorted orders of rows that a sample needs: one for up to eight cycles.");
            _code.Line($"private static int PlanLength => BitPlaneTile.PlanLength({Text(_kernel.RowClasses.Max(c => c.Rows.Max()))}, 8);");
        }
        if (_kernel.Digits is { } digits)
        {
            _code.Comment($"What the digits of a group add, 64 entries for each combination of its drives ({string.Join(", ", digits.Drives.Select(d => Text(d)).Take(9))}{(digits.Drives.Count > 9 ? " .." : "")}), each {Text(digits.Bias)} higher.");
            _code.Line($"private static readonly AlignedMemory<byte> Tables = DigitTables.Make(new({Text(digits.RowsPerGroup)}, {Text(digits.Bits)}, {Text(digits.Lowest)}), {Text(digits.Drives[0])}, {Text(digits.Drives[digits.Drives.Count - 1])}, {Text(digits.Bias)});");
        }
        if (_kernel.Method != SumMethod.IntegerPairs)
        {
            _code.Comment("The weights of a plane's conversions, plane by plane.");
            var byPlane = Enumerable.Range(0, _kernel.Planes.Count).SelectMany(p => _kernel.Conversions.Where(c => c.Plane == p)).Select(c => c.Coefficient).ToList();
            var type = _kernel.IntegerTotals ? "int" : "double";
            _code.Line($"private static ReadOnlySpan<{type}> Coefficients => [{string.Join(", ", byPlane.Select(c => Text(c)))}];");
        }
        if (_kernel.Noise is { Reads: FreshNoise.Uniform } noise)
        {
            _code.Comment("Standard deviation of one device's read under one input step, in units of the sums, by weight slice.");
            _code.Line($"private static ReadOnlySpan<double> Sigma => [{string.Join(", ", noise.Sigma.Select(Escape.Number))}];");
        }
        _code.Line();
        ConversionWriter.Constants(_code, _kernel);
    }

    private void Constant(string type, string name, string value, string meaning)
    {
        _code.Line($"// {meaning}");
        _code.Line($"private const {type} {name} = {value};");
    }

    private void Multiply()
    {
        _code.Hot();
        using (_code.Braces("public override long Multiply(MatrixState state, ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)"))
        {
            var calibrated = _kernel.Scales.Where(s => s.CalibratedSlice >= 0).Select(s => s.CalibratedSlice).DefaultIfEmpty(-1).Max() + 1;
            var elements = _kernel.Method == SumMethod.CellByCell ? 0 : TileWriter.PlaneElements(_kernel);
            _code.Line($"int count = Count(state, {Text(elements)}, {Text(calibrated)}, x.Length, Inputs, y.Length, Outputs);");
            _code.Line("Span<byte> memory = scratch.Fit(this);");
            if (_kernel.DetectsClipping)
            {
                _code.Line("Span<bool> clipped = scratch.BeginClipping(count);");
                _code.Line("ReadOnlySpan<long> indices = scratch.Indices(firstSample, count);");
            }
            _code.Line("long pulses = 0;");
            using (_code.Braces("for (int n = 0; n < count; n += Samples)"))
            {
                _code.Line("int samples = Math.Min(Samples, count - n);");
                _code.Line("pulses += Tile(state, samples, x.Slice(n * Inputs, samples * Inputs), y.Slice(n * Outputs, samples * Outputs), memory, " + (_kernel.DetectsClipping ? "indices.Slice(n, samples), path, clipped.Slice(n, samples), scratch.Pass" : "firstSample + n, path") + ");");
            }
            _code.Line("return pulses;");
        }
        _code.Line();
    }
}

/// <summary>Where a thread's buffers are in its scratch; each begins on a cache line.</summary>
internal sealed class ScratchLayout
{
    private const int PanelSums = 128;

    public ScratchLayout(MatrixPlan matrix, KernelPlan kernel)
    {
        var rows = kernel.RowClasses.Max(c => c.Rows.Max());
        var noise = kernel.Noise is not null;
        var perCell = kernel.Noise is { Reads: FreshNoise.PerCell };
        Totals = Add(kernel.Method == SumMethod.IntegerPairs ? 4L * kernel.Samples * kernel.PaddedColumns : (kernel.IntegerTotals ? 4L : 8L) * kernel.Samples * kernel.Scales.Count * kernel.PaddedColumns);
        Inputs = Add(kernel.Method switch
        {
            SumMethod.DigitLookup => (long)kernel.Samples * kernel.Digits!.Groups(rows) * kernel.Drives.Count,
            SumMethod.TableSums => rows,
            SumMethod.IntegerPairs => 2L * kernel.Samples * ((rows + 1) / 2 * 2),
            SumMethod.CellByCell => 4L * kernel.Drives.Count * rows + 4L * rows,
            _ => 4L * kernel.Samples * kernel.Drives.Count * rows,
        });
        Sums = Add(kernel.Method switch
        {
            SumMethod.CellByCell => 3L * 4 * kernel.PaddedColumns,
            SumMethod.DigitLookup => 2L * kernel.Drives.Count * PanelSums,
            SumMethod.IntegerPairs => 0,
            _ => (kernel.Sums == SumForm.Float64Exact ? 8L : 4L) * kernel.Samples * kernel.Drives.Count * 64,
        });
        Row = Add(kernel.Method == SumMethod.DigitLookup && !kernel.SixteenBits || kernel.Conversions.Any(c => c.Terms.Count > 1) || ((noise || kernel.Physical) && kernel.Sums == SumForm.Float64Exact) ? 4L * PanelSums : 0);
        Values = Add(kernel.OffsetColumns > 0 ? 8L * kernel.PaddedColumns : 0);
        Squares = Add(perCell ? 4L * kernel.Samples * kernel.Drives.Count * rows : 0);
        Variances = Add(perCell ? 4L * kernel.Samples * kernel.Drives.Count * 64 : 0);
        VarianceRow = Add(kernel.Noise is { ByColumn: true } ? 4L * Math.Max(PanelSums, kernel.Method == SumMethod.CellByCell ? kernel.PaddedColumns : 0) : 0);
        Words = Add(kernel.ChecksWords ? 16L * kernel.PaddedColumns : 0);
        InputSums = Add(noise || kernel.Method == SumMethod.DigitLookup ? 16L * kernel.Samples * kernel.Drives.Count : 0);
    }

    public long Bytes { get; private set; }

    public long Totals { get; }

    /// <summary>What rows are driven with.</summary>
    public long Inputs { get; }

    public long Sums { get; }

    /// <summary>Sums of one conversion in float32, made of others.</summary>
    public long Row { get; }

    /// <summary>Results with their offset columns.</summary>
    public long Values { get; }

    /// <summary>The squares of what rows are driven with.</summary>
    public long Squares { get; }

    /// <summary>Variances of the sums of every drive.</summary>
    public long Variances { get; }

    /// <summary>The variances of one conversion.</summary>
    public long VarianceRow { get; }

    /// <summary>The code words of a cycle, by column.</summary>
    public long Words { get; }

    /// <summary>Per sample and drive: the sum of a block's inputs, and of their squares; int64.</summary>
    public long InputSums { get; }

    /// <summary>Plans of table sums, whose length the engine knows, are behind all others.</summary>
    public long Plans => Bytes;

    private long Add(long bytes)
    {
        var at = Bytes;
        Bytes += (bytes + 63) / 64 * 64;
        return at;
    }
}
