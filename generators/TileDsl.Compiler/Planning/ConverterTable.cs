using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>Collects the distinct converters of a kernel and the scales their codes are summed in.</summary>
internal sealed class ConverterTable(KernelFacts facts, KernelDraft draft, Rational bound, Func<int, Rational> unitsPerLsb)
{
    private readonly MatrixSignature _signature = facts.Signature;
    private readonly List<ConverterPlan> _converters = [];
    private readonly List<ScalePlan> _scales = [];
    private readonly Dictionary<int, int> _idealScales = [];
    private readonly Dictionary<ConverterScale, ConverterArithmetic> _arithmetic = [];
    private readonly Dictionary<ConversionPlan, SixteenBitConverter?> _sixteenBits = [];

    public ValueList<ConverterPlan> Converters => _converters.ToValueList();

    /// <summary>In order of first use.</summary>
    public ValueList<ScalePlan> Scales => _scales.ToValueList();

    /// <summary>The converter of a conversion that so many row blocks make with a coefficient.</summary>
    public int Add(ConversionPlan conversion, long coefficient, int blocks)
    {
        var scale = ScaleOf(conversion);
        _scales[scale] = _scales[scale] with { Coefficients = _scales[scale].Coefficients + coefficient * blocks };
        var converter = ConverterOf(conversion, scale);
        var index = _converters.IndexOf(converter);
        if (index >= 0) return index;
        _converters.Add(converter);
        return _converters.Count - 1;
    }

    private int ScaleOf(ConversionPlan conversion)
    {
        ScalePlan scale;
        if (_signature.Converter is not { } converter)
            scale = new ScalePlan(-1, Rational.Zero, 1 / unitsPerLsb(conversion.Slice), 0, 0);
        else if (conversion.Scale is { } known)
            scale = new ScalePlan(-1, known.Lo, known.Step, 0, known.HasZeroCode ? known.FirstCode : null);
        else
            scale = new ScalePlan(conversion.Slice, Rational.Zero, Rational.Zero, 0, FirstCode(converter));
        // Codes of one (lo, step) share a scale; calibrated and ideal converters have one per weight slice.
        var index = _signature.Converter is null
            ? _idealScales.TryGetValue(conversion.Slice, out var found) ? found : -1
            : _scales.FindIndex(s => s with { Coefficients = 0 } == scale);
        if (index >= 0) return index;
        if (_signature.Converter is null) _idealScales[conversion.Slice] = _scales.Count;
        _scales.Add(scale);
        return _scales.Count - 1;
    }

    private ConverterPlan ConverterOf(ConversionPlan conversion, int scale)
    {
        if (_signature.Converter is not { } converter) return new ConverterPlan(ConversionForm.None, scale, conversion.Slice, 0, null, default);
        var real = draft.Sums == SumForm.Float32Ordered;
        if (conversion.Scale is not { } known)
        {
            var last = (1 << converter.Bits) - (converter.Codes == CodeKind.Symmetric ? 2 : 1);
            var form = draft.FloatCodes ? ConversionForm.CalibratedNoisy : real ? ConversionForm.CalibratedReal : ConversionForm.CalibratedArithmetic;
            return new ConverterPlan(form, scale, conversion.Slice, last, null, default);
        }
        var inUnits = known.In(unitsPerLsb(conversion.Slice));
        if (draft.FloatCodes) return new ConverterPlan(ConversionForm.Noisy, scale, 0, known.Steps - 1, inUnits, default);
        if (draft.SixteenBits)
            return new ConverterPlan(ConversionForm.Arithmetic, scale, 0, known.Steps - 1, inUnits, default, SixteenBits(conversion));
        if (real) return new ConverterPlan(ConversionForm.Real, scale, 0, known.Steps - 1, inUnits, default);
        var limit = (long)bound.Ceiling();
        return new ConverterPlan(ConversionForm.Arithmetic, scale, 0, known.Steps - 1, inUnits, Arithmetic(inUnits, limit));
    }

    private SixteenBitConverter? SixteenBits(ConversionPlan conversion)
    {
        // Every cycle of a slice has the same conversion, and its proof takes a while.
        if (_sixteenBits.TryGetValue(conversion, out var known)) return known;
        return _sixteenBits[conversion] = SixteenBitConverters.Of(conversion, draft.Digits!);
    }

    private ConverterArithmetic Arithmetic(ConverterScale inUnits, long limit)
    {
        if (_arithmetic.TryGetValue(inUnits, out var known)) return known;
        return _arithmetic[inUnits] = draft.SingleConverters
            ? ConverterArithmetic.For(inUnits, -limit, limit)
            : ConverterArithmetic.Wide(inUnits, -limit, limit);
    }

    private static int? FirstCode(ConverterFacts facts) => facts.Codes switch
    {
        CodeKind.Unsigned => 0,
        CodeKind.Signed => -(1 << (facts.Bits - 1)),
        CodeKind.Symmetric => -((1 << (facts.Bits - 1)) - 1),
        _ => null,
    };
}
