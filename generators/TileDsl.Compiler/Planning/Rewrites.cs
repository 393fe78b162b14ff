using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>What a rewrite made of a draft: a better one, a refusal, or nothing where it is not concerned.</summary>
internal readonly record struct RewriteStep(KernelDraft? Draft, string? Reason)
{
    public static RewriteStep NotConcerned => default;

    public static RewriteStep Apply(KernelDraft draft, string reason) => new(draft, reason);

    public static RewriteStep Refuse(string reason) => new(null, reason);
}

/// <summary>One step from the naive loop nest to a kernel. It proves its precondition or leaves the draft as it is.</summary>
internal sealed record Rewrite(string Name, Func<KernelFacts, KernelDraft, RewriteStep> Try);

/// <summary>The rewrites, in the order they are tried. The choice looks at the program, its sizes and its batch, never at a machine.</summary>
public static class Rewrites
{
    internal const string NoiseFoldingName = "noise folding";

    internal static IReadOnlyList<Rewrite> All { get; } =
    [
        new(NoiseFoldingName, NoiseFolding.Try),
        new("lossless collapse", LosslessCollapse.Try),
        new("exact float32 sums", ExactSums.Try),
        new("16-bit products", SixteenBitProducts.Try),
        new("digit look-up", DigitLookup.Try),
        new("table sums", TableSums.Try),
        new("16-bit converter", SixteenBitConverters.Try),
        new("float32 converter", SingleConverters.Try),
        new("batching", Batching.Try),
    ];

    /// <summary>What <see cref="PlanOptions.Without"/> may name.</summary>
    public static IReadOnlyList<string> Names { get; } = All.Select(r => r.Name).ToList();

    internal static (KernelDraft Draft, ValueList<RewriteNote> Notes) Apply(KernelFacts facts, PlanOptions options)
    {
        var draft = KernelDraft.Naive(facts);
        var notes = new List<RewriteNote>();
        foreach (var rewrite in All)
        {
            if (options.Without.Contains(rewrite.Name)) continue;
            var step = rewrite.Try(facts, draft);
            if (step.Reason is { } reason) notes.Add(new RewriteNote(rewrite.Name, step.Draft is not null, reason));
            draft = step.Draft ?? draft;
        }
        return (draft, notes.ToValueList());
    }
}

/// <summary>One Gaussian per partial sum and column in place of one per cell.</summary>
internal static class NoiseFolding
{
    public static RewriteStep Try(KernelFacts facts, KernelDraft draft)
    {
        if (draft.Strategy != KernelStrategy.Sampled)
        {
            return draft.FoldsNoise
                ? RewriteStep.Apply(draft, "The thermal noise of a converter is one Gaussian for every conversion, added before it rounds.")
                : RewriteStep.NotConcerned;
        }
        if (facts.RowByRow is { } reason) return RewriteStep.Refuse(reason);
        if (facts.Signature.Cell.ClipsReadNoise && !facts.ByMoments)
        {
            return RewriteStep.Refuse("Reads are clipped at zero, so that a sum of them is not Gaussian: every cell is drawn. On chips where the skewness and excess kurtosis of "
                + "every column's noise are below 0.01, as is found when they are programmed, another kernel takes reads by their mean and variance.");
        }
        return RewriteStep.Apply(
            KernelDraft.Fixed(facts, draft) with { FoldsNoise = true },
            (facts.ByMoments ? "Clipped reads are taken by their mean and variance, on chips where every column's skewness and excess kurtosis are below 0.01: the noise" : "Read noise is Gaussian and not clipped: the noise")
                + $" of a partial sum is one Gaussian of variance sum_i x_i^2 {(facts.FreshNoise == FreshNoise.PerCell ? "sigma_ij^2, summed beside it" : "sigma^2")}, drawn for every column"
                + (facts.Signature.HasReferenceColumn ? ", and one that the columns of an array share for its reference column." : "."));
    }
}

/// <summary>All slices and cycles of lossless conversions are one integer product.</summary>
internal static class LosslessCollapse
{
    public static RewriteStep Try(KernelFacts facts, KernelDraft draft)
    {
        if (draft.Strategy != KernelStrategy.Sliced) return RewriteStep.NotConcerned;
        if (draft.FoldsNoise) return RewriteStep.Refuse("Noise is in every partial sum.");
        if (facts.PhysicalConverters) return RewriteStep.Refuse("Every converter has an offset, gain or non-linearity of its own.");
        var signature = facts.Signature;
        if (signature.Converter is null)
            return RewriteStep.Apply(Collapsed(draft), "Ideal cells under an ideal converter give the integer product of the target weights.");
        if (facts.Lossless)
            return RewriteStep.Apply(Collapsed(draft), $"The converter loses nothing ({HardwareWarnings.LosslessProof(facts.Conversions, signature)}), so the product is the integer product of the target weights.");
        return RewriteStep.Refuse($"The converter may round or clip ({HardwareWarnings.LossReason(facts.Conversions, signature)}), so every partial sum is converted.");
    }

    /// <summary>No sum of products of codes is larger.</summary>
    public static Rational Bound(KernelFacts facts) =>
        (Rational)facts.Signature.Inputs * WorstCase.Weight(facts.Signature.Weights) * WorstCase.InputCode(facts.Signature.InputSlicing);

    private static KernelDraft Collapsed(KernelDraft draft) => draft with { Strategy = KernelStrategy.Collapsed };
}

/// <summary>Integers below 2^24 are exact in float32, added in any order by fused multiply-adds.</summary>
internal static class ExactSums
{
    public static RewriteStep Try(KernelFacts facts, KernelDraft draft)
    {
        switch (draft.Sums)
        {
            case SumForm.Float32Exact:
                return RewriteStep.Apply(draft, $"{facts.RowBlocks[0]} x {(1L << facts.WidestConversion) - 1} x 2^{facts.GridExponent} < 2^24: conductances are rounded to "
                    + $"2^-{facts.GridExponent} g_max and float32 sums of them are exact (a chip with a larger sum is refused).");
            case SumForm.Float32Ordered when facts.Signature.Wires is not null && !facts.SolvesCircuits:
                return RewriteStep.Refuse("Wires make an effective conductance of every cell's, found once per chip: sums are float32 in ascending rows.");
            case SumForm.Float32Ordered when draft.Strategy == KernelStrategy.Programmed:
                return RewriteStep.Refuse($"{facts.RowBlocks[0]} x {(1L << facts.WidestConversion) - 1} x 2^{Grid.CoarsestExponent} >= 2^24: the inputs are too wide for an exact grid, "
                    + "sums are float32 in ascending rows.");
            case SumForm.Float64Exact:
                var bound = draft.Strategy == KernelStrategy.Collapsed ? LosslessCollapse.Bound(facts) : facts.IdealBound;
                if (bound < Rational.PowerOfTwo(24))
                    return RewriteStep.Apply(draft with { Sums = SumForm.Float32Exact }, $"No sum exceeds {Say.Number(bound)} < 2^24: exact in float32, in any order.");
                return RewriteStep.Refuse($"Sums may reach {Say.Number(bound)} >= 2^24: float64.");
            default:
                return RewriteStep.NotConcerned;
        }
    }
}

/// <summary>Collapsed products in 16 bits, two rows to an instruction, summed in int32.</summary>
internal static class SixteenBitProducts
{
    public static RewriteStep Try(KernelFacts facts, KernelDraft draft)
    {
        if (draft.Strategy != KernelStrategy.Collapsed) return RewriteStep.NotConcerned;
        var (weight, input, bound) = (WorstCase.Weight(facts.Signature.Weights), WorstCase.InputCode(facts.Signature.InputSlicing), LosslessCollapse.Bound(facts));
        if (input > short.MaxValue || weight > short.MaxValue) return RewriteStep.Refuse($"Weights up to {weight} and inputs up to {input} do not both fit in 16 bits.");
        if (bound >= Rational.PowerOfTwo(31)) return RewriteStep.Refuse($"Sums may reach {Say.Number(bound)} >= 2^31.");
        return RewriteStep.Apply(draft with { Method = SumMethod.IntegerPairs },
            $"Weights up to {weight} and inputs up to {input} fit in 16 bits, and {facts.Signature.Inputs} x {weight} x {input} = {Say.Number(bound)} < 2^31: two rows to an instruction, in int32.");
    }
}

/// <summary>The digits of several rows, in one byte, look up what they add to a partial sum.</summary>
internal static class DigitLookup
{
    // Bytes are widened after every chunk; shorter ones cost more than they save.
    private const int ShortestChunk = 4;

    private const int MostTables = 256;

    private const int MostCycles = 16;

    public static RewriteStep Try(KernelFacts facts, KernelDraft draft)
    {
        if (draft.Strategy != KernelStrategy.Sliced) return RewriteStep.NotConcerned;
        var signature = facts.Signature;
        if (signature.Converter is null) return RewriteStep.Refuse("The converter is ideal: sums are not looked up to be converted.");
        if (signature.AccumulateAnalog) return RewriteStep.Refuse("Cycles are summed before the converter.");
        if (facts.Cycles.Count > MostCycles) return RewriteStep.Refuse($"{facts.Cycles.Count} cycles are more than {MostCycles}.");
        if (facts.IdealBound >= Rational.PowerOfTwo(24)) return RewriteStep.Refuse("Sums are beyond 16 bits.");
        var digits = Plan(facts);
        if (digits is null) return RewriteStep.Refuse("Cells or inputs are too wide for tables of bytes.");
        var rows = facts.RowBlocks[0];
        var reach = (long)digits.Groups(rows) * digits.Largest;
        if (reach > ushort.MaxValue) return RewriteStep.Refuse($"Sums may reach {reach} > 65535 as they are looked up.");
        // An instruction looks up 64 columns of a group, a multiply-add 16 of a row.
        var (lookups, products) = (digits.Groups(rows) * ((facts.Columns + 63) / 64) * 5 / 4, rows * ((facts.Columns + 15) / 16));
        if (lookups >= products) return RewriteStep.Refuse($"{Say.Plural(facts.Columns, "column")} and {Say.Plural(rows, "row")} leave look-ups of 64 columns too empty.");
        return RewriteStep.Apply(draft with { Method = SumMethod.DigitLookup, Digits = digits, Sums = SumForm.Float32Exact },
            $"Ideal cells are digits: {Say.Plural(digits.RowsPerGroup, "row")} of {Say.Plural(digits.Bits, "bit")} share a byte, which looks up what they add under one of "
                + $"{Tables(digits.Drives.Count, digits.RowsPerGroup)} combinations of drives; no entry exceeds {digits.Largest}, so {digits.GroupsPerChunk} of them fit a byte, and all {digits.Groups(rows)} "
                + $"sum up to {reach} < 2^16.");
    }

    private static DigitPlan? Plan(KernelFacts facts)
    {
        var signature = facts.Signature;
        var cell = facts.Slices.Max(s => s.Largest);
        var lowest = signature.IsPair && !signature.SubtractDigital ? -cell : 0;
        var bits = 1;
        while (1 << bits < cell - lowest + 1) bits++;
        if (bits > 6) return null;
        var input = (1 << facts.Cycles.Max(c => c.Bits)) - 1;
        var from = signature.InputSlicing.Form == InputForm.SignMagnitude ? -input : 0;
        if (input - from >= MostTables) return null;
        var drives = Enumerable.Range(from, input - from + 1).ToValueList();
        for (var rows = 6 / bits; rows >= 1; rows--)
        {
            if (Tables(drives.Count, rows) > MostTables) continue;
            int[] corners = [from * lowest, from * cell, input * lowest, input * cell];
            var (least, most) = (rows * Math.Min(0, corners.Min()), rows * corners.Max());
            if ((most - least) * ShortestChunk > byte.MaxValue) continue;
            return new DigitPlan(rows, bits, lowest, drives, -least, most - least);
        }
        return null;
    }

    private static long Tables(int states, int rows)
    {
        var tables = 1L;
        for (var r = 0; r < rows; r++) tables *= states;
        return tables;
    }
}

/// <summary>Rows are added by the pattern of their input bits once, for all the cycles that share them.</summary>
internal static class TableSums
{
    private const int MostRows = 4096;

    public static RewriteStep Try(KernelFacts facts, KernelDraft draft)
    {
        if (draft.Strategy != KernelStrategy.Programmed || draft.Sums != SumForm.Float32Exact) return RewriteStep.NotConcerned;
        if (facts.Signature.AccumulateAnalog) return RewriteStep.Refuse("Cycles are summed before the converter: one sum is taken of the whole code.");
        if (facts.Signature.InputSlicing.Form == InputForm.SignMagnitude) return RewriteStep.Refuse("Rows are driven in both polarities.");
        if (facts.Cycles.Any(c => c.Bits > 1)) return RewriteStep.Refuse("Input slices are wider than a bit.");
        if (facts.RowBlocks[0] > MostRows) return RewriteStep.Refuse($"{facts.RowBlocks[0]} rows are more than {MostRows}.");
        if (draft.FoldsNoise && facts.FreshNoise == FreshNoise.PerCell) return RewriteStep.Refuse("Variances are summed beside the conductances.");
        if (facts.Cycles.Count < 4) return RewriteStep.Refuse($"{Say.Plural(facts.Cycles.Count, "cycle")} share too little.");
        return RewriteStep.Apply(draft with { Method = SumMethod.TableSums },
            $"Sums are exact in any order, and inputs are driven bit by bit: of {facts.Cycles.Count} bits, four at a time, each row is added once to the sum of its pattern, and the sums of patterns make the cycles'.");
    }
}

/// <summary>Looked-up sums are converted in 16-bit lanes.</summary>
internal static class SixteenBitConverters
{
    public static RewriteStep Try(KernelFacts facts, KernelDraft draft)
    {
        if (draft.Digits is not { } digits) return RewriteStep.NotConcerned;
        if (draft.FoldsNoise) return RewriteStep.Refuse("Sums hold noise.");
        if (draft.Physical) return RewriteStep.Refuse(facts.PhysicalConverters ? "Every converter has a transfer of its own." : "Converters say when they clip.");
        if (facts.Signature.Converter!.IsCalibrated) return RewriteStep.Refuse("Ranges are found at calibration.");
        if (CodeSum(facts) >= Rational.PowerOfTwo(31)) return RewriteStep.Refuse("Weighted codes are summed beyond 32 bits.");
        if (facts.Slices.Any(s => facts.SeenPedestal(s).Sign != 0)) return RewriteStep.Refuse("Sums hold a pedestal.");
        foreach (var conversion in facts.Conversions)
        {
            if (Of(conversion, digits) is null)
                return RewriteStep.Refuse($"No multiplier of 15 bits is right for every sum from {Say.Number(conversion.Lowest)} to {Say.Number(conversion.Highest)} under a step of {Say.Number(conversion.Scale!.Value.Step)} lsb.");
        }
        var worst = facts.Conversions.OrderByDescending(c => c.Highest - c.Lowest).First();
        return RewriteStep.Apply(draft with { SixteenBits = true },
            $"A rounding multiply-high gives the code of every sum: tried for all of {Say.Number(worst.Lowest)} .. {Say.Number(worst.Highest)}.");
    }

    /// <summary>No sum of weighted codes is larger.</summary>
    private static Rational CodeSum(KernelFacts facts)
    {
        var weights = facts.Slices.Aggregate(Rational.Zero, (sum, s) => sum + Math.Abs(s.Coefficient));
        var cycles = facts.Cycles.Aggregate(Rational.Zero, (sum, c) => sum + Math.Abs(c.Coefficient));
        return weights * cycles * facts.RowBlocks.Count * facts.Signature.Polarities * Rational.PowerOfTwo(facts.Signature.Converter!.Bits);
    }

    public static SixteenBitConverter? Of(ConversionPlan conversion, DigitPlan digits) =>
        SixteenBitConverter.For(conversion.Scale!.Value, (int)conversion.Lowest.Ceiling(), (int)conversion.Highest.Ceiling(), digits.Groups(conversion.Rows) * digits.Bias);
}

/// <summary>Converters in float32 where that is right on both sides of every threshold; else float64, else a search.</summary>
internal static class SingleConverters
{
    public static RewriteStep Try(KernelFacts facts, KernelDraft draft)
    {
        var exact = draft.Strategy is KernelStrategy.Sliced or KernelStrategy.Programmed && draft.Sums != SumForm.Float32Ordered;
        if (!exact || draft.FloatCodes || draft.SixteenBits || facts.Signature.Converter is not { } converter) return RewriteStep.NotConcerned;
        if (converter.IsCalibrated) return RewriteStep.Refuse("Ranges are found at calibration: float64.");
        if (draft.Sums == SumForm.Float64Exact) return RewriteStep.Refuse("Sums are float64.");
        return RewriteStep.Apply(draft with { SingleConverters = true }, "Float32, or a product in float64, where it is right on both sides of every threshold.");
    }
}

/// <summary>A panel of columns meets the inputs of many samples while it is in the cache; noise and conversion follow at once.</summary>
internal static class Batching
{
    public static RewriteStep Try(KernelFacts facts, KernelDraft draft) => draft.Method == SumMethod.CellByCell
        ? RewriteStep.Refuse((facts.SolvesCircuits ? "Circuits are solved one by one" : "Cells are read anew for every product") + ": nothing is shared between samples.")
        : RewriteStep.Apply(draft with { Batched = true }, "Samples share each panel of columns while it is in the cache.");
}
