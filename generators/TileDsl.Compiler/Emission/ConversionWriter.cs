using TileDsl.Model;
using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes how float sums become codes: a method per distinct converter, that adds the codes of a row of sums to their totals.</summary>
internal sealed class ConversionWriter
{
    private readonly CodeWriter _code;
    private readonly KernelPlan _kernel;
    private readonly ConverterPlan _converter;
    private readonly string _index;
    private readonly bool _doubles;

    private ConversionWriter(CodeWriter code, KernelPlan kernel, int index)
    {
        (_code, _kernel, _converter, _index) = (code, kernel, kernel.Converters[index], Text(index));
        _doubles = kernel.Sums == SumForm.Float64Exact && kernel.Method == SumMethod.MultiplyAdd && kernel.Noise is null;
    }

    private bool IsSearch => _converter.Form == ConversionForm.Arithmetic && _converter.Arithmetic.Form == ConverterForm.Search;

    /// <summary>The constants of the converters, with their meaning.</summary>
    public static void Constants(CodeWriter code, KernelPlan kernel)
    {
        for (var c = 0; c < kernel.Converters.Count; c++)
        {
            var converter = kernel.Converters[c];
            if (converter.Form == ConversionForm.None) continue;
            var n = Text(c);
            KernelComments.Converter(code, kernel, c);
            var scale = converter.InUnits.GetValueOrDefault();
            switch (converter.Form)
            {
                case ConversionForm.Arithmetic when converter.Arithmetic.Form == ConverterForm.Search:
                    code.Line($"private static readonly int[] Thresholds{n} = ConverterThresholds.Make({Escape.Fraction(scale.Lo)}, {Escape.Fraction(scale.Step)}, {Text(scale.Steps)}, {Text(scale.FirstCode)});");
                    break;
                case ConversionForm.Arithmetic:
                    var arithmetic = converter.Arithmetic;
                    var single = arithmetic.Form != ConverterForm.WideDivide;
                    Func<double, string> literal = single ? Escape.Single : Escape.Number;
                    code.Line($"private const {(single ? "float" : "double")} A{n} = {literal(arithmetic.A)}, B{n} = {literal(arithmetic.B)}{(arithmetic.Form == ConverterForm.Multiply ? "" : $", D{n} = {literal(arithmetic.D)}")};");
                    break;
                case ConversionForm.Real:
                    code.Line($"private const double Lo{n} = {Escape.Number(scale.Lo.ToDouble())}, Step{n} = {Escape.Number(scale.Step.ToDouble())};");
                    break;
                case ConversionForm.Noisy:
                    code.Line($"private const float A{n} = {Escape.Single((float)(1 / scale.Step).ToDouble())}, B{n} = {Escape.Single((float)(-scale.Lo / scale.Step).ToDouble())};");
                    break;
            }
            code.Line($"private const {(IsWide(converter) ? "double" : "float")} Last{n} = {Escape.Number(converter.LastCode)}{(IsWide(converter) ? "" : "f")};");
            code.Line();
        }
    }

    public static void Write(CodeWriter code, KernelPlan kernel)
    {
        for (var c = 0; c < kernel.Converters.Count; c++) new ConversionWriter(code, kernel, c).Method();
        if (kernel.Conversions.Any(c => c.Terms.Count > 1) || (kernel.Noise is not null && kernel.Sums == SumForm.Float64Exact)) Join(code, kernel);
    }

    /// <summary>Whether the quotient is taken in float64.</summary>
    private static bool IsWide(ConverterPlan converter) => converter.Form switch
    {
        ConversionForm.Arithmetic => converter.Arithmetic.Form is ConverterForm.WideDivide or ConverterForm.Search,
        ConversionForm.Noisy or ConversionForm.CalibratedNoisy => false,
        _ => true,
    };

    private void Method()
    {
        _code.Comment(_converter.Form == ConversionForm.None
            ? "Adds sums, weighted, to the totals of their scale: nothing is lost in a conversion."
            : $"Converts sums by converter {_index} and adds their codes, weighted, to the totals of their scale; j is the first one's column.");
        _code.Hot();
        var total = KernelWriter.Total(_kernel);
        var noise = _kernel.Noise is null ? "" : ", ReadOnlySpan<float> own, float deviation" + (_kernel.Noise.HasReference ? ", ReadOnlySpan<float> reference" : "");
        using (_code.Braces($"private static void Convert{_index}(MatrixState state, ReadOnlySpan<{(_doubles ? "double" : "float")}> sums, Span<{total}> totals, int j, {total} coefficient{noise}, VectorPath path)"))
        {
            var calibrated = _converter.Form is ConversionForm.CalibratedArithmetic or ConversionForm.CalibratedReal or ConversionForm.CalibratedNoisy;
            if (calibrated) _code.Line($"CalibratedConverter converter = state.Converters[{Text(_converter.Slice)}];");
            _code.Line($"ref {(_doubles ? "double" : "float")} sum = ref MemoryMarshal.GetReference(sums);");
            _code.Line($"ref {total} total = ref MemoryMarshal.GetReference(totals.Slice({(_converter.Scale == 0 ? "j" : $"{Text(_converter.Scale)} * Columns + j")}, sums.Length));");
            if (_kernel.Noise is { } folded)
            {
                _code.Line("ref float gaussian = ref MemoryMarshal.GetReference(own);");
                if (folded.HasReference) _code.Line("ref float shared = ref MemoryMarshal.GetReference(reference);");
            }
            if (IsSearch)
            {
                Search($"Thresholds{_index}");
            }
            else
            {
                if (_converter.Form == ConversionForm.CalibratedArithmetic)
                {
                    using (_code.Braces("if (converter.Form == ConverterForm.Search)"))
                    {
                        Search("converter.Thresholds[j + i]");
                        _code.Line("return;");
                    }
                }
                Lanes.Widths(_code, lanes =>
                {
                    using (_code.Braces($"for (int i = 0; i < sums.Length; i += {lanes.Count()})")) Body(lanes);
                });
            }
        }
        _code.Line();
    }

    private void Search(string thresholds) =>
        _code.Line($"for (int i = 0; i < sums.Length; i++) Unsafe.Add(ref total, i) += coefficient * ConverterThresholds.Search({thresholds}, (int)Unsafe.Add(ref sum, i));");

    private void Body(Lanes lanes)
    {
        if (!_doubles) Single(lanes);
        if (_converter.Form == ConversionForm.None)
        {
            Add(lanes, (half, _) => _doubles ? lanes.Load("sum", At("i", half, lanes)) : Widen(lanes, "p", half));
            return;
        }
        Code(lanes);
        if (_kernel.IntegerTotals)
        {
            var codes = lanes.IsScalar ? "(int)n" : $"{lanes.Class}.ConvertToInt32Native(n)";
            _code.Line(lanes.Store("total", "i", $"{lanes.Load("total", "i")} + {codes} * coefficient"));
        }
        else
        {
            Add(lanes, (half, _) => Widen(lanes, "n", half));
        }
    }

    /// <summary>p: the float sum, its noise added.</summary>
    private void Single(Lanes lanes)
    {
        _code.Line($"{lanes.Float} p = {lanes.Load("sum", "i")};");
        if (_kernel.Noise is not { } noise) return;
        _code.Line($"p = {lanes.FusedMultiplyAdd(lanes.Broadcast("deviation"), lanes.Load("gaussian", "i"), "p")};");
        if (noise.HasReference) _code.Line($"p = {lanes.FusedMultiplyAdd(lanes.Broadcast("deviation"), lanes.Load("shared", "i"), "p")};");
    }

    /// <summary>n: the code, as float32.</summary>
    private void Code(Lanes lanes)
    {
        var last = "Last" + _index;
        switch (_converter.Form)
        {
            case ConversionForm.Noisy:
                _code.Line($"{lanes.Float} n = {lanes.Code(lanes.FusedMultiplyAdd("p", lanes.Broadcast("A" + _index), lanes.Broadcast("B" + _index)), last, wide: false)};");
                return;
            case ConversionForm.CalibratedNoisy:
                _code.Line($"{lanes.Float} n = {lanes.Code(lanes.FusedMultiplyAdd("p", Calibrated(lanes, "NoisyA", ""), Calibrated(lanes, "NoisyB", "")), last, wide: false)};");
                return;
            case ConversionForm.Arithmetic when _converter.Arithmetic.Form is ConverterForm.Multiply or ConverterForm.Divide:
                // The product and the sum are rounded one by one, at every width.
                _code.Line($"{lanes.Float} q = p * {lanes.Broadcast("A" + _index)};");
                _code.Line($"q += {lanes.Broadcast("B" + _index)};");
                if (_converter.Arithmetic.Form == ConverterForm.Divide) _code.Line($"q /= {lanes.Broadcast("D" + _index)};");
                _code.Line($"{lanes.Float} n = {lanes.Code("q", last, wide: false)};");
                return;
        }
        foreach (var half in Halves(lanes))
        {
            var wide = _doubles ? lanes.Load("sum", At("i", half, lanes)) : Widen(lanes, "p", half);
            var quotient = _converter.Form switch
            {
                ConversionForm.Arithmetic => $"({wide} * {lanes.Broadcast("A" + _index)} + {lanes.Broadcast("B" + _index)}) / {lanes.Broadcast("D" + _index)}",
                ConversionForm.Real => $"({wide} - {lanes.Broadcast("Lo" + _index)}) / {lanes.Broadcast("Step" + _index)}",
                ConversionForm.CalibratedArithmetic => $"({wide} * {Calibrated(lanes, "A", half)} + {Calibrated(lanes, "B", half)}) / {Calibrated(lanes, "D", half)}",
                _ => $"({wide} - {Calibrated(lanes, "FloatLo", half)}) / {Calibrated(lanes, "FloatStep", half)}",
            };
            _code.Line($"{lanes.Double} code{half} = {lanes.Code(quotient, last, wide: true)};");
        }
        _code.Line(lanes.IsScalar ? "float n = (float)code;" : $"{lanes.Float} n = {lanes.Class}.Narrow(codeLower, codeUpper);");
    }

    private void Add(Lanes lanes, Func<string, string, string> value)
    {
        foreach (var half in Halves(lanes))
        {
            var at = At("i", half, lanes);
            _code.Line(lanes.Store("total", at, $"{lanes.Load("total", at)} + {value(half, at)} * coefficient"));
        }
    }

    private static string[] Halves(Lanes lanes) => lanes.IsScalar ? [""] : ["Lower", "Upper"];

    private static string At(string i, string half, Lanes lanes) => half == "Upper" ? $"{i} + {lanes.Count("double")}" : i;

    private static string Widen(Lanes lanes, string value, string half) => half switch { "Lower" => lanes.Lower(value), "Upper" => lanes.Upper(value), _ => value };

    private static string Calibrated(Lanes lanes, string constants, string half) => lanes.IsScalar
        ? $"converter.{constants}[j + i]"
        : $"{lanes.Class}.LoadUnsafe(ref converter.{constants}[0], (nuint)({At("j + i", half, lanes)}))";

    private static void Join(CodeWriter code, KernelPlan kernel)
    {
        code.Comment("Adds a cycle to the analog accumulation, in float32.");
        using (code.Braces($"private static void Join(ReadOnlySpan<{(kernel.Sums == SumForm.Float64Exact ? "double" : "float")}> sums, Span<float> joined, float weight, bool first)"))
            code.Line("for (int j = 0; j < sums.Length; j++) joined[j] = first ? (float)sums[j] * weight : joined[j] + (float)sums[j] * weight;");
        code.Line();
    }
}
