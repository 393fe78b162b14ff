using System.Numerics;
using TileDsl.Model;
using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes how code sums become results: scaled once, pedestal and offset removed.</summary>
internal sealed class RecombinationWriter
{
    private readonly CodeWriter _code;
    private readonly MatrixPlan _matrix;
    private readonly KernelPlan _kernel;

    private RecombinationWriter(CodeWriter code, MatrixPlan matrix, KernelPlan kernel) => (_code, _matrix, _kernel) = (code, matrix, kernel);

    /// <summary>The totals are the results as they are.</summary>
    private bool IsPlain => _kernel.Scales.Count == 1 && _kernel.Scales[0] is { CalibratedSlice: < 0, FirstCode: { } first } only && only.Step == Rational.One && first * only.Coefficients == 0;

    public static void Write(CodeWriter code, MatrixPlan matrix, KernelPlan kernel) => new RecombinationWriter(code, matrix, kernel).Method();

    private void Method()
    {
        _code.Comment(_kernel.Strategy == KernelStrategy.Collapsed ? "The totals are the product." : "Scales the totals and removes what the encoding of weights and cells added.");
        _code.Hot();
        using (_code.Braces($"private static void Recombine(MatrixState state, ReadOnlySpan<{KernelWriter.Total(_kernel)}> totals, ReadOnlySpan<int> x, Span<double> y, VectorPath path)"))
        {
            if (_kernel.Pedestal is not null || _kernel.Offset != 0) _code.Line("long inputs = DriveRows.Sum(x);");
            if (_kernel.Pedestal is { } pedestal) Pedestal(pedestal);
            if (_kernel.Offset != 0)
            {
                _code.Comment($"Weights are stored {Text(_kernel.Offset)} higher.");
                _code.Line($"double offset = inputs * {Text(_kernel.Offset)}L;");
            }
            for (var s = 0; s < _kernel.Scales.Count && !IsPlain; s++) KernelComments.Scale(_code, _kernel, s);
            if (_kernel.OffsetColumns > 0) OffsetColumns();
            else Results();
        }
        _code.Line();
        if (_kernel.OffsetColumns > 0) ScalarValue();
    }

    private void Results()
    {
        _code.Line($"ref {KernelWriter.Total(_kernel)} total = ref MemoryMarshal.GetReference(totals);");
        _code.Line("ref double result = ref MemoryMarshal.GetReference(y);");
        _code.Line("int j = 0;");
        using (_code.Braces("if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))")) Vectors(Lanes.Wide);
        using (_code.Braces("else if (path != VectorPath.Scalar)")) Vectors(Lanes.Portable);
        using (_code.Braces("for (; j < Outputs; j++)"))
        {
            Value(Lanes.Scalar, "");
            _code.Line($"Unsafe.Add(ref result, j) = value{Removed(Lanes.Scalar)};");
        }
    }

    private void Vectors(Lanes lanes)
    {
        using (_code.Braces($"for (; j <= Outputs - {lanes.Count("int")}; j += {lanes.Count("int")})"))
        {
            foreach (var half in new[] { "Lower", "Upper" })
            {
                using (_code.Braces(""))
                {
                    Value(lanes, half);
                    _code.Line(lanes.Store("result", At(half, lanes), "value" + Removed(lanes)));
                }
            }
        }
    }

    private static string At(string half, Lanes lanes) => half == "Upper" ? $"j + {lanes.Count("double")}" : "j";

    private string Removed(Lanes lanes) =>
        (_kernel.Pedestal is null ? "" : $" - {lanes.Broadcast("pedestal")}") + (_kernel.Offset != 0 ? $" - {lanes.Broadcast("offset")}" : "");

    /// <summary>The value of a column, or of half a vector of them.</summary>
    private void Value(Lanes lanes, string half)
    {
        if (IsPlain)
        {
            _code.Line($"{lanes.Double} value = {Total(lanes, half, 0)};");
            return;
        }
        for (var s = 0; s < _kernel.Scales.Count; s++)
        {
            var scale = _kernel.Scales[s];
            var total = Total(lanes, half, s);
            if (scale.FirstCode is { } code0 && code0 * scale.Coefficients != 0) total = $"({total} + {lanes.Broadcast(Escape.Number((double)code0 * scale.Coefficients))})";
            var calibrated = $"state.Converters[{Text(scale.CalibratedSlice)}]";
            string Constant(string name, Rational value) => scale.CalibratedSlice < 0 ? lanes.Broadcast(Escape.Number(value.ToDouble()))
                : lanes.IsScalar ? $"{calibrated}.{name}[j]" : lanes.Load($"{calibrated}.{name}[0]", At(half, lanes));
            var term = $"{Constant("Step", scale.Step)} * {total}";
            if (scale.FirstCode is null) term = $"({term} + {Constant("Lo", scale.Lo)} * {lanes.Broadcast(Escape.Number(scale.Coefficients))})";
            _code.Line(s == 0 ? $"{lanes.Double} value = {(lanes.IsScalar ? "0.0" : lanes.Double + ".Zero")} + {term};" : $"value += {term};");
        }
    }

    private string Total(Lanes lanes, string half, int scale)
    {
        var column = scale == 0 ? "j" : $"{Text(scale)} * Columns + j";
        if (lanes.IsScalar) return $"Unsafe.Add(ref total, {column})";
        if (!_kernel.IntegerTotals) return lanes.Load("total", half == "Upper" ? $"{column} + {lanes.Count("double")}" : column);
        var integers = lanes.Load("total", column);
        return $"{lanes.Class}.ConvertToDouble({(half == "Lower" ? lanes.Lower(integers) : lanes.Upper(integers))})";
    }

    /// <summary>The ideal pedestal of single cells, the nearest double of the exact product.</summary>
    private void Pedestal(Rational pedestal)
    {
        _code.Comment($"Every cell's g_min adds {Say.Number(pedestal)} lsb per unit of its input, over all slices.");
        var most = (BigInteger)_matrix.Inputs * WorstCase.InputCode(_matrix.Signature.InputSlicing);
        var exact = BigInteger.One << 53;
        // One rounding is left where numerator and denominator are exact doubles.
        if (most * BigInteger.Abs(pedestal.Numerator) < exact && pedestal.Denominator < exact)
            _code.Line($"double pedestal = inputs * {Say.Text(pedestal.Numerator)}L / {Say.Text(pedestal.Denominator)}.0;");
        else
            _code.Line($"double pedestal = (Rational.Parse({Escape.Fraction(pedestal)}) * inputs).ToDouble();");
    }

    private void OffsetColumns()
    {
        _code.Comment("Each array's offset column, recombined like an output, holds what its weights are stored higher by.");
        var sizes = _matrix.ColumnBlocks;
        var large = sizes.Count(s => s == sizes[0]);
        _code.Line($"ref {KernelWriter.Total(_kernel)} total = ref MemoryMarshal.GetReference(totals);");
        _code.Line("int j = 0;");
        using (_code.Braces($"for (int block = 0; block < {Text(sizes.Count)}; block++)"))
        {
            _code.Line($"double offset = Value(state, ref total, Outputs + block){Removed(Lanes.Scalar)};");
            _code.Line($"int end = j + {(large == sizes.Count ? Text(sizes[0]) : $"(block < {Text(large)} ? {Text(sizes[0])} : {Text(sizes[sizes.Count - 1])})")};");
            _code.Line($"for (; j < end; j++) y[j] = Value(state, ref total, j){Removed(Lanes.Scalar)} - offset;");
        }
    }

    private void ScalarValue()
    {
        _code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (_code.Braces($"private static double Value(MatrixState state, ref {KernelWriter.Total(_kernel)} total, int j)"))
        {
            Value(Lanes.Scalar, "");
            _code.Line("return value;");
        }
    }
}
