using TileDsl.Model;
using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes how sums become codes: a method per distinct converter and width.</summary>
internal static class ConversionWriter
{
    /// <summary>The constants of the converters, with their meaning.</summary>
    public static void Constants(CodeWriter code, KernelPlan kernel)
    {
        for (var c = 0; c < kernel.Converters.Count; c++)
        {
            var converter = kernel.Converters[c];
            if (converter.Form == ConversionForm.None) continue;
            var n = Text(c);
            KernelComments.Converter(code, kernel, c);
            var single = converter.Form == ConversionForm.Arithmetic && converter.Arithmetic.Form is ConverterForm.Multiply or ConverterForm.Divide;
            var type = single ? "float" : "double";
            Func<double, string> literal = single ? Escape.Single : Escape.Number;
            if (converter.Form == ConversionForm.Arithmetic && converter.Arithmetic.Form == ConverterForm.Search)
            {
                var scale = converter.InUnits!.Value;
                code.Line($"private static readonly int[] Thresholds{n} = MakeThresholds({Escape.Fraction(scale.Lo)}, {Escape.Fraction(scale.Step)}, {Text(scale.Steps)}, {Text(scale.FirstCode)});");
            }
            else if (converter.Form == ConversionForm.Arithmetic)
            {
                var arithmetic = converter.Arithmetic;
                code.Line($"private const {type} A{n} = {literal(arithmetic.A)}, B{n} = {literal(arithmetic.B)}{(arithmetic.Form == ConverterForm.Multiply ? "" : $", D{n} = {literal(arithmetic.D)}")};");
            }
            else if (converter.Form == ConversionForm.Real)
            {
                var scale = converter.InUnits!.Value;
                code.Line($"private const double Lo{n} = {Escape.Number(scale.Lo.ToDouble())}, Step{n} = {Escape.Number(scale.Step.ToDouble())};");
            }
            code.Line($"private const {type} Last{n} = {literal(converter.LastCode)};");
            code.Line();
        }
    }

    public static void Write(CodeWriter code, KernelPlan kernel)
    {
        for (var c = 0; c < kernel.Converters.Count; c++)
        {
            code.Comment(kernel.Strategy == KernelStrategy.Collapsed
                ? "Hands over a sum: nothing is lost in its conversion."
                : kernel.Converters[c].Form == ConversionForm.None
                    ? "Adds a sum, weighted, to the total of its scale: the converter is ideal."
                    : $"Converts a sum by converter {Text(c)} and adds its code, weighted, to the total of its scale.");
            foreach (var lanes in Lanes.All) Method(code, kernel, c, lanes);
        }
        if (kernel.Converters.Any(UsesThresholds)) Search(code);
        if (kernel.Converters.Any(c => c.Form == ConversionForm.Arithmetic && c.Arithmetic.Form == ConverterForm.Search)) Thresholds(code);
    }

    private static bool UsesThresholds(ConverterPlan converter) =>
        converter.Form == ConversionForm.CalibratedArithmetic || (converter.Form == ConversionForm.Arithmetic && converter.Arithmetic.Form == ConverterForm.Search);

    private static void Method(CodeWriter code, KernelPlan kernel, int index, Lanes lanes)
    {
        var converter = kernel.Converters[index];
        var halves = lanes.Halves(kernel.Sums);
        var type = kernel.Sums == SumForm.Float64Exact ? lanes.Double : lanes.Float;
        var sums = string.Join(", ", halves.Select(h => $"{type} sum{h}"));
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (code.Braces($"private static void Convert{Text(index)}(MatrixState state, ref double total, int j, {sums}, double coefficient)"))
        {
            code.Line($"nuint at = (nuint){(converter.Scale == 0 ? "j" : $"({Text(converter.Scale)} * Columns + j)")};");
            switch (converter.Form)
            {
                case ConversionForm.None:
                    Widen(code, kernel, lanes);
                    Add(code, lanes, half => "wide" + half);
                    break;
                case ConversionForm.Arithmetic when converter.Arithmetic.Form is ConverterForm.Multiply or ConverterForm.Divide:
                    Single(code, lanes, converter, Text(index));
                    break;
                case ConversionForm.Arithmetic when converter.Arithmetic.Form == ConverterForm.Search:
                    SearchLanes(code, kernel, lanes, $"Thresholds{Text(index)}");
                    break;
                case ConversionForm.Arithmetic:
                    Widen(code, kernel, lanes);
                    Add(code, lanes, half => Code(lanes, $"(wide{half} * {lanes.Broadcast("A" + Text(index))} + {lanes.Broadcast("B" + Text(index))}) / {lanes.Broadcast("D" + Text(index))}", Text(index)));
                    break;
                case ConversionForm.Real:
                    Widen(code, kernel, lanes);
                    Add(code, lanes, half => Code(lanes, $"(wide{half} - {lanes.Broadcast("Lo" + Text(index))}) / {lanes.Broadcast("Step" + Text(index))}", Text(index)));
                    break;
                case ConversionForm.CalibratedReal:
                    code.Line($"CalibratedConverter converter = state.Converters[{Text(converter.Slice)}];");
                    Widen(code, kernel, lanes);
                    Add(code, lanes, half => Code(lanes, $"(wide{half} - {Of("FloatLo", half)}) / {Of("FloatStep", half)}", Text(index)));
                    break;
                case ConversionForm.CalibratedArithmetic:
                    code.Line($"CalibratedConverter converter = state.Converters[{Text(converter.Slice)}];");
                    using (code.Braces("if (converter.Form == ConverterForm.Search)"))
                    {
                        SearchLanes(code, kernel, lanes, "converter.Thresholds[j{0}]", "converter.Thresholds.Length");
                        code.Line("return;");
                    }
                    Widen(code, kernel, lanes);
                    Add(code, lanes, half => Code(lanes, $"(wide{half} * {Of("A", half)} + {Of("B", half)}) / {Of("D", half)}", Text(index)));
                    break;
            }
        }
        code.Line();

        string Of(string constants, string half)
        {
            if (lanes.IsScalar) return $"converter.{constants}[j]";
            var place = half == "Upper" ? $"(nuint)(j + {lanes.Class}<double>.Count)" : "(nuint)j";
            return $"{lanes.Class}.LoadUnsafe(ref converter.{constants}[0], {place})";
        }
    }

    /// <summary>The sum as float64: <c>wide</c>, or <c>wideLower</c> and <c>wideUpper</c>.</summary>
    private static void Widen(CodeWriter code, KernelPlan kernel, Lanes lanes)
    {
        if (lanes.IsScalar) code.Line("double wide = sum;");
        else if (kernel.Sums == SumForm.Float64Exact) code.Line($"{lanes.Double} wideLower = sumLower, wideUpper = sumUpper;");
        else code.Line($"{lanes.Double} wideLower = {lanes.Lower("sum")}, wideUpper = {lanes.Upper("sum")};");
    }

    private static void Add(CodeWriter code, Lanes lanes, Func<string, string> value)
    {
        if (lanes.IsScalar)
        {
            code.Line($"Unsafe.Add(ref total, at) += coefficient * {value("")};");
            return;
        }
        code.Line(lanes.Store("total", "at", $"{lanes.Load("total", "at")} + {value("Lower")} * coefficient"));
        code.Line($"at += (nuint){lanes.Class}<double>.Count;");
        code.Line(lanes.Store("total", "at", $"{lanes.Load("total", "at")} + {value("Upper")} * coefficient"));
    }

    private static string Code(Lanes lanes, string quotient, string index) => lanes.IsScalar
        ? $"Math.Min(Math.Max(Math.Round({quotient}, MidpointRounding.ToEven), 0.0), Last{index})"
        : $"{lanes.Class}.Min({lanes.Class}.Max({lanes.Class}.Round({quotient}, MidpointRounding.ToEven), {lanes.Double}.Zero), {lanes.Broadcast("Last" + index)})";

    /// <summary>The float32 forms: a code of float32, widened to be added.</summary>
    private static void Single(CodeWriter code, Lanes lanes, ConverterPlan converter, string index)
    {
        var quotient = $"sum * {lanes.Broadcast("A" + index)} + {lanes.Broadcast("B" + index)}";
        if (converter.Arithmetic.Form == ConverterForm.Divide) quotient = $"({quotient}) / {lanes.Broadcast("D" + index)}";
        if (lanes.IsScalar)
        {
            // The product and the sum are rounded to float32 one by one, as the vectors are.
            code.Line($"float product = sum * A{index};");
            code.Line($"float quotient = product + B{index};");
            if (converter.Arithmetic.Form == ConverterForm.Divide) code.Line($"quotient /= D{index};");
            code.Line($"double n = MathF.Min(MathF.Max(MathF.Round(quotient, MidpointRounding.ToEven), 0f), Last{index});");
            code.Line("Unsafe.Add(ref total, at) += coefficient * n;");
            return;
        }
        code.Line($"{lanes.Float} n = {lanes.Class}.Min({lanes.Class}.Max({lanes.Class}.Round({quotient}, MidpointRounding.ToEven), {lanes.Float}.Zero), {lanes.Broadcast("Last" + index)});");
        Add(code, lanes, half => half == "Lower" ? lanes.Lower("n") : lanes.Upper("n"));
    }

    /// <summary>Lane by lane: how many thresholds are at or below the sum.</summary>
    private static void SearchLanes(CodeWriter code, KernelPlan kernel, Lanes lanes, string thresholds, string? guard = null)
    {
        if (lanes.IsScalar)
        {
            code.Line($"Unsafe.Add(ref total, at) += coefficient * Search({Column("")}, (int)sum);");
            return;
        }
        foreach (var half in lanes.Halves(kernel.Sums))
        {
            var count = kernel.Sums == SumForm.Float64Exact ? $"{lanes.Class}<double>.Count" : lanes.Count;
            var offset = half == "Upper" ? $" + {lanes.Class}<double>.Count" : "";
            using (code.Braces($"for (int lane = 0; lane < {count}; lane++)"))
                code.Line($"Unsafe.Add(ref total, at + (nuint)(lane{offset})) += coefficient * Search({Column(" + lane" + offset)}, (int)sum{half}[lane]);");
        }

        string Column(string lane) => guard is null ? thresholds : thresholds.Replace("{0}", lane);
    }

    private static void Search(CodeWriter code)
    {
        code.Comment("How many thresholds, ascending, are at or below a sum.");
        using (code.Braces("private static int Search(int[] thresholds, int sum)"))
        {
            code.Line("int below = 0;");
            code.Line("int above = thresholds.Length;");
            using (code.Braces("while (below < above)"))
            {
                code.Line("int middle = (int)((uint)(below + above) >> 1);");
                code.Line("if (thresholds[middle] <= sum) below = middle + 1;");
                code.Line("else above = middle;");
            }
            code.Line("return below;");
        }
        code.Line();
    }

    private static void Thresholds(CodeWriter code)
    {
        code.Comment("The smallest integer sum of every code but the first, from the exact transfer.");
        using (code.Braces("private static int[] MakeThresholds(string lo, string step, int steps, int firstCode)"))
        {
            code.Line("ConverterScale scale = new(Rational.Parse(lo), Rational.Parse(step), steps, firstCode);");
            code.Line("int[] thresholds = new int[steps - 1];");
            code.Line("for (int n = 1; n < steps; n++) thresholds[n - 1] = (int)BigInteger.Max(int.MinValue, BigInteger.Min(int.MaxValue, scale.Threshold(n)));");
            code.Line("return thresholds;");
        }
        code.Line();
    }
}
