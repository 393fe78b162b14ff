using TileDsl.Converters;
using TileDsl.Kernels;
using TileDsl.Tests.Kernels;

namespace TileDsl.Tests.Converters;

public class ConversionRangeTests
{
    private static readonly MatrixSpec s_signed = Specs.Of(10, 1) with { InputSignedness = Signedness.Signed };

    public static IEnumerable<TestCaseData> WorstCases()
    {
        // Ten rows; slice 2 has three bits.
        yield return new TestCaseData("pair, one-bit inputs", Specs.Of(10, 1), 0, "-70", "70");
        yield return new TestCaseData("pair converted apart, pedestal 7/249", Specs.Of(10, 1) with { SubtractDigital = true, Device = Specs.Noisy }, 0, "0", "17500/249");
        yield return new TestCaseData("single cells with a reference", Specs.Single(10, 1, WeightEncoding.Offset), 0, "0", "30");
        yield return new TestCaseData("wide inputs, second cycle", Specs.Of(10, 1) with { InputSlices = [2, 6] }, 1, "-4410", "4410");
        yield return new TestCaseData("accumulated", Specs.Single(10, 1, WeightEncoding.Offset) with { AccumulateAnalog = true }, 0, "0", "7650");
        yield return new TestCaseData("sign and magnitude", s_signed with { Encoding = WeightEncoding.Offset, InputForm = InputForm.SignMagnitude, InputSlices = [3, 4] }, 1, "-1050", "1050");
        yield return new TestCaseData("two's complement accumulated", s_signed with { Encoding = WeightEncoding.Offset, InputForm = InputForm.TwosComplement, InputSlices = [4, 3, 1], AccumulateAnalog = true }, 0, "-8960", "8890");
        yield return new TestCaseData("the same on a pair", s_signed with { InputForm = InputForm.TwosComplement, InputSlices = [4, 3, 1], AccumulateAnalog = true }, 0, "-8960", "8960");
        yield return new TestCaseData("two's complement bit by bit", s_signed with { Encoding = WeightEncoding.Offset, InputForm = InputForm.TwosComplement }, 7, "0", "70");
        yield return new TestCaseData("analog pair", Specs.Analog(10, 1) with { InputSlices = [8] }, 0, "-2550", "2550");
    }

    [TestCaseSource(nameof(WorstCases))]
    public void Worst_case(string name, MatrixSpec spec, int conversion, string lo, string hi)
    {
        var range = ConversionRange.WorstCase(new MatrixGeometry(spec), 10, spec.WeightSlices.Length - 1, conversion);
        Assert.That(range, Is.EqualTo((Rational.Parse(lo), Rational.Parse(hi))), name);
    }

    [Test]
    public void A_cell_is_its_current_at_g_max_under_the_largest_input()
    {
        var spec = Specs.Of(10, 1) with { Device = Specs.Noisy, InputSlices = [2, 6] };
        var scale = ConversionRange.Scale(new MatrixGeometry(spec), new() { Bits = 2, Codes = CodeKind.Unsigned, FixedLo = "0", FixedHi = "3/2", FixedInCells = true }, 0, 2, 1);
        // 7 levels, inputs up to 63, g_max/(g_max - g_min) = 250/249.
        Assert.That(scale, Is.EqualTo(new ConverterScale(0, new Rational(3 * 7 * 63 * 250, 2 * 249 * 3), 4, 0)));
    }

    [Test]
    public void A_full_range_has_step_one_only_where_sums_are_integers()
    {
        ConverterScale Full(MatrixSpec spec) => ConversionRange.Scale(new MatrixGeometry(spec), new() { Bits = 10, Codes = CodeKind.Signed }, 0, spec.WeightSlices.Length - 1, 0);
        Assert.That(Full(Specs.Of(10, 1)).Step, Is.EqualTo(Rational.One));
        Assert.That(Full(Specs.Of(10, 1) with { SubtractDigital = true, Device = new() { GMin = "5", GMax = "40" } }).Step, Is.EqualTo(Rational.One), "a pedestal of 1 lsb");
        Assert.That(Full(Specs.Of(10, 1) with { SubtractDigital = true, Device = Specs.Noisy }).Step, Is.Not.EqualTo(Rational.One));
        Assert.That(Full(Specs.Analog(10, 1)).Step, Is.Not.EqualTo(Rational.One));
    }
}
