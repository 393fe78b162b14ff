using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>Writes down a kernel for a matrix and a strategy: what is summed, how it is converted, how codes are scaled.</summary>
internal sealed class KernelPlanner(
    MatrixSignature signature,
    ValueList<int> rowBlocks,
    ValueList<int> columnBlocks,
    ValueList<WeightSlicePlan> slices,
    ValueList<CyclePlan> cycles,
    ValueList<ConversionPlan> conversions)
{
    private int OffsetColumns => signature.OffsetColumn ? columnBlocks.Count : 0;

    private InputForm Form => signature.InputSlicing.Form;

    /// <summary>Columns of a plane: whole vectors of 512 bits.</summary>
    public static long PaddedColumns(long columns) => (columns + 15) / 16 * 16;

    /// <summary>One product of the signed target weights and the input codes.</summary>
    public KernelPlan Collapsed(string reason)
    {
        var weight = WorstCase.Weight(signature.Weights);
        var input = WorstCase.InputCode(signature.InputSlicing);
        Rational bound = (Rational)signature.Inputs * weight * input;
        var exact = bound < Rational.PowerOfTwo(24);
        return new KernelPlan(
            KernelStrategy.Collapsed,
            exact ? SumForm.Float32Exact : SumForm.Float64Exact,
            (int)PaddedColumns(signature.Outputs),
            OffsetColumns: 0,
            IntegerPlanes: false,
            new ValueList<PlanePlan>([new PlanePlan(0, 0)]),
            new ValueList<DrivePlan>([new DrivePlan(DriveForm.Pattern, true, 0, signature.InputSlicing.Bits)]),
            new ValueList<KernelConversion>([new KernelConversion(0, new ValueList<DriveTerm>([new DriveTerm(0, 1)]), 1)]),
            new ValueList<RowClassPlan>([new RowClassPlan(new ValueList<int>([signature.Inputs]), new ValueList<int>([0]))]),
            new ValueList<ConverterPlan>([new ConverterPlan(ConversionForm.None, 0, 0, 0, null, default)]),
            new ValueList<ScalePlan>([new ScalePlan(-1, Rational.Zero, Rational.One, 1, 0)]),
            Pedestal: null,
            Offset: 0,
            bound,
            "weight step times input step",
            $"{reason} No sum exceeds {signature.Inputs} x {weight} x {input} = {Say.Number(bound)} "
                + (exact ? "< 2^24, so float32 fused multiply-adds are exact." : "< 2^53, so float64 fused multiply-adds are exact."));
    }

    /// <summary>Integer sums of ideal cells.</summary>
    public KernelPlan Sliced(string reason)
    {
        var bound = conversions.Select(c => Rational.Max(-c.Lowest, c.Highest) * UnitsPerLsb(slices[c.Slice])).Aggregate(Rational.Max);
        var cell = slices.Select(s => (s.Largest + WorstCase.SeenPedestal(signature, s)) * UnitsPerLsb(s)).Aggregate(Rational.Max);
        var exact = bound < Rational.PowerOfTwo(24);
        var unit = slices.All(s => UnitsPerLsb(s) == Rational.One) ? "lsb" : "the fraction of an lsb that makes the pedestal an integer";
        return Build(
            KernelStrategy.Sliced,
            exact ? SumForm.Float32Exact : SumForm.Float64Exact,
            cell >= Rational.PowerOfTwo(24),
            UnitsPerLsb,
            bound,
            unit,
            $"{reason} No partial sum exceeds {Say.Number(bound)} " + (exact ? "< 2^24: exact in float32." : "< 2^31: exact in float64."));

        Rational UnitsPerLsb(WeightSlicePlan slice) => WorstCase.SeenPedestal(signature, slice).Denominator;
    }

    /// <summary>Conductances fixed per chip: integers of a grid where sums of them are exact in float32, else float32.</summary>
    public KernelPlan Programmed(string reason)
    {
        var rows = rowBlocks[0];
        var inputBits = Grid.WidestConversion(signature.InputSlicing.SliceBits, signature.AccumulateAnalog);
        return Grid.Exponent(rows, inputBits) is { } k
            ? Build(
                KernelStrategy.Programmed,
                SumForm.Float32Exact,
                integerPlanes: false,
                slice => Grid.UnitsPerLsb(k, signature.Cell.GMin, signature.Cell.GMax, slice.Bits),
                Grid.SumLimit - 1,
                $"2^-{k} g_max times an input step",
                $"{reason} {rows} x {(1L << inputBits) - 1} x 2^{k} < 2^24: conductances are rounded to 2^-{k} g_max and float32 sums of them are exact "
                    + "(a chip with a larger sum is refused).")
            : Build(
                KernelStrategy.Programmed,
                SumForm.Float32Ordered,
                integerPlanes: false,
                LsbOfFullScale,
                Rational.Zero,
                "g_max times an input step",
                $"{reason} {rows} x {(1L << inputBits) - 1} x 2^{Grid.CoarsestExponent} >= 2^24: the inputs are too wide for an exact grid, sums are float32 in ascending rows.");
    }

    /// <summary>Conductances drawn for every cell and partial sum.</summary>
    public KernelPlan Sampled(string reason) => Build(
        KernelStrategy.Sampled,
        SumForm.Float32Ordered,
        integerPlanes: false,
        LsbOfFullScale,
        Rational.Zero,
        "g_max times an input step",
        $"{reason} Sums are float32 in ascending rows.");

    private KernelPlan Build(KernelStrategy strategy, SumForm sums, bool integerPlanes, Func<WeightSlicePlan, Rational> unitsPerLsb, Rational bound, string unit, string reason)
    {
        var planes = slices.SelectMany(s => Enumerable.Range(0, signature.Polarities).Select(p => new PlanePlan(s.Index, p))).ToValueList();
        var (drives, steps) = Drives(sums, strategy);
        var kinds = new List<(int Slice, int InputBits)>();
        var kernelConversions = new List<KernelConversion>();
        foreach (var slice in slices)
        {
            foreach (var step in steps)
            {
                for (var polarity = 0; polarity < signature.Polarities; polarity++)
                {
                    var coefficient = slice.Coefficient * step.Coefficient * (polarity == 0 ? 1 : -1);
                    kernelConversions.Add(new KernelConversion(slice.Index * signature.Polarities + polarity, step.Terms, coefficient));
                    kinds.Add((slice.Index, step.InputBits));
                }
            }
        }
        var table = new ConverterTable(signature, sums, bound, slice => unitsPerLsb(slices[slice]));
        var classes = new List<RowClassPlan>();
        foreach (var group in rowBlocks.GroupBy(rows => rows))
        {
            var converters = kinds.Zip(kernelConversions, (kind, conversion) => table.Add(Find(group.Key, kind.Slice, kind.InputBits), conversion.Coefficient, group.Count())).ToValueList();
            if (classes.Count > 0 && classes[0].Converters.Equals(converters))
                classes[0] = new RowClassPlan(rowBlocks, converters);
            else
                classes.Add(new RowClassPlan(group.ToValueList(), converters));
        }
        return new KernelPlan(
            strategy,
            sums,
            (int)PaddedColumns(signature.Outputs + OffsetColumns),
            OffsetColumns,
            integerPlanes,
            planes,
            drives,
            kernelConversions.ToValueList(),
            classes.ToValueList(),
            table.Converters,
            table.Scales,
            Pedestal(),
            signature.Weights.Encoding == WeightEncoding.Offset && !signature.OffsetColumn ? 1L << (signature.Weights.Bits - 1) : 0,
            bound,
            unit,
            reason);
    }

    /// <summary>
    /// What the rows are driven with, and the sums a converter sees of it. Exact sums of all cycles of a phase are one sum
    /// of the whole code.
    /// </summary>
    private (ValueList<DrivePlan> Drives, List<(ValueList<DriveTerm> Terms, long Coefficient, int InputBits)> Steps) Drives(SumForm sums, KernelStrategy strategy)
    {
        var drives = new List<DrivePlan>();
        var steps = new List<(ValueList<DriveTerm>, long, int)>();
        foreach (var phase in cycles.GroupBy(c => c.Phase))
        {
            var form = Form switch
            {
                InputForm.SignMagnitude => DriveForm.SignedMagnitude,
                InputForm.TwoPhase => phase.Key == 0 ? DriveForm.Positive : DriveForm.Negative,
                _ => DriveForm.Pattern,
            };
            var sign = form == DriveForm.Negative ? -1 : 1;
            var bits = phase.Sum(c => c.Bits);
            if (!signature.AccumulateAnalog)
            {
                foreach (var cycle in phase)
                {
                    steps.Add((new ValueList<DriveTerm>([new DriveTerm(drives.Count, 1)]), cycle.Coefficient, cycle.Bits));
                    drives.Add(new DrivePlan(form, false, cycle.Shift, cycle.Bits));
                }
            }
            else if (sums == SumForm.Float32Ordered || strategy == KernelStrategy.Sampled)
            {
                var first = drives.Count;
                steps.Add((phase.Select((c, i) => new DriveTerm(first + i, sign * c.Coefficient)).ToValueList(), sign, bits));
                drives.AddRange(phase.Select(c => new DrivePlan(form, false, c.Shift, c.Bits)));
            }
            else
            {
                steps.Add((new ValueList<DriveTerm>([new DriveTerm(drives.Count, 1)]), sign, bits));
                drives.Add(new DrivePlan(form, form == DriveForm.Pattern, 0, bits));
            }
        }
        return (drives.ToValueList(), steps);
    }

    /// <summary>The pedestal left in single cells' results, in lsb per unit of the inputs' sum; a pair's own cancels.</summary>
    private Rational? Pedestal()
    {
        if (signature.IsPair || !signature.PedestalDigital) return null;
        var total = slices.Select(s => s.Coefficient * WorstCase.Pedestal(signature, s)).Aggregate((a, b) => a + b);
        return total.Sign == 0 ? null : total;
    }

    private Rational LsbOfFullScale(WeightSlicePlan slice) => TileDsl.Model.Pedestal.LsbOfGMax(signature.Cell.GMin, signature.Cell.GMax, slice.Bits);

    private ConversionPlan Find(int rows, int slice, int inputBits) => conversions.First(c => c.Rows == rows && c.Slice == slice && c.InputBits == inputBits);
}
