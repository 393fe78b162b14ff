using TileDsl.Chips;
using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Tests.Kernels;
using TileDsl.Tests.Running;

namespace TileDsl.Tests.Chips;

/// <summary>A chip that was saved is the chip that was programmed, and no other network's.</summary>
public class SavedChipTests
{
    private const int Inputs = 12, Outputs = 5;

    private static readonly DeviceSpec s_broken = Specs.Noisy with
    {
        Verify = new VerifySpec(0.8, 6, ReadNoise: 0.1), StuckLow = 0.05, StuckHigh = 0.03, EnduranceWrites = 1e6, EnduranceShape = 2, Laws = [new PowerLawDrift(StateFunction.Polynomial(0.05), StateFunction.Polynomial(0.02), 20)],
    };

    private static readonly Samples s_samples = Samples.Of([.. Specs.Random(9 * Inputs, 0, 255, 5).Select(v => (byte)v)], Inputs);

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "chips-" + Guid.NewGuid().ToString("N"))).FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    private string Saved => Path.Combine(_folder, "a.chip");

    public static IEnumerable<DeviceSpec> Devices =>
    [
        Specs.Noisy,
        s_broken,
        s_broken with { Significance = [0.75, 0.25] },
    ];

    [Test]
    public void A_repaired_chip_gives_the_same_bits_at_any_time([Values(1, 2)] int devices)
    {
        var device = s_broken with { Significance = devices == 1 ? [1] : [0.75, 0.25] };
        var chip = Make(device, spares: 2).Program(7, 2);
        chip.Save(Saved);
        var loaded = Make(device, spares: 2).Load(Saved);
        Assert.That(chip.Programming, Has.Property("Replaced").GreaterThan(5).And.Property("Countered").GreaterThan(5));
        Assert.That(loaded.RunBatch(s_samples), Is.EqualTo(chip.RunBatch(s_samples)));
        Assert.That(loaded.At(1e4, 1).RunBatch(s_samples), Is.EqualTo(chip.At(1e4, 1).RunBatch(s_samples)));
        Assert.That(loaded.Programming, Is.EqualTo(chip.Programming));
        Assert.That(loaded.SpareWrites(0), Is.EqualTo(chip.SpareWrites(0)));
        Assert.That(Enumerable.Range(0, 2).Sum(layer => chip.Writes(layer).Sum() + chip.SpareWrites(layer).Sum()), Is.EqualTo(chip.Programming.Pulses));
        Assert.That(Enumerable.Range(0, 2).SelectMany(layer => chip.ProgrammingOf(layer)).Sum(array => array.Tally.Pulses), Is.EqualTo(chip.Programming.Pulses));
        Assert.That(() => Make(device).Load(Saved), Throws.TypeOf<TileException>().With.Message.Contains("laid out"));
    }

    [TestCaseSource(nameof(Devices))]
    public void A_loaded_chip_gives_the_same_bits_at_any_time(DeviceSpec device)
    {
        var chip = Make(device).Program(7, 2, history: new DeviceHistory { Writes = 3e5 });
        chip.Save(Saved);
        var loaded = Make(device).Load(Saved);
        Assert.That(loaded.Origin, Is.EqualTo(new ChipOrigin(7, 2, Noise.On, 3e5)));
        Assert.That(loaded.RunBatch(s_samples), Is.EqualTo(chip.RunBatch(s_samples)));
        Assert.That(loaded.At(1e4, 1).RunBatch(s_samples), Is.EqualTo(chip.At(1e4, 1).RunBatch(s_samples)));
        Assert.That(loaded.At(1e4).Compensated(DriftCompensation.PerColumn).RunBatch(s_samples), Is.EqualTo(chip.At(1e4).Compensated(DriftCompensation.PerColumn).RunBatch(s_samples)));
        Assert.That(loaded.Programming, Is.EqualTo(chip.Programming));
        Assert.That(loaded.Writes(1), Is.EqualTo(chip.Writes(1)));
        Assert.That(Make(device).Program(7, 3).RunBatch(s_samples), Is.Not.EqualTo(chip.RunBatch(s_samples)));
        Assert.That(Directory.GetFiles(_folder), Is.EqualTo(new[] { Saved }), "nothing is left of the writing");
    }

    [Test]
    public void It_is_what_the_file_holds_that_counts_and_not_what_the_seed_would_make()
    {
        var chip = Make(Specs.Noisy).Program(7);
        chip.Save(Saved);
        var file = ChipFile.Read(Saved);
        Array.Fill(file.Layers[0].Conductances, 3.0);
        Assert.That(Make(Specs.Noisy).Load(file).Conductances(0), Is.All.EqualTo(3.0));
    }

    [Test]
    public void Writes_are_counted_for_every_device_and_wear_it()
    {
        var device = Specs.Noisy with { EnduranceWrites = 1e6, EnduranceShape = 2, Verify = new VerifySpec(0.5, 9) };
        var (young, old) = (Make(device).Program(1), Make(device).Program(1, history: new DeviceHistory { Writes = 1e6 }));
        Assert.That(young.Programming.Worn, Is.Zero);
        // 1 - 1/e of all at n = n0.
        Assert.That(old.Programming.Worn / (double)old.Programming.Cells, Is.EqualTo(1 - Math.Exp(-1)).Within(0.1));
        var writes = old.Writes(0);
        Assert.That(writes, Is.All.InRange(1e6 + 1, 1e6 + 9));
        Assert.That(writes.Distinct().Count(), Is.GreaterThan(3));
        Assert.That(writes.Sum(w => w - 1e6) + old.Writes(1).Sum(w => w - 1e6), Is.EqualTo(old.Programming.Pulses));
        Assert.That(() => Make(device).Program(history: new DeviceHistory { Writes = -1 }), Throws.TypeOf<TileException>().With.Message.Contains("-1"));
    }

    [Test]
    public void Arrays_add_up_to_the_chip()
    {
        var chip = Make(s_broken).Program(3);
        var arrays = chip.ProgrammingOf(0);
        // 12 inputs in two blocks, 4 outputs in two; three slices, pairs.
        Assert.That(arrays.Select(a => (a.Array, a.Polarity)), Is.EqualTo(Enumerable.Range(0, 2).SelectMany(p => Enumerable.Range(0, 12).Select(a => (a, p)))));
        Assert.That(arrays.Sum(a => a.Tally.Cells), Is.EqualTo(Inputs * 4 * 3 * 2));
        var all = arrays.Concat(chip.ProgrammingOf(1)).Aggregate(default(ProgrammingTally), (sum, a) => sum + a.Tally);
        Assert.That(all, Is.EqualTo(chip.Programming));
        Assert.That(arrays.Select(a => a.Tally.Yield).Distinct().Count(), Is.GreaterThan(3));
        Assert.That(chip.Programming.Stuck, Is.InRange(1, 60));
    }

    [Test]
    public void Another_networks_chip_is_refused()
    {
        Make(Specs.Noisy).Program(7).Save(Saved);
        Refused(Make(Specs.Noisy, name: "M"), "'M'", "network 'N'");
        Refused(Make(Specs.Noisy, layer: "other"), "'other'");
        Refused(Make(Specs.Noisy, seed: 2), "other weights");
        Refused(Make(Specs.Noisy, rows: 5), "laid out");
        Refused(Make(Specs.Noisy with { ProgrammingSigma = [0.255, 2, -1] }), "devices of layer");
        Refused(Make(Specs.Noisy with { ReadNoise = 0.1 }), "devices of layer");
        Refused(Make(Specs.Noisy with { Significance = [0.5, 0.5] }), "laid out");
        void Refused(Network network, params string[] words)
        {
            var e = Assert.Throws<TileException>(() => network.Load(Saved))!;
            foreach (var word in words) Assert.That(e.Message, Does.Contain(word));
        }
    }

    [Test]
    public void What_programming_took_is_said_of_every_array_and_of_no_other()
    {
        Make(Specs.Noisy).Program(7).Save(Saved);
        var file = ChipFile.Read(Saved);
        ChipFile With(Func<IReadOnlyList<ArrayProgramming>, IEnumerable<ArrayProgramming>> change)
        {
            ChipLayer Changed(ChipLayer layer) =>
                new(layer.Name, layer.Layout, layer.Device, layer.Targets, layer.Conductances, layer.References, null, null, layer.Repair, [.. change(layer.Arrays)]);
            return new ChipFile(file.Network, file.Origin, file.Labels, [.. file.Layers.Select(Changed)]);
        }

        Assert.That(Make(Specs.Noisy).Load(With(arrays => arrays)).Programming, Is.EqualTo(file.Programming));
        foreach (var other in new[] { With(arrays => arrays.SkipLast(1)), With(arrays => arrays.Append(arrays[0])), With(arrays => arrays.Reverse()) })
            Assert.That(() => Make(Specs.Noisy).Load(other), Throws.TypeOf<TileException>().With.Message.Contains("'a' has other arrays"));
    }

    [Test]
    public void A_chip_without_errors_has_nothing_to_save() =>
        Assert.That(() => Make(Specs.Noisy).Program(noise: Noise.Off).Save(Saved), Throws.TypeOf<TileException>().With.Message.Contains("nothing to save"));

    [Test]
    public void What_cannot_be_written_leaves_nothing_behind()
    {
        Assert.That(() => Make(Specs.Noisy).Program().Save(Path.Combine(_folder, "no", "a.chip")), Throws.TypeOf<TileException>().With.Message.Contains("cannot be written"));
        Directory.CreateDirectory(Saved);
        Assert.That(() => Make(Specs.Noisy).Program().Save(Saved), Throws.TypeOf<TileException>());
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }

    private static TestNetwork Make(DeviceSpec device, string name = "N", string layer = "a", int seed = 1, int rows = 8, int spares = 0)
    {
        float[] Reals(int count) => [.. Specs.Random(count, -1000, 1000, seed).Select(v => (float)(v / 1000))];
        var weights = new ArrayWeights(new WeightTensor("first", 4, Inputs, Reals(4 * Inputs), Reals(4)), new WeightTensor("second", Outputs, 4, Reals(Outputs * 4), Reals(Outputs)));
        var spec = new NetworkSpec
        {
            Name = name, InputType = ElementType.UInt8, InputShape = [Inputs], InputScale = 0.0625,
            Layers = [TestNetwork.Layer(layer, Specs.Of(Inputs, 4, rows, 2) with { Device = device, SpareColumns = spares }, Activation.Relu), TestNetwork.Layer("b", Specs.Of(4, Outputs, rows, 2) with { Device = device, SpareColumns = spares })],
        };
        return new TestNetwork(spec, weights, s_samples);
    }
}
