using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes a kernel: a class whose text says what it computes, in which steps and why so.</summary>
internal sealed class KernelWriter
{
    private readonly CodeWriter _code = new();
    private readonly MatrixPlan _matrix;
    private readonly KernelPlan _kernel;
    private readonly string _className;

    private KernelWriter(MatrixPlan matrix, KernelPlan kernel, string className) => (_matrix, _kernel, _className) = (matrix, kernel, className);

    private bool IsSampled => _kernel.Strategy == KernelStrategy.Sampled;

    private int LargestBlock => _kernel.RowClasses.Max(c => c.Rows.Max());

    /// <summary>int32 elements in front of the list of driven rows: the float64 totals.</summary>
    private int TotalIntegers => 2 * _kernel.Scales.Count * _kernel.PaddedColumns;

    /// <summary>The class, without the file around it.</summary>
    public static string Write(MatrixPlan matrix, KernelPlan kernel, string className)
    {
        var writer = new KernelWriter(matrix, kernel, className);
        writer.Class();
        return writer._code.ToString();
    }

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
            _code.Line($"public override bool FloatPlanes => {(_kernel.IntegerPlanes ? "false" : "true")};");
            _code.Line();
            _code.Line($"public override int ScratchIntegers => {Text(TotalIntegers + LargestBlock)};");
            _code.Line();
            var sums = IsSampled ? (_kernel.Conversions.Any(c => c.Terms.Count > 1) ? 3 : 2) * _kernel.PaddedColumns : 0;
            _code.Line($"public override int ScratchFloats => {Text((long)LargestBlock * _kernel.Drives.Count + sums)};");
            _code.Line();
            Multiply();
            DriveWriter.Write(_code, _matrix, _kernel);
            if (IsSampled) SampledWriter.Write(_code, _kernel);
            else SumWriter.Write(_code, _kernel);
            ConversionWriter.Write(_code, _kernel);
            RecombinationWriter.Write(_code, _matrix, _kernel);
        }
    }

    private void Constants()
    {
        Constant("int", "Inputs", Text(_matrix.Inputs), "Inputs of the matrix, N.");
        Constant("int", "Outputs", Text(_matrix.Outputs), "Outputs of the matrix, M.");
        Constant("int", "Columns", Text(_kernel.PaddedColumns), _kernel.OffsetColumns > 0
            ? $"Columns of a plane: the outputs, {Say.Plural(_kernel.OffsetColumns, "offset column")}, zeros up to a multiple of 16."
            : "Columns of a plane: the outputs, zeros up to a multiple of 16.");
        if (!IsSampled) Constant("int", "Planes", Text(_kernel.Planes.Count), "Planes of a row block, one for each weight slice (and polarity).");
        Constant("int", "Drives", Text(_kernel.Drives.Count), "What a row is driven with, in turn.");
        Constant("int", "Scales", Text(_kernel.Scales.Count), "Scales of converters; codes of one scale are summed before they are scaled.");
        ConversionWriter.Constants(_code, _kernel);
    }

    private void Constant(string type, string name, string value, string meaning)
    {
        _code.Comment(meaning);
        _code.Line($"private const {type} {name} = {value};");
        _code.Line();
    }

    private void Multiply()
    {
        _code.Hot();
        using (_code.Braces("public override long Multiply(MatrixState state, ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long sample, VectorPath path)"))
        {
            _code.Line("scratch.Fit(this);");
            if (IsSampled)
            {
                _code.Line("SampledCells cells = state.Cells ?? throw new ArgumentException(\"A matrix that was packed for another kernel.\", nameof(state));");
            }
            else
            {
                var planes = _kernel.IntegerPlanes ? "IntPlanes" : "FloatPlanes";
                _code.Line($"if (state.{planes}.Length < Inputs * Columns * Planes) throw new ArgumentException(\"A matrix that was packed for another kernel.\", nameof(state));");
            }
            var calibrated = _kernel.Scales.Where(s => s.CalibratedSlice >= 0).Select(s => s.CalibratedSlice).DefaultIfEmpty(-1).Max() + 1;
            if (calibrated > 0)
                _code.Line($"if (state.Converters.Length < {calibrated}) throw new ArgumentException(\"A matrix without calibrated converters.\", nameof(state));");
            _code.Line("if (x.Length != Inputs) throw new ArgumentException(\"As many inputs are needed as the matrix has.\", nameof(x));");
            _code.Line("if (y.Length != Outputs) throw new ArgumentException(\"As many results are needed as the matrix has outputs.\", nameof(y));");
            _code.Line();
            _code.Comment("The totals of each scale, scale by scale, a column each: integers that float64 holds exactly.");
            _code.Line("Span<double> totals = MemoryMarshal.Cast<int, double>(scratch.Integers.AsSpan(0, 2 * Scales * Columns));");
            _code.Line("totals.Clear();");
            _code.Line("long pulses = 0;");
            _code.Line("int first = 0;");
            if (IsSampled) _code.Line("int block = 0;");
            else _code.Line("int plane = 0;");
            for (var c = 0; c < _kernel.RowClasses.Count; c++) RowClass(c);
            _code.Line();
            _code.Line("Recombine(state, totals, x, y);");
            _code.Line("return pulses;");
        }
        _code.Line();
    }

    private void RowClass(int index)
    {
        var rows = _kernel.RowClasses[index].Rows;
        var several = _kernel.RowClasses.Sum(c => c.Blocks) > 1;
        var large = rows.Count(r => r == rows[0]);
        _code.Line();
        _code.Comment(rows.Count == 1
            ? $"{(_kernel.Strategy == KernelStrategy.Collapsed ? "All" : "A row block of")} {Say.Plural(rows[0], "row")}."
            : $"Row blocks: {Say.Blocks(rows)} rows.");
        var size = large == rows.Count ? Text(rows[0]) : $"n < {Text(large)} ? {Text(rows[0])} : {Text(rows[rows.Count - 1])}";
        using (_code.Braces(rows.Count == 1 ? "" : $"for (int n = 0; n < {Text(rows.Count)}; n++)"))
        {
            _code.Line($"{(large == rows.Count ? "const " : "")}int rows = {size};");
            _code.Line($"Span<int> driven = scratch.Integers.AsSpan({Text(TotalIntegers)}, rows);");
            _code.Line("Span<float> drives = scratch.Floats.AsSpan(0, rows * Drives);");
            _code.Line();
            _code.Comment("Inputs become drives of the rows.");
            _code.Line("driven = driven[..Drive(x.Slice(first, rows), driven, drives, ref pulses)];");
            if (IsSampled)
            {
                SampledWriter.Calls(_code, _kernel, index, LargestBlock);
                if (several) _code.Line("block++;");
            }
            else
            {
                SumWriter.Calls(_code, _kernel, index);
                if (several) _code.Line("plane += rows * Columns * Planes;");
            }
            if (several) _code.Line("first += rows;");
        }
    }
}
