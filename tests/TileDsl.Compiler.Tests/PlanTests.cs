using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Compiler.Tests;

/// <summary>Plans against figures worked out by hand.</summary>
public sealed class PlanTests
{
    private static readonly SlicingModel s_isaac = Build.Slicing(Build.Weights(WeightEncoding.Offset, 16, 2, 2, 2, 2, 2, 2, 2, 2), Build.Inputs(InputForm.Unsigned, 16, [.. Enumerable.Repeat(1, 16)]));

    /// <summary>128 rows of 2-bit cells under 1-bit inputs: 128 x 3 x 1 = 384 needs 9 bits.</summary>
    [TestCase(9, true)]
    [TestCase(8, false)]
    public void Isaac_needs_nine_bits(int bits, bool lossless)
    {
        var plan = Plan(Build.Tile(128, 128, CellArrangement.Single, adc: Build.Adc(bits, CodeKind.Unsigned)), s_isaac, 128, 16);
        Assert.That(plan.Conversions, Has.Count.EqualTo(8));
        Assert.That(plan.Conversions.Select(c => c.BitsNeeded), Is.All.EqualTo(9));
        Assert.That(plan.Conversions[0].Highest, Is.EqualTo((Rational)384));
        Assert.That(plan.Lossless, Is.EqualTo(lossless));
        Assert.That(plan.NoiseFree.Strategy, Is.EqualTo(lossless ? KernelStrategy.Collapsed : KernelStrategy.Sliced));
        Assert.That(plan.NoiseFree.Reason, Does.Contain("128 rows x 3 x 1 = 384 lsb at worst").And.Contain(bits + " given"));
    }

    // ceil(log2(R (2^w - 1)(2^v - 1) + 1)), one more where the sum can be negative.
    [TestCase(64, 3, 1, false, 9)]
    [TestCase(64, 3, 1, true, 10)]
    [TestCase(256, 1, 1, false, 9)]
    [TestCase(255, 1, 1, false, 8)]
    [TestCase(256, 4, 8, false, 20)]
    public void Bits_needed_are_those_of_the_worst_case(int rows, int cellBits, int inputBits, bool pair, int needed)
    {
        var slicing = Build.Slicing(Build.Weights(pair ? WeightEncoding.Differential : WeightEncoding.Offset, cellBits + (pair ? 1 : 0), cellBits), Build.Inputs(InputForm.Unsigned, inputBits, inputBits));
        var tile = Build.Tile(rows, 16, pair ? CellArrangement.Pair : CellArrangement.Single, adc: Build.Adc(6));
        Assert.That(Plan(tile, slicing, rows, 16).Conversions.Single().BitsNeeded, Is.EqualTo(needed));
    }

    [Test]
    public void Sign_magnitude_inputs_need_a_bit_more_and_accumulated_twos_complement_spans_its_codes()
    {
        var single = Build.Tile(10, 16, CellArrangement.Single, adc: Build.Adc(6));
        var weights = Build.Weights(WeightEncoding.Offset, 2, 2);
        var signMagnitude = Plan(single, Build.Slicing(weights, Build.Inputs(InputForm.SignMagnitude, 4, 3)), 10, 4).Conversions.Single();
        Assert.That((signMagnitude.Lowest, signMagnitude.Highest, signMagnitude.BitsNeeded), Is.EqualTo(((Rational)(-210), (Rational)210, 9)));
        var accumulated = Plan(single with { AccumulateAnalog = true }, Build.Slicing(weights, Build.Inputs(InputForm.TwosComplement, 4, 1, 3)), 10, 4).Conversions.Single();
        Assert.That((accumulated.Lowest, accumulated.Highest, accumulated.InputBits), Is.EqualTo(((Rational)(-240), (Rational)210, 4)));
    }

    [Test]
    public void A_seen_pedestal_is_in_the_range_and_in_the_result()
    {
        // g_min 1 uS of 25 uS: an lsb of a 2-bit cell is 8 uS, the pedestal 1/8 lsb, and 1/2 lsb over slices at 1 and 4: 1/8 + 4/8.
        var tile = Build.Tile(10, 16, CellArrangement.Single, Build.Device(Build.Micro(1)), Build.Adc(12, CodeKind.Unsigned)) with { Pedestal = PedestalRemoval.Digital };
        var plan = Plan(tile, Build.Slicing(Build.Weights(WeightEncoding.Offset, 4, 2, 2), Build.Inputs(InputForm.Unsigned, 1, 1)), 10, 4);
        Assert.That(plan.Conversions[0].Highest, Is.EqualTo(new Rational(250, 8)));
        Assert.That(plan.Lossless, Is.False);
        Assert.That(plan.NoiseFree.Pedestal, Is.EqualTo(new Rational(5, 8)));
        Assert.That(plan.NoiseFree.SumBound, Is.EqualTo((Rational)250));
    }

    [Test]
    public void Blocks_arrays_and_events_are_counted()
    {
        var tile = Build.Tile(64, 32, CellArrangement.Single, adc: Build.Adc(8, CodeKind.Unsigned)) with { OffsetColumn = true };
        var plan = Plan(tile, Build.Slicing(Build.Weights(WeightEncoding.Offset, 4, 2, 2), Build.Inputs(InputForm.Unsigned, 4, 1, 1, 2)), 130, 50);
        Assert.That(plan.RowBlocks, Is.EqualTo(new[] { 44, 43, 43 }));
        Assert.That(plan.ColumnBlocks, Is.EqualTo(new[] { 25, 25 }));
        Assert.That(plan.Arrays, Is.EqualTo(3 * 2 * 2));
        // 3 row blocks x (50 outputs + 2 offset columns) x 2 slices x 3 cycles.
        Assert.That(plan.Events.Conversions, Is.EqualTo(936));
        // 130 rows x 3 cycles x (52 columns x 2 slices + a reference column in each of 4 arrays).
        Assert.That(plan.Events.CellReads, Is.EqualTo(130 * 3 * 108));
        Assert.That(plan.NoiseFree.PaddedColumns, Is.EqualTo(64));
    }

    [Test]
    public void Slices_across_columns_share_arrays()
    {
        var weights = Build.Weights(WeightEncoding.Differential, 8, 3, 2, 2) with { AcrossColumns = true };
        var plan = Plan(Build.Tile(64, 32), Build.Slicing(weights, Build.Inputs(InputForm.Unsigned, 1, 1)), 64, 25);
        Assert.That(plan.ColumnBlocks, Is.EqualTo(new[] { 9, 8, 8 }));
        Assert.That(plan.Arrays, Is.EqualTo(3));
    }

    [Test]
    public void Scales_are_the_distinct_pairs_of_lo_and_step_or_the_slices_where_calibrated()
    {
        // Full: row blocks of 22 and 21 rows, slices of 3 and 2 bits (two of 2): 4 scales in order of use.
        var slicing = Build.Slicing(Build.Weights(WeightEncoding.Differential, 8, 3, 2, 2), Build.Inputs(InputForm.Unsigned, 2, 1, 1));
        var full = Plan(Build.Tile(30, 32, adc: Build.Adc(4)), slicing, 43, 16).NoiseFree;
        Assert.That(full.Scales.Select(s => s.Step), Is.EqualTo(new[] { new Rational(66, 7), new Rational(154, 7), new Rational(63, 7), new Rational(147, 7) }));
        Assert.That(full.Scales.Select(s => s.Coefficients), Is.EqualTo(new[] { 15L, 48L, 15L, 48L }));
        Assert.That(full.RowClasses.Select(c => c.Rows.Single()), Is.EqualTo(new[] { 22, 21 }));
        var calibrated = Plan(Build.Tile(30, 32, adc: Build.Adc(4, range: new CalibratedRange(1, false))), slicing, 43, 16).NoiseFree;
        Assert.That(calibrated.Scales.Select(s => s.CalibratedSlice), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(calibrated.RowClasses, Has.Count.EqualTo(1));
    }

    [TestCase(false, false, null)]
    [TestCase(true, false, KernelStrategy.Programmed)]
    [TestCase(false, true, KernelStrategy.Sliced)]
    [TestCase(true, true, KernelStrategy.Programmed)]
    public void Errors_choose_the_noisy_kernel(bool programming, bool readNoise, KernelStrategy? expected)
    {
        var tile = Build.Tile(64, 32, device: Build.Device(programming: programming, readNoise: readNoise));
        Assert.That(Plan(tile, s_digits, 64, 32).Noisy?.Strategy, Is.EqualTo(expected));
    }

    [TestCase(8, SumForm.Float32Exact)]
    [TestCase(14, SumForm.Float32Ordered)]
    public void Wide_inputs_leave_the_grid(int inputBits, SumForm expected)
    {
        var tile = Build.Tile(8, 32, device: Build.Device(programming: true));
        var plan = Plan(tile, Build.Slicing(Build.Weights(WeightEncoding.Differential, 4, 3), Build.Inputs(InputForm.Unsigned, inputBits, inputBits)), 8, 8);
        Assert.That(plan.Noisy!.Sums, Is.EqualTo(expected));
    }

    [Test]
    public void Equal_programs_have_equal_plans_wherever_they_stand()
    {
        var tile = Build.Tile(64, 32);
        var moved = tile with { Origin = new Syntax.SourceSpan(new Syntax.SourceText("x.tile", "moved"), 1, 2) };
        Assert.That(Plan(moved, s_digits, 64, 32), Is.EqualTo(Plan(tile, s_digits, 64, 32)));
        Assert.That(Plan(tile with { Rows = 63 }, s_digits, 64, 32), Is.Not.EqualTo(Plan(tile, s_digits, 64, 32)));
    }

    [Test]
    public void What_cannot_be_run_is_diagnosed()
    {
        var unsigned16 = Build.Inputs(InputForm.Unsigned, 16, 16);
        var wide = Build.Slicing(Build.Weights(WeightEncoding.Differential, 9, 8), unsigned16);
        Expect(PlanRules.SumTooLarge, Build.Tile(256, 32), wide, 256, 16);
        Expect(PlanRules.TooLarge, Build.Tile(256, 256), s_digits, 20000, 20000);
        Expect(PlanRules.TooLarge, Build.Tile(1, 1), s_digits, int.MaxValue, int.MaxValue);
        Expect(PlanRules.TooLarge, Build.Tile(256, 256), s_digits, 1 << 26, 1);
        var bits = Build.Weights(WeightEncoding.Differential, 16, [.. Enumerable.Repeat(1, 15)]);
        var phases = Build.Inputs(InputForm.TwoPhase, 16, [.. Enumerable.Repeat(1, 15)]);
        Expect(PlanRules.BodyTooLarge, Build.Tile(64, 32) with { SubtractDigital = true }, Build.Slicing(bits, phases), 64, 16);
        Expect(PlanRules.BadRange, Build.Tile(64, 32, adc: Build.Adc(8, range: new FixedRange(3, 3, RangeUnit.Lsb))), s_digits, 64, 16);
        Expect(PlanRules.BadRange, Build.Tile(64, 32, device: Build.Device() with { ReadVoltage = null }, adc: Build.Adc(8, range: new FixedRange(-1, 1, RangeUnit.Amperes))), s_digits, 64, 16);
        Expect(PlanRules.BadRange, Build.Tile(64, 32, adc: Build.Adc(8, CodeKind.Unsigned, new FixedRange(3, 2, RangeUnit.Cells))), s_digits, 64, 16);
        Expect(PlanRules.DoesNotFit, Build.Tile(64, 32, CellArrangement.Single), s_digits, 64, 16);
        Expect(PlanRules.ResultTooLarge, Build.Tile(4, 32, adc: Build.Adc(16, CodeKind.Signed, new CalibratedRange(1, false))),
            Build.Slicing(Build.Weights(WeightEncoding.Differential, 16, 7, 8), Build.Inputs(InputForm.Unsigned, 16, 8, 8)), 1 << 22, 16);
    }

    [Test]
    public void The_hardware_is_judged_with_the_arithmetic()
    {
        Assert.That(Messages(Build.Tile(64, 32, adc: Build.Adc(12))), Has.Some.StartsWith("TILE0501: tile Core using Sliced: the converter loses nothing: 64 rows x 7 x 1 = ±448 lsb at worst, 10 bits needed, 12 given"));
        Assert.That(Messages(Build.Tile(64, 32, adc: Build.Adc(12))), Has.Some.StartsWith("TILE0506"));
        Assert.That(Messages(Build.Tile(64, 32, adc: Build.Adc(8, range: new FixedRange(-128, 127, RangeUnit.Lsb)))), Has.Some.Contains("TILE0502").And.Some.Contains("(9.8 bits needed, 8 given)"));
        Assert.That(Messages(Build.Tile(64, 32, adc: Build.Adc(8, CodeKind.Unsigned, new CalibratedRange(1, false)))), Has.Some.StartsWith("TILE0504"));
        Assert.That(Messages(Build.Tile(64, 32, adc: Build.Adc(8))), Has.Some.StartsWith("TILE0503"));
        Assert.That(Messages(Build.Tile(512, 512)), Has.Some.Contains("64 x 16 cells fill 0.4 % of an array of 512 x 512"));
    }

    [Test]
    public void Code_words_need_slices_that_hold_them_and_converters_that_lose_nothing()
    {
        var coded = Build.Tile(64, 32, adc: Build.Adc(10)) with { Correction = new AnCodeModel(null) };
        SlicingModel Sliced(params int[] slices) => s_digits with { Weights = Build.Weights(WeightEncoding.Differential, 8, slices) };
        string Problem(TileModel tile, SlicingModel slicing) => Planner.PlanMatrix("M", tile, slicing, 64, 16).Diagnostics.Single(d => d.Severity == Severity.Error).Message;

        Assert.That(Plan(coded, Sliced(3, 3, 3, 3, 3), 64, 16).Signature.CodeMultiplier, Is.EqualTo(115));
        Assert.That(Problem(coded, s_digits), Does.Contain("take 13 bits, and its slices hold 7; `slices 3+3+3+3+2+2 bit` would do"));
        Assert.That(Plan(coded, Sliced(3, 3, 3, 3, 2, 2), 64, 16).Signature.CodeMultiplier, Is.EqualTo(141));
        Assert.That(Problem(coded with { Correction = new AnCodeModel(3) }, Sliced(3, 3, 3, 3, 3)), Does.Contain("take 9 bits, and its slices hold 15 and would without the top one of 3 bits"));
        Assert.That(Problem(coded with { Correction = null }, Sliced(3, 3, 3, 3, 3)), Does.Contain("hold 15 bits where weights of 8 leave the top slice empty; only the words of a tile with `correction an_code` are longer"));
        Assert.That(Problem(coded with { Adc = Build.Adc(9) }, Sliced(3, 3, 3, 3, 3)), Does.Contain("±448 lsb at worst, 9.8 bits needed, 9 given"));
        Assert.That(Problem(coded with { Adc = Build.Adc(10, range: new CalibratedRange(1, false)) }, Sliced(3, 3, 3, 3, 3)), Does.Contain("its range is found at calibration"));
        var wide = Sliced(8, 8) with { Inputs = Build.Inputs(InputForm.Unsigned, 16, 8, 8) };
        Assert.That(Problem(coded, wide), Does.StartWith("tile Core using Sliced: slicing Sliced does not fit tile Core: no `a` up to 65535 tells all errors"));
    }

    [Test]
    public void Sound_code_words_are_collapsed_and_others_checked()
    {
        var coded = Build.Tile(64, 32, device: Build.Device(programming: true), adc: Build.Adc(10)) with { Correction = new AnCodeModel(null) };
        var plan = Plan(coded, s_digits with { Weights = Build.Weights(WeightEncoding.Differential, 8, 3, 3, 3, 3, 3) }, 64, 16);
        Assert.That((plan.NoiseFree.Strategy, plan.NoiseFree.ChecksWords), Is.EqualTo((KernelStrategy.Collapsed, false)));
        Assert.That(plan.NoiseFree.Reason, Does.Contain("every code word is 115 times a sum of weights"));
        Assert.That((plan.Noisy!.Strategy, plan.Noisy.ChecksWords), Is.EqualTo((KernelStrategy.Sampled, true)));
        Assert.That(plan.Noisy.Rewrites.Select(r => r.Reason), Has.Some.Contains("a multiple of 115"));
    }

    private static readonly SlicingModel s_digits = Build.Slicing(Build.Weights(WeightEncoding.Differential, 8, 3, 2, 2), Build.Inputs(InputForm.Unsigned, 8, [.. Enumerable.Repeat(1, 8)]));

    private static IEnumerable<string> Messages(TileModel tile) =>
        Planner.PlanMatrix("M", tile, s_digits, 64, 16).Diagnostics.Select(d => d.Code + ": " + d.Message);

    private static MatrixPlan Plan(TileModel tile, SlicingModel slicing, int inputs, int outputs)
    {
        var (plan, diagnostics) = Planner.PlanMatrix("M", tile, slicing, inputs, outputs);
        Assert.That(plan, Is.Not.Null, string.Join("\n", diagnostics));
        return plan!;
    }

    private static void Expect(DiagnosticRule rule, TileModel tile, SlicingModel slicing, int inputs, int outputs)
    {
        var (plan, diagnostics) = Planner.PlanMatrix("M", tile, slicing, inputs, outputs);
        Assert.That(plan, Is.Null, rule.Title);
        Assert.That(diagnostics.Select(d => d.Rule), Has.Member(rule));
    }

    [TestCase(0, 4, "at least one input")]
    [TestCase(4, 0, "at least one output")]
    [TestCase(-1, 4, "at least one input")]
    public void A_matrix_without_inputs_or_outputs_is_refused(int inputs, int outputs, string said)
    {
        var slicing = Build.Slicing(Build.Weights(WeightEncoding.Differential, 4, 2, 1), Build.Inputs(InputForm.Unsigned, 2, 1, 1));
        Assert.That(() => Planner.PlanMatrix("Empty", Build.Tile(8, 8), slicing, inputs, outputs), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains(said));
    }
}
