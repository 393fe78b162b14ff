using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>
/// Writes the loop nest of a batch: row blocks, panels of columns, planes, samples. Each panel's sums are taken for all samples,
/// and noise and converters follow while they are in the cache.
/// </summary>
internal sealed class TileWriter
{
    private readonly CodeWriter _code;
    private readonly MatrixPlan _matrix;
    private readonly KernelPlan _kernel;
    private readonly ScratchLayout _scratch;

    private TileWriter(CodeWriter code, MatrixPlan matrix, KernelPlan kernel, ScratchLayout scratch) => (_code, _matrix, _kernel, _scratch) = (code, matrix, kernel, scratch);

    private int ConversionsOfPlane => _kernel.Conversions.Count / _kernel.Planes.Count;

    private int Polarities => _kernel.Planes.Count(p => p.Slice == 0);

    private string SliceOfPlane => Polarities == 1 ? "p" : $"p / {Text(Polarities)}";

    private string PolarityOfPlane => Polarities == 1 ? "0" : $"p % {Text(Polarities)}";

    private bool NeedsPlace => _kernel.Noise is not null || _kernel.Physical;

    private bool NeedsInputSums => _kernel.Noise is { Reads: FreshNoise.Uniform } || (_kernel is { Digits: not null, SixteenBits: false } && SeesPedestal);

    private bool SeesPedestal => _matrix.Signature.Converter is not null && _matrix.Signature.SeesPedestal;

    private bool PerCell => _kernel.Noise is { Reads: FreshNoise.PerCell };

    private string SumType => _kernel.Sums == SumForm.Float64Exact ? "double" : "float";

    public static void Write(CodeWriter code, MatrixPlan matrix, KernelPlan kernel, ScratchLayout scratch) => new TileWriter(code, matrix, kernel, scratch).Tile();

    /// <summary>The memory of a state that a kernel reads.</summary>
    public static string PlanesOfState(KernelPlan kernel) => kernel.Method switch
    {
        SumMethod.DigitLookup => "DigitPlanes",
        SumMethod.IntegerPairs => "PairPlanes",
        _ => kernel.IntegerPlanes ? "IntPlanes" : "FloatPlanes",
    };

    public static long PlaneElements(KernelPlan kernel) =>
        kernel.RowClasses.Sum(c => c.Rows.Sum(rows => StoredRows(kernel, rows))) * kernel.PaddedColumns * kernel.Planes.Count;

    /// <summary>The orders of rows that table sums want: the drive it begins with, and its cycles.</summary>
    public static IReadOnlyList<(int First, int Count)> Plans(KernelPlan kernel)
    {
        var plans = new List<(int First, int Count)>();
        for (var d = 0; d < kernel.Drives.Count; d++)
        {
            if (plans.Count > 0 && plans[plans.Count - 1].Count < 8 && kernel.Drives[plans[plans.Count - 1].First].Form == kernel.Drives[d].Form)
                plans[plans.Count - 1] = (plans[plans.Count - 1].First, plans[plans.Count - 1].Count + 1);
            else
                plans.Add((d, 1));
        }
        return plans;
    }

    private static long StoredRows(KernelPlan kernel, int rows) => kernel.Method switch
    {
        SumMethod.DigitLookup => kernel.Digits!.Groups(rows),
        SumMethod.IntegerPairs => (rows + 1) / 2 * 2,
        _ => rows,
    };

    private void Tile()
    {
        _code.Comment("Some samples: sums panel by panel, converted and added to totals; then results.");
        _code.Hot();
        using (_code.Braces($"private static long Tile(MatrixState state, int samples, ReadOnlySpan<int> x, Span<double> y, Span<byte> memory, {(_kernel.DetectsClipping ? "ReadOnlySpan<long> indices" : "long firstSample")}, VectorPath path{(_kernel.DetectsClipping ? ", Span<bool> clipped, int pass" : "")})"))
        {
            var total = KernelWriter.Total(_kernel);
            _code.Comment("Totals by sample, scale and column.");
            Buffer(total, "totals", _scratch.Totals, "samples * Scales * Columns");
            if (_kernel.Method != SumMethod.IntegerPairs) _code.Line("totals.Clear();");
            _code.Line("long pulses = 0;");
            if (_kernel.Method != SumMethod.IntegerPairs) _code.Line("int first = 0;");
            if (_kernel.Method == SumMethod.CellByCell) _code.Line("int block = 0;");
            else if (_kernel.Method != SumMethod.IntegerPairs) _code.Line("int plane = 0;");
            if (NeedsPlace) _code.Line("int place = 0;");
            for (var c = 0; c < _kernel.RowClasses.Count; c++) RowClass(c);
            _code.Line();
            _code.Line("for (int s = 0; s < samples; s++) Recombine(state, totals.Slice(s * Scales * Columns, Scales * Columns), x.Slice(s * Inputs, Inputs), y.Slice(s * Outputs, Outputs), memory);");
            _code.Line("return pulses;");
        }
        _code.Line();
    }

    private void Buffer(string type, string name, long at, string length) =>
        _code.Line($"Span<{type}> {name} = KernelScratch.Part<{type}>(memory, {Text(at)}, {length});");

    private void RowClass(int index)
    {
        var rows = _kernel.RowClasses[index].Rows;
        var several = _kernel.RowClasses.Sum(c => c.Blocks) > 1;
        var large = rows.Count(r => r == rows[0]);
        _code.Line();
        _code.Comment(rows.Count == 1
            ? $"{(_kernel.Strategy == KernelStrategy.Collapsed ? "All" : "A row block of")} {Say.Plural(rows[0], "row")}."
            : $"Row blocks: {Say.Blocks(rows)} rows.");
        using (_code.Braces(rows.Count == 1 ? "" : $"for (int n = 0; n < {Text(rows.Count)}; n++)"))
        {
            string Size(Func<int, long> of) => large == rows.Count ? Text(of(rows[0])) : $"n < {Text(large)} ? {Text(of(rows[0]))} : {Text(of(rows[rows.Count - 1]))}";
            var constant = large == rows.Count ? "const " : "";
            _code.Line($"{constant}int rows = {Size(r => r)};");
            switch (_kernel.Method)
            {
                case SumMethod.IntegerPairs:
                    Pairs();
                    break;
                case SumMethod.CellByCell:
                    SampledWriter.Block(_code, _kernel, index, _scratch);
                    break;
                case SumMethod.DigitLookup:
                    _code.Line($"{constant}int groups = {Size(r => _kernel.Digits!.Groups(r))};");
                    Lookups(index, Size(r => (long)_kernel.Digits!.Groups(r) * _kernel.Digits.Bias));
                    break;
                default:
                    Sums(index);
                    break;
            }
            if (!several) return;
            _code.Line("first += rows;");
            if (_kernel.Method == SumMethod.CellByCell) _code.Line("block++;");
            else _code.Line($"plane += {(_kernel.Digits is null ? "rows" : "groups")} * Columns * Planes;");
            if (NeedsPlace) _code.Line($"place += {Text(_kernel.Planes.Count / Polarities)};");
        }
    }

    /// <summary>A collapsed product: the totals are its sums.</summary>
    private void Pairs()
    {
        _code.Comment("Inputs become int16, an even number of rows.");
        _code.Line("const int stride = (rows + 1) / 2 * 2;");
        Buffer("short", "inputs", _scratch.Inputs, "samples * stride");
        _code.Line("for (int s = 0; s < samples; s++) pulses += Drive(x.Slice(s * Inputs, rows), inputs.Slice(s * stride, stride));");
        using (_code.Braces("for (int j = 0; j < Columns; j += 64)"))
        {
            _code.Line("int width = Math.Min(64, Columns - j);");
            _code.Line("IntegerTile.Multiply(state.PairPlanes.Span.Slice(j * stride, stride * width), stride / 2, width, inputs, stride, samples, totals[j..], Columns, path);");
        }
    }

    /// <summary>Multiply-adds, or table sums: float sums of every drive.</summary>
    private void Sums(int rowClass)
    {
        var table = _kernel.Method == SumMethod.TableSums;
        var element = _kernel.IntegerPlanes ? "int" : "float";
        _code.Comment(table ? "Rows are ordered by the bits of their inputs." : "Inputs become drives of the rows, sample by sample.");
        Buffer(table ? "byte" : "float", table ? "bits" : "drives", _scratch.Inputs, table ? "rows" : "samples * Drives * rows");
        if (table) Buffer("ushort", "plans", _scratch.Plans, "samples * Plans * PlanLength");
        Drives(table ? "bits, plans.Slice(s * Plans * PlanLength)" : "drives.Slice(s * Drives * rows, Drives * rows)");
        if (PerCell)
        {
            Buffer("float", "squares", _scratch.Squares, "samples * Drives * rows");
            _code.Line("DriveRows.Square(drives, squares);");
            Buffer("float", "variances", _scratch.Variances, "samples * Drives * 64");
        }
        Buffer(SumType, "sums", _scratch.Sums, "samples * Drives * 64");
        using (_code.Braces("for (int j = 0; j < Columns; j += 64)"))
        {
            _code.Line("int width = Math.Min(64, Columns - j);");
            foreach (var (from, to) in PlaneGroups(rowClass))
            {
                using (PlaneLoop(from, to))
                {
                    if (!table)
                    {
                        _code.Line($"ReadOnlySpan<{element}> panel = state.{PlanesOfState(_kernel)}.Span.Slice(plane + (p * Columns + j) * rows, rows * width);");
                        _code.Line($"FloatTile.Multiply{(SumType == "double" ? "Wide" : "")}(panel, rows, width, drives, rows, samples * Drives, sums, width, path);");
                    }
                    if (PerCell)
                    {
                        _code.Line("ReadOnlySpan<float> variancePanel = state.VariancePlanes.Span.Slice(plane + (p * Columns + j) * rows, rows * width);");
                        _code.Line("FloatTile.Multiply(variancePanel, rows, width, squares, rows, samples * Drives, variances, width, path);");
                    }
                    using (_code.Braces("for (int s = 0; s < samples; s++)"))
                    {
                        if (table)
                        {
                            var plans = Plans(_kernel);
                            for (var n = 0; n < plans.Count; n++)
                            {
                                _code.Line("BitPlaneTile.Sum(state, plane + (p * Columns + j) * rows, rows, width, "
                                    + $"plans.Slice((s * Plans + {Text(n)}) * PlanLength, PlanLength), {Text(plans[n].Count)}, sums.Slice((s * Drives + {Text(plans[n].First)}) * width), path);");
                            }
                        }
                        Conversions(rowClass, from, conversion => $"sums.Slice((s * Drives + {conversion}) * width, width)");
                    }
                }
            }
        }
    }

    private void Lookups(int rowClass, string bias)
    {
        _code.Comment("The drives of a group of rows become the number of the table that its digits are looked up in, for every cycle.");
        Buffer("byte", "combos", _scratch.Inputs, "samples * groups * Drives");
        Drives("combos.Slice(s * groups * Drives, groups * Drives)");
        Buffer("ushort", "sums", _scratch.Sums, "Drives * 128");
        if (!_kernel.SixteenBits) Buffer("float", "row", _scratch.Row, "128");
        using (_code.Braces("for (int j = 0; j < Columns; j += 128)"))
        {
            _code.Line("int width = Math.Min(128, Columns - j);");
            foreach (var (from, to) in PlaneGroups(rowClass))
            {
                using (PlaneLoop(from, to))
                {
                    _code.Line("ReadOnlySpan<byte> panel = state.DigitPlanes.Span.Slice(plane + (p * Columns + j) * groups, groups * width);");
                    using (_code.Braces("for (int s = 0; s < samples; s++)"))
                    {
                        _code.Comment($"{Text(_kernel.Digits!.GroupsPerChunk)} entries of at most {Text(_kernel.Digits.Largest)} fit a byte.");
                        _code.Line($"DigitTile.Sum(panel, groups, width, Tables.Span, combos.Slice(s * groups * Drives, groups * Drives), Drives, {Text(_kernel.Digits.GroupsPerChunk)}, sums, width, path);");
                        if (_kernel.SixteenBits)
                        {
                            SixteenBitWriter.Calls(_code, _kernel, rowClass, from);
                        }
                        else
                        {
                            var pedestal = SeesPedestal ? Planning.WorstCase.SeenPedestal(_matrix.Signature, _matrix.Slices[_kernel.Planes[from].Slice]) : Model.Rational.Zero;
                            var units = Say.Number(pedestal.Denominator);
                            var seen = pedestal.Sign == 0 ? "" : $" + {Say.Number((Model.Rational)pedestal.Numerator)} * inputSums[2 * (s * Drives + c)]";
                            Conversions(rowClass, from, _ => "row[..width]", $"DigitTables.Widen(sums.Slice(c * width, width), row, {units}, {(bias == "0" ? "0" : $"-{units} * ({bias})")}{seen}, path);");
                        }
                    }
                }
            }
        }
    }

    private void Drives(string into)
    {
        if (NeedsInputSums)
        {
            _code.Comment("Per sample and drive, the sum of the block's inputs and of their squares.");
            Buffer("long", "inputSums", _scratch.InputSums, "samples * Drives * 2");
        }
        _code.Line($"for (int s = 0; s < samples; s++) pulses += Drive(x.Slice(s * Inputs + first, rows), {into}{(NeedsInputSums ? ", inputSums.Slice(s * Drives * 2, Drives * 2)" : "")});");
    }

    /// <summary>Neighbouring planes whose conversions are made by the same converters.</summary>
    private IEnumerable<(int From, int To)> PlaneGroups(int rowClass)
    {
        var converters = Enumerable.Range(0, _kernel.Planes.Count).Select(p => string.Join(",", ConvertersOf(rowClass, p)) + "/" + PedestalKey(p)).ToList();
        for (int from = 0, to; from < converters.Count; from = to)
        {
            for (to = from + 1; to < converters.Count && converters[to] == converters[from];) to++;
            yield return (from, to);
        }
    }

    /// <summary>Slices of one width see one pedestal.</summary>
    private int PedestalKey(int plane) => _kernel.Digits is null ? 0 : _matrix.Slices[_kernel.Planes[plane].Slice].Bits;

    private IEnumerable<int> ConvertersOf(int rowClass, int plane) => _kernel.Conversions
        .Select((conversion, c) => (conversion, Converter: _kernel.RowClasses[rowClass].Converters[c]))
        .Where(c => c.conversion.Plane == plane)
        .Select(c => c.Converter);

    private CodeWriter.Block PlaneLoop(int from, int to)
    {
        if (to - from > 1) return _code.Braces($"for (int p = {Text(from)}; p < {Text(to)}; p++)");
        var block = _code.Braces("");
        _code.Line($"const int p = {Text(from)};");
        return block;
    }

    /// <summary>The totals of sample s in a scale, for the columns of a panel.</summary>
    public static string Totals(int scale) => scale == 0 ? "totals.Slice(s * Scales * Columns + j, width)" : $"totals.Slice((s * Scales + {Text(scale)}) * Columns + j, width)";

    /// <summary>The conversions of one sample and plane, neighbours of one converter in a loop.</summary>
    /// <param name="sums">The sums of a drive, named by an expression.</param>
    /// <param name="before">What makes them.</param>
    private void Conversions(int rowClass, int plane, Func<string, string> sums, string? before = null)
    {
        var converters = ConvertersOf(rowClass, plane).ToList();
        var conversions = _kernel.Conversions.Where(c => c.Plane == plane).ToList();
        for (int from = 0, to; from < converters.Count; from = to)
        {
            var joined = conversions[from].Terms.Count > 1;
            for (to = from + 1; !joined && to < converters.Count && converters[to] == converters[from];) to++;
            using (_code.Braces(to - from == 1 ? "" : $"for (int c = {Text(from)}; c < {Text(to)}; c++)"))
            {
                if (to - from == 1) _code.Line($"const int c = {Text(from)};");
                if (before is not null) _code.Line(before);
                var doubles = SumType == "double" && !joined && _kernel.Noise is null && !_kernel.Physical;
                var source = joined || (SumType == "double" && !doubles) ? Join(conversions[from], sums) : sums("c");
                if (_kernel.Noise is not null) source = Noise(conversions[from], converters[from], source);
                _code.Line(ConversionWriter.Call(_kernel, converters[from], source, doubles, Totals(_kernel.Converters[converters[from]].Scale), "j", $"Coefficients[p * {Text(ConversionsOfPlane)} + c]", $"place + {SliceOfPlane}", PolarityOfPlane));
            }
        }
    }

    /// <summary>Cycles that are summed before the converter, in float32 and in their order; or one float64 sum, rounded to hold noise.</summary>
    private string Join(KernelConversion conversion, Func<string, string> sums)
    {
        Buffer("float", "joined", _scratch.Row, "width");
        for (var t = 0; t < conversion.Terms.Count; t++)
        {
            var term = conversion.Terms[t];
            var drive = conversion.Terms.Count == 1 ? "c" : Text(term.Drive);
            _code.Line($"AnalogSums.Join({sums(drive)}, joined, {Text(term.Weight)}f, {(t == 0 ? "true" : "false")});");
        }
        return "joined";
    }

    /// <summary>Adds the noise of a conversion to its sums.</summary>
    private string Noise(KernelConversion conversion, int converter, string source)
    {
        var noise = _kernel.Noise!;
        var slice = SliceOfPlane;
        var cycle = _kernel.DetectsClipping ? $"{Text(ConversionsOfPlane)} * pass + c" : "c";
        var drawn = $"j, place + {slice}, {cycle}, {PolarityOfPlane}, {SampledWriter.Index(_kernel)}";
        _code.Line($"Span<float> noisy = {source};");
        if (noise.Reads == FreshNoise.Uniform)
        {
            string Squares(string drive) => $"inputSums[2 * (s * Drives + {drive}) + 1]";
            var squares = conversion.Terms.Count == 1
                ? Squares("c")
                : "(" + string.Join(" + ", conversion.Terms.Select(t => $"{Text(t.Weight * t.Weight)} * {Squares(Text(t.Drive))}")) + ")";
            _code.Line($"float deviation = (float)(Sigma[{slice}] * Math.Sqrt((double){(noise.Devices == 1 ? squares : $"({Text(noise.Devices)} * {squares})")}));");
            if (!noise.ByColumn)
            {
                _code.Line($"state.Noise!.Add(noisy, {drawn}, deviation, path);");
                return "noisy";
            }
        }
        if (noise.Reads == FreshNoise.None && _kernel.Converters[converter].Form == ConversionForm.Noisy)
        {
            var own = "N" + Text(converter);
            _code.Line($"state.Noise!.AddOwn(noisy, {drawn}, MathF.Sqrt({own} * {own}), path);");
            return "noisy";
        }
        Variance(conversion, converter);
        _code.Line($"state.Noise!.AddByColumn(noisy, variance, {drawn}, path);");
        if (!noise.HasReference) return "noisy";
        if (noise.Reads == FreshNoise.Uniform)
        {
            _code.Line($"state.Noise.AddReference(noisy, j, place + {slice}, {cycle}, {SampledWriter.Index(_kernel)}, deviation, path);");
            return "noisy";
        }
        var first = conversion.Terms.Count == 1 ? "c" : Text(conversion.Terms[0].Drive);
        _code.Line($"state.Noise.AddReferenceCells(noisy, j, place + {slice}, {cycle}, {SampledWriter.Index(_kernel)}, squares.Slice((s * Drives + {first}) * rows, {Text(conversion.Terms.Count)} * rows), [{string.Join(", ", conversion.Terms.Select(Squared))}], path);");
        return "noisy";
    }

    /// <summary>The variance of each column's sum: of its reads, and of the converter.</summary>
    private void Variance(KernelConversion conversion, int converter)
    {
        var noise = _kernel.Noise!;
        if (noise.Reads == FreshNoise.PerCell && conversion.Terms.Count == 1)
        {
            _code.Line("Span<float> variance = variances.Slice((s * Drives + c) * width, width);");
        }
        else
        {
            Buffer("float", "variance", _scratch.VarianceRow, "width");
            if (noise.Reads == FreshNoise.None) _code.Line("variance.Clear();");
            if (noise.Reads == FreshNoise.Uniform) _code.Line("variance.Fill(deviation * deviation);");
            for (var t = 0; noise.Reads == FreshNoise.PerCell && t < conversion.Terms.Count; t++)
                _code.Line($"AnalogSums.Join(variances.Slice((s * Drives + {Text(conversion.Terms[t].Drive)}) * width, width), variance, {Squared(conversion.Terms[t])}, {(t == 0 ? "true" : "false")});");
        }
        if (ConversionWriter.NoiseCall(_kernel, converter, "variance", "j") is { } call) _code.Line(call);
    }

    private static string Squared(DriveTerm term) => $"{Text(term.Weight * term.Weight)}f";
}
