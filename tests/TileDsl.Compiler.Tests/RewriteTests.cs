using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Compiler.Tests;

/// <summary>Every rewrite where it proves its precondition, and where it refuses, with its reason.</summary>
public sealed class RewriteTests
{
    private static readonly SlicingModel s_digits = Build.Slicing(Build.Weights(WeightEncoding.Offset, 8, 2, 2, 2, 2), Build.Inputs(InputForm.Unsigned, 8, [.. Enumerable.Repeat(1, 8)]));
    private static readonly SlicingModel s_pairs = Build.Slicing(Build.Weights(WeightEncoding.Differential, 8, 2, 2, 3), Build.Inputs(InputForm.Unsigned, 8, [.. Enumerable.Repeat(1, 8)]));

    // 256 rows of 2-bit cells: sums up to 768, of which 383 are told apart by 8 bits.
    private static readonly AdcModel s_clipping = Build.Adc(8, CodeKind.Unsigned, new FixedRange(0, 383, RangeUnit.Lsb));

    [Test]
    public void Lossless_conversions_collapse_and_lossy_ones_say_why_not()
    {
        Applied(NoiseFree(Single(Build.Adc(10, CodeKind.Unsigned)), s_digits), "lossless collapse", "768 lsb at worst, 10 bits needed, 10 given");
        Applied(NoiseFree(Single(Build.IdealAdc()), s_digits), "lossless collapse", "ideal converter");
        Refused(NoiseFree(Single(s_clipping), s_digits), "lossless collapse", "may round or clip");
        Refused(Noisy(Single(Build.Adc(10, CodeKind.Unsigned), Build.Device(readNoise: true)), s_digits), "lossless collapse", "Noise is in every partial sum");
    }

    [Test]
    public void Collapsed_products_are_16_bit_where_sums_fit_32()
    {
        Assert.That(Applied(NoiseFree(Single(Build.IdealAdc()), s_digits), "16-bit products", "256 x 128 x 255 = 8355840 < 2^31").Method, Is.EqualTo(SumMethod.IntegerPairs));
        var wide = Build.Slicing(Build.Weights(WeightEncoding.Offset, 8, 2, 2, 2, 2), Build.Inputs(InputForm.Unsigned, 16, 16));
        Refused(NoiseFree(Single(Build.IdealAdc()), wide), "16-bit products", "inputs up to 65535 do not both fit");
    }

    [Test]
    public void Digits_are_looked_up_and_converted_in_16_bits()
    {
        var kernel = Applied(NoiseFree(Single(s_clipping), s_digits), "digit look-up", "3 rows of 2 bits share a byte");
        Assert.That((kernel.Method, kernel.SixteenBits, kernel.Digits!.GroupsPerChunk), Is.EqualTo((SumMethod.DigitLookup, true, 28)));
        Applied(kernel, "16-bit converter", "tried for all of 0 .. 768");
        Refused(NoiseFree(Single(s_clipping) with { AccumulateAnalog = true }, s_digits), "digit look-up", "summed before the converter");
        Refused(NoiseFree(Single(Build.Adc(8, CodeKind.Unsigned, new CalibratedRange(1, false))), s_digits), "16-bit converter", "found at calibration");
        // Every second sum is a tie, and multiply-high rounds none of them to even.
        Refused(NoiseFree(Single(Build.Adc(8, CodeKind.Unsigned, new FixedRange(0, 510, RangeUnit.Lsb))), s_digits), "16-bit converter", "No multiplier of 15 bits");
        var wide = Build.Slicing(Build.Weights(WeightEncoding.Offset, 8, 8), Build.Inputs(InputForm.Unsigned, 8, [.. Enumerable.Repeat(1, 8)]));
        Refused(NoiseFree(Single(s_clipping), wide), "digit look-up", "too wide for tables of bytes");
    }

    [Test]
    public void Programmed_cells_under_single_bits_take_table_sums()
    {
        var device = Build.Device(programming: true);
        Assert.That(Applied(Noisy(Pair(device), s_pairs), "table sums", "each row is added once").Method, Is.EqualTo(SumMethod.TableSums));
        var digits = Build.Slicing(Build.Weights(WeightEncoding.Differential, 8, 2, 2, 3), Build.Inputs(InputForm.Unsigned, 8, 2, 2, 2, 2));
        Refused(Noisy(Pair(device), digits), "table sums", "wider than a bit");
        Refused(Noisy(Pair(device) with { AccumulateAnalog = true, Rows = 16 }, s_pairs), "table sums", "summed before the converter");
    }

    [Test]
    public void White_noise_is_folded_and_clipped_noise_is_not()
    {
        var device = Build.Device(readNoise: true);
        var kernel = Applied(Noisy(Pair(device), s_pairs), "noise folding", "one Gaussian of variance");
        Assert.That((kernel.Strategy, kernel.Noise!.Devices, kernel.Noise.HasReference), Is.EqualTo((KernelStrategy.Sliced, 2, false)));
        Assert.That(Applied(Noisy(Single(s_clipping, device), s_digits), "noise folding", "reference column").Noise, Is.EqualTo(kernel.Noise with { Devices = 1, HasReference = true, Sigma = Noisy(Single(s_clipping, device), s_digits).Noise!.Sigma }));
        var clipped = Refused(Noisy(Pair(device with { ClipsReadNoise = true }), s_pairs), "noise folding", "clipped at zero");
        Assert.That(clipped.Method, Is.EqualTo(SumMethod.CellByCell));
        Refused(clipped, "batching", "nothing is shared between samples");
    }

    [Test]
    public void A_rewrite_that_is_forbidden_leaves_a_kernel_without_it()
    {
        foreach (var name in Rewrites.Names)
        {
            var (plan, _) = Planner.PlanMatrix("M", Single(s_clipping, Build.Device(readNoise: true)), s_digits, 256, 256, new PlanOptions([name]));
            Assert.That(plan!.NoiseFree.Rewrites.Concat(plan.Noisy!.Rewrites).Select(r => r.Name), Does.Not.Contain(name));
        }
        Assert.That(Planner.PlanMatrix("M", Single(s_clipping), s_digits, 256, 256, new PlanOptions(["batching"])).Plan!.NoiseFree.Samples, Is.EqualTo(1));
    }

    /// <summary>Whatever constants are found, they are the converter for every sum there can be.</summary>
    [FsCheck.NUnit.Property(MaxTest = 400)]
    public void Sixteen_bit_constants_are_the_converter_for_every_sum(int seed)
    {
        var random = new Random(seed);
        var codes = (CodeKind)random.Next(4);
        var high = random.Next(1, 900);
        var low = codes == CodeKind.Unsigned ? random.Next(-20, high) : -random.Next(1, 900);
        var scale = ConverterLaw.Over(random.Next(2, 11), codes, low, new Rational(high * 7 + random.Next(7), 7));
        var (lowest, highest) = (random.Next(-800, 1), random.Next(1, 2000));
        var bias = -lowest + random.Next(50);
        if (SixteenBitConverter.For(scale, lowest, highest, bias) is not { } converter) return;
        for (var sum = lowest; sum <= highest; sum++) Assert.That(converter.Apply(sum + bias), Is.EqualTo(scale.Convert(sum)), $"{scale}, sum {sum}, {converter}");
    }

    private static TileModel Single(AdcModel adc, DeviceModel? device = null) => Build.Tile(256, 256, CellArrangement.Single, device, adc);

    private static TileModel Pair(DeviceModel device) => Build.Tile(256, 256, device: device, adc: Build.Adc(8));

    private static KernelPlan NoiseFree(TileModel tile, SlicingModel slicing) => Plan(tile, slicing).NoiseFree;

    private static KernelPlan Noisy(TileModel tile, SlicingModel slicing) => Plan(tile, slicing).Noisy!;

    private static MatrixPlan Plan(TileModel tile, SlicingModel slicing)
    {
        var (plan, diagnostics) = Planner.PlanMatrix("M", tile, slicing, tile.Rows, 256);
        return plan ?? throw new AssertionException(string.Join("\n", diagnostics));
    }

    private static KernelPlan Applied(KernelPlan kernel, string name, string reason) => Has(kernel, name, true, reason);

    private static KernelPlan Refused(KernelPlan kernel, string name, string reason) => Has(kernel, name, false, reason);

    private static KernelPlan Has(KernelPlan kernel, string name, bool applied, string reason)
    {
        var note = kernel.Rewrites.SingleOrDefault(r => r.Name == name) ?? throw new AssertionException($"nothing is said of {name}: {string.Join("; ", kernel.Rewrites)}");
        Assert.That(note.Applied, Is.EqualTo(applied), note.Reason);
        Assert.That(note.Reason, Does.Contain(reason));
        return kernel;
    }
}
