using System.Numerics;
using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>Writes down a kernel that rewrites have settled: what is summed, how it is converted, how codes are scaled.</summary>
internal sealed class KernelPlanner(KernelFacts facts, KernelDraft draft, ValueList<RewriteNote> notes)
{
    // Bytes of a thread's buffers: they stay in the second cache beside a panel. Multiply-adds read panels so fast that more samples to each are worth more of it.
    private const int BufferBytes = 1 << 18;
    private const int MultiplyAddBytes = 3 << 17;

    private const int MostSamples = 64;

    private MatrixSignature Signature => facts.Signature;

    /// <summary>Columns of a plane: whole vectors of 512 bits of what lanes hold.</summary>
    public static long PaddedColumns(long columns, bool whole) => whole ? (columns + 63) / 64 * 64 : (columns + 15) / 16 * 16;

    /// <summary>Tries the rewrites and writes down what they lead to.</summary>
    public static KernelPlan Plan(KernelFacts facts, PlanOptions options)
    {
        var (draft, notes) = Rewrites.Apply(facts, options);
        var planner = new KernelPlanner(facts, draft, notes);
        if (draft.Strategy == KernelStrategy.Collapsed) return planner.Collapsed();
        var plan = planner.Sliced();
        var mayTakeMoments = draft.Strategy == KernelStrategy.Sampled && facts.RowByRow is null && facts.Signature.Cell.ClipsReadNoise && !options.Without.Contains(Rewrites.NoiseFoldingName);
        return mayTakeMoments ? plan with { ByMoments = Plan(facts with { ByMoments = true }, options) } : plan;
    }

    /// <summary>One product of the signed target weights and the input codes.</summary>
    private KernelPlan Collapsed()
    {
        var pairs = draft.Method == SumMethod.IntegerPairs;
        return new KernelPlan(
            KernelStrategy.Collapsed,
            draft.Method,
            draft.Sums,
            (int)PaddedColumns(Signature.Outputs, whole: false),
            OffsetColumns: 0,
            IntegerPlanes: draft.Sums == SumForm.Float64Exact && !pairs,
            new ValueList<PlanePlan>([new PlanePlan(0, 0)]),
            new ValueList<DrivePlan>([new DrivePlan(DriveForm.Pattern, true, 0, Signature.InputSlicing.Bits)]),
            new ValueList<KernelConversion>([new KernelConversion(0, new ValueList<DriveTerm>([new DriveTerm(0, 1)]), 1)]),
            new ValueList<RowClassPlan>([new RowClassPlan(new ValueList<int>([Signature.Inputs]), new ValueList<int>([0]))]),
            new ValueList<ConverterPlan>([new ConverterPlan(ConversionForm.None, 0, 0, 0, null, default)]),
            new ValueList<ScalePlan>([new ScalePlan(-1, Rational.Zero, Rational.One, 1, 0)]),
            Pedestal: null,
            Offset: 0,
            LosslessCollapse.Bound(facts),
            "weight step times input step",
            Reason(),
            Digits: null,
            Noise: null,
            Physical: false,
            DetectsClipping: false,
            Samples(drives: 1, scales: 1),
            IntegerTotals: pairs,
            SixteenBits: false,
            notes)
        {
            UsedColumns = Signature.Outputs,
        };
    }

    private KernelPlan Sliced()
    {
        var (bound, unit) = Unit();
        var planes = facts.Slices.SelectMany(s => Enumerable.Range(0, Signature.Polarities).Select(p => new PlanePlan(s.Index, p))).ToValueList();
        var (drives, steps) = Drives();
        var kinds = new List<(int Slice, int InputBits)>();
        var conversions = new List<KernelConversion>();
        foreach (var slice in facts.Slices)
        {
            foreach (var step in steps)
            {
                for (var polarity = 0; polarity < Signature.Polarities; polarity++)
                {
                    var coefficient = slice.Coefficient * step.Coefficient * (polarity == 0 ? 1 : -1);
                    conversions.Add(new KernelConversion(slice.Index * Signature.Polarities + polarity, step.Terms, coefficient));
                    kinds.Add((slice.Index, step.InputBits));
                }
            }
        }
        var table = new ConverterTable(facts, draft, bound, slice => UnitsPerLsb(facts.Slices[slice]));
        var classes = new List<RowClassPlan>();
        foreach (var group in facts.RowBlocks.GroupBy(rows => rows))
        {
            var converters = kinds.Zip(conversions, (kind, conversion) => table.Add(Find(group.Key, kind.Slice, kind.InputBits), conversion.Coefficient, group.Count())).ToValueList();
            if (classes.Count > 0 && classes[0].Converters.Equals(converters))
                classes[0] = new RowClassPlan(facts.RowBlocks, converters);
            else
                classes.Add(new RowClassPlan(group.ToValueList(), converters));
        }
        // Code words are in weight lsb as they are.
        var scales = facts.ChecksWords ? new ValueList<ScalePlan>([new ScalePlan(-1, Rational.Zero, Rational.One, 0, 0)]) : table.Scales;
        var converted = facts.ChecksWords ? table.Converters.Select(c => c with { Scale = 0 }).ToValueList() : table.Converters;
        return new KernelPlan(
            draft.Strategy,
            draft.Method,
            draft.Sums,
            (int)PaddedColumns(facts.Columns, draft.Method is SumMethod.DigitLookup or SumMethod.TableSums),
            facts.OffsetColumns,
            IntegerPlanes: draft.Sums == SumForm.Float64Exact,
            planes,
            drives,
            conversions.ToValueList(),
            classes.ToValueList(),
            converted,
            scales,
            Pedestal(),
            Signature.Weights.Encoding == WeightEncoding.Offset && !Signature.OffsetColumn ? 1L << (Signature.Weights.Bits - 1) : 0,
            bound,
            unit,
            Reason(),
            draft.Digits,
            Noise(),
            draft.Physical,
            facts.DetectsClipping,
            Samples(drives.Count, scales.Count),
            facts.ChecksumColumns == 0 && !facts.ChecksWords && HasIntegerTotals(classes, conversions, table.Converters),
            draft.SixteenBits,
            notes)
        {
            UsedColumns = facts.Columns,
            ChecksumColumns = facts.ChecksumColumns,
            ChecksWords = facts.ChecksWords,
        };
    }

    /// <summary>What applied rewrites say, one after the other, and why partial sums are converted where they are.</summary>
    private string Reason() => string.Join(" ", notes.Where(n => n.Applied || n.Name == "lossless collapse").Select(n => n.Reason));

    private (Rational Bound, string Unit) Unit()
    {
        if (draft.Strategy == KernelStrategy.Sliced)
            return (facts.IdealBound, facts.Slices.All(s => facts.UnitsPerLsb(s) == Rational.One) ? "lsb" : "the fraction of an lsb that makes the pedestal an integer");
        return draft.Sums == SumForm.Float32Exact
            ? (Grid.SumLimit - 1, $"2^-{facts.GridExponent} g_max times an input step")
            : (Rational.Zero, "g_max times an input step");
    }

    private Rational UnitsPerLsb(WeightSlicePlan slice)
    {
        if (draft.Strategy == KernelStrategy.Sliced) return facts.UnitsPerLsb(slice);
        return draft.Sums == SumForm.Float32Exact
            ? Grid.UnitsPerLsb(facts.GridExponent!.Value, Signature.Cell.GMin, Signature.Cell.GMax, slice.Bits)
            : TileDsl.Model.Pedestal.LsbOfGMax(Signature.Cell.GMin, Signature.Cell.GMax, slice.Bits);
    }

    /// <summary>Sigma of a read in units of each slice's sums: the lsb of conductance is (g_max - g_min)/(2^w - 1).</summary>
    private NoisePlan? Noise()
    {
        if (!draft.FoldsNoise) return null;
        var span = Signature.Cell.GMax - Signature.Cell.GMin;
        var reads = draft.Strategy == KernelStrategy.Sampled ? FreshNoise.None : facts.FreshNoise;
        var sigma = reads == FreshNoise.Uniform
            ? facts.Slices.Select(s => (Signature.Cell.ReadNoise * s.Largest / span * UnitsPerLsb(s)).ToDouble()).ToValueList()
            : ValueList<double>.Empty;
        return new NoisePlan(reads, sigma, Signature.IsPair && !Signature.SubtractDigital ? 2 : 1, Signature.HasReferenceColumn && reads != FreshNoise.None, facts.ConverterNoise.ToDouble());
    }

    private int Samples(int drives, int scales)
    {
        if (!draft.Batched) return 1;
        var bytes = 4L * drives * facts.RowBlocks[0] + 8L * scales * facts.Columns;
        return (int)Math.Max(1, Math.Min(MostSamples, (draft.Method == SumMethod.MultiplyAdd ? MultiplyAddBytes : BufferBytes) / bytes));
    }

    /// <summary>Codes, each below 2^16, weighted and added over all blocks: int32 where that holds them.</summary>
    private static bool HasIntegerTotals(List<RowClassPlan> classes, List<KernelConversion> conversions, ValueList<ConverterPlan> converters)
    {
        if (converters.Any(c => c.Form == ConversionForm.None)) return false;
        BigInteger reached = 0;
        foreach (var rowClass in classes)
        {
            for (var c = 0; c < conversions.Count; c++)
                reached += (BigInteger)Math.Abs(conversions[c].Coefficient) * converters[rowClass.Converters[c]].LastCode * rowClass.Blocks;
        }
        return reached < BigInteger.One << 31;
    }

    /// <summary>
    /// What the rows are driven with, and the sums a converter sees of it. Exact sums of all cycles of a phase are one sum
    /// of the whole code.
    /// </summary>
    private (ValueList<DrivePlan> Drives, List<(ValueList<DriveTerm> Terms, long Coefficient, int InputBits)> Steps) Drives()
    {
        var drives = new List<DrivePlan>();
        var steps = new List<(ValueList<DriveTerm>, long, int)>();
        foreach (var phase in facts.Cycles.GroupBy(c => c.Phase))
        {
            var form = Signature.InputSlicing.Form switch
            {
                InputForm.SignMagnitude => DriveForm.SignedMagnitude,
                InputForm.TwoPhase => phase.Key == 0 ? DriveForm.Positive : DriveForm.Negative,
                _ => DriveForm.Pattern,
            };
            var sign = form == DriveForm.Negative ? -1 : 1;
            var bits = phase.Sum(c => c.Bits);
            if (!Signature.AccumulateAnalog)
            {
                foreach (var cycle in phase)
                {
                    steps.Add((new ValueList<DriveTerm>([new DriveTerm(drives.Count, 1)]), cycle.Coefficient, cycle.Bits));
                    drives.Add(new DrivePlan(form, form == DriveForm.SignedMagnitude && cycle.Bits == bits, cycle.Shift, cycle.Bits));
                }
            }
            else if (draft.Sums == SumForm.Float32Ordered || (draft.FoldsNoise && facts.FreshNoise != FreshNoise.None))
            {
                // Summed in their order, or each cycle's share of the noise is needed.
                var first = drives.Count;
                steps.Add((phase.Select((c, i) => new DriveTerm(first + i, sign * c.Coefficient)).ToValueList(), sign, bits));
                drives.AddRange(phase.Select(c => new DrivePlan(form, false, c.Shift, c.Bits)));
            }
            else
            {
                steps.Add((new ValueList<DriveTerm>([new DriveTerm(drives.Count, 1)]), sign, bits));
                drives.Add(new DrivePlan(form, form is DriveForm.Pattern or DriveForm.SignedMagnitude, 0, bits));
            }
        }
        return (drives.ToValueList(), steps);
    }

    /// <summary>The pedestal left in single cells' results, in lsb per unit of the inputs' sum; a pair's own cancels, an ideal converter of ideal cells is spared it, and a word is checked without it.</summary>
    private Rational? Pedestal()
    {
        if (Signature.IsPair || !Signature.PedestalDigital || facts.ChecksWords) return null;
        if (draft.Strategy == KernelStrategy.Sliced && Signature.Converter is null) return null;
        var total = facts.Slices.Select(s => s.Coefficient * WorstCase.Pedestal(Signature, s)).Aggregate((a, b) => a + b);
        return total.Sign == 0 ? null : total;
    }

    private ConversionPlan Find(int rows, int slice, int inputBits) => facts.Conversions.First(c => c.Rows == rows && c.Slice == slice && c.InputBits == inputBits);
}
