using System.Numerics;
using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>Plans one matrix: cuts it, meets every converter's worst case, chooses kernels and says why.</summary>
internal sealed class MatrixPlanner(string name, string subject, Origin origin, MatrixSignature signature, PlanOptions options)
{
    /// <summary>What a kernel may unroll per output.</summary>
    public const int MostSums = 512;

    /// <summary>Elements of all planes that can be programmed: one GiB.</summary>
    public const long MostElements = 1L << 28;

    private readonly List<Diagnostic> _diagnostics = [];
    private readonly ValueList<WeightSlicePlan> _slices = Slices(signature.Weights);
    private readonly ValueList<CyclePlan> _cycles = Cycles(signature.InputSlicing);

    // Cut once the size has been found bearable.
    private ValueList<int> _rowBlocks = ValueList<int>.Empty;
    private ValueList<int> _columnBlocks = ValueList<int>.Empty;

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>Outputs an array holds; 0 where not even one weight fits.</summary>
    public static int OutputsPerArray(MatrixSignature signature) =>
        signature.Weights.AcrossColumns ? signature.ArrayColumns / signature.Weights.SliceBits.Count : signature.ArrayColumns;

    public MatrixPlan? Plan(string className)
    {
        CheckSize();
        if (HasErrors) return null;
        _rowBlocks = Cutting.Blocks(signature.Inputs, signature.ArrayRows).ToValueList();
        _columnBlocks = Cutting.Blocks(signature.Outputs, OutputsPerArray(signature)).ToValueList();
        var conversions = Conversions();
        if (HasErrors) return null;
        var lossless = conversions.All(c => c.Lossless);
        if (signature.CodeMultiplier != 0 && !lossless) Report(PlanRules.CodeNotLossless, HardwareWarnings.LossReason(conversions, signature));
        if (HasErrors) return null;
        var facts = new KernelFacts(signature, _rowBlocks, _columnBlocks, _slices, _cycles, conversions, lossless, WithErrors: false);
        var noiseFree = KernelPlanner.Plan(facts, options);
        var noisy = signature.HasErrors ? KernelPlanner.Plan(facts with { WithErrors = true }, options) : null;
        CheckSums(noiseFree, conversions);
        CheckResult(noiseFree);
        if (noisy is not null) CheckResult(noisy);
        if (HasErrors) return null;
        var plan = new MatrixPlan(name, className, signature, _rowBlocks, _columnBlocks, _slices, _cycles, conversions, lossless, noiseFree, noisy, Events());
        _diagnostics.AddRange(HardwareWarnings.Of(subject, origin, plan));
        return plan;
    }

    private bool HasErrors => _diagnostics.Any(d => d.Severity == Severity.Error);

    private void Report(DiagnosticRule rule, params object[] arguments) =>
        _diagnostics.Add(new Diagnostic(rule, origin.Span, [subject, .. arguments]));

    private static ValueList<WeightSlicePlan> Slices(WeightSlicing weights)
    {
        var slices = new List<WeightSlicePlan>();
        var shift = 0;
        for (var s = 0; s < weights.SliceBits.Count; s++)
        {
            var top = s == weights.SliceBits.Count - 1;
            slices.Add(new WeightSlicePlan(s, weights.SliceBits[s], shift, top && weights.Encoding == WeightEncoding.TwosComplement));
            shift += weights.SliceBits[s];
        }
        return slices.ToValueList();
    }

    private static ValueList<CyclePlan> Cycles(InputSlicing inputs)
    {
        var cycles = new List<CyclePlan>();
        for (var phase = 0; phase < (inputs.Form == InputForm.TwoPhase ? 2 : 1); phase++)
        {
            var shift = 0;
            for (var k = 0; k < inputs.SliceBits.Count; k++)
            {
                var top = k == inputs.SliceBits.Count - 1;
                var negative = phase == 1 || (top && inputs.Form == InputForm.TwosComplement);
                cycles.Add(new CyclePlan(cycles.Count, phase, inputs.SliceBits[k], shift, negative));
                shift += inputs.SliceBits[k];
            }
        }
        return cycles.ToValueList();
    }

    /// <summary>Every kind of conversion: its worst case, its transfer, the bits it would need.</summary>
    private ValueList<ConversionPlan> Conversions()
    {
        var widths = signature.AccumulateAnalog ? [signature.InputSlicing.SliceBits.Sum()] : signature.InputSlicing.SliceBits.Distinct().ToArray();
        var conversions = new List<ConversionPlan>();
        var problems = new HashSet<string>();
        foreach (var rows in _rowBlocks.Distinct())
        {
            foreach (var slice in _slices)
            {
                foreach (var bits in widths)
                {
                    var (lowest, highest) = WorstCase.Sum(signature, slice, bits, rows);
                    ConverterScale? scale = null;
                    if (signature.Converter is { } converter)
                    {
                        (scale, var problem) = ConverterRange.Of(signature, converter, slice, bits, lowest, highest);
                        if (problem is not null && problems.Add(problem)) Report(PlanRules.BadRange, problem);
                    }
                    var integers = !signature.Weights.IsAnalog && WorstCase.SeenPedestal(signature, slice).IsInteger;
                    var lossless = integers && scale is { } known && known.IsLossless(lowest, highest);
                    conversions.Add(new ConversionPlan(rows, slice.Index, bits, lowest, highest, scale, WorstCase.Bits(lowest, highest), lossless));
                }
            }
        }
        return conversions.ToValueList();
    }

    private EventPlan Events()
    {
        long blocks = _rowBlocks.Count;
        var checks = _columnBlocks.Count * (signature.Checksums?.Columns ?? 0);
        long columns = signature.Outputs + (signature.OffsetColumn ? _columnBlocks.Count : 0) + checks;
        long converted = signature.AccumulateAnalog ? signature.Phases : _cycles.Count;
        var conversions = blocks * columns * _slices.Count * signature.Polarities * converted;
        var layout = new ArrayLayout(signature.Inputs, signature.Outputs, signature.ArrayRows, signature.ArrayColumns, _slices.Count, signature.Weights.AcrossColumns, signature.HasReferenceColumn, signature.OffsetColumn);
        var devices = layout.DevicesPerRow(signature.IsPair) + (long)checks * _slices.Count * (signature.IsPair ? 2 : 1);
        return new EventPlan(conversions, signature.Inputs * devices * _cycles.Count);
    }

    private void CheckSize()
    {
        var planes = _slices.Count * signature.Polarities;
        var sums = planes * _cycles.Count;
        if (sums > MostSums)
            Report(PlanRules.BodyTooLarge, _slices.Count, _cycles.Count, signature.Polarities, sums, MostSums);
        var columns = KernelPlanner.PaddedColumns((long)signature.Outputs + (signature.OffsetColumn ? signature.Outputs / OutputsPerArray(signature) + 1 : 0), whole: false);
        var elements = (BigInteger)signature.Inputs * columns * planes;
        if (elements > MostElements)
            Report(PlanRules.TooLarge, planes, signature.Inputs, columns, Say.Text(elements), Say.Text(MostElements));
    }

    private void CheckSums(KernelPlan noiseFree, ValueList<ConversionPlan> conversions)
    {
        var reached = noiseFree.Strategy == KernelStrategy.Sliced
            ? noiseFree.SumBound
            : conversions.Select(c => Rational.Max(-c.Lowest, c.Highest)).Aggregate(Rational.Max);
        if (reached >= Rational.PowerOfTwo(31))
            Report(PlanRules.SumTooLarge, Say.Number(reached), noiseFree.Strategy == KernelStrategy.Sliced ? "in units of " + noiseFree.Unit : "lsb");
    }

    /// <summary>Code sums, and what is added to and taken from them, are integers that float64 must hold.</summary>
    private void CheckResult(KernelPlan kernel)
    {
        BigInteger reached = 0;
        foreach (var rowClass in kernel.RowClasses)
        {
            for (var c = 0; c < kernel.Conversions.Count; c++)
            {
                var converter = kernel.Converters[rowClass.Converters[c]];
                var value = converter.Form == ConversionForm.None ? kernel.SumBound.Ceiling() : (BigInteger)(converter.LastCode + 1) * 2;
                reached += BigInteger.Abs(kernel.Conversions[c].Coefficient) * value * rowClass.Blocks;
            }
        }
        // Words are exact in int64 (39 bits of slices, 16 of a code), and divided before they are summed.
        if (kernel.ChecksWords) reached /= signature.CodeMultiplier;
        var inputs = (BigInteger)signature.Inputs * WorstCase.InputCode(signature.InputSlicing);
        reached = BigInteger.Max(reached, inputs * (signature.Weights.IsAnalog ? 1 : WorstCase.Weight(signature.Weights)));
        if (reached >= BigInteger.One << 53) Report(PlanRules.ResultTooLarge, Say.Text(reached));
    }
}
