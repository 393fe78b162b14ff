using TileDsl.Chips;
using TileDsl.Devices;

namespace TileDsl.Reference.Tests;

/// <summary>Arrays that were repaired, or are checked, are kept in files; what repair spent is counted, array by array.</summary>
public sealed class SavingTests
{
    private const string Faults = "faults stuck_low = 2 %, stuck_high = 2 %; programming sigma = 0.3 uS; verify tolerance = 0.5 uS, max_pulses = 5, read_noise = 0.1 uS; drift nu = 0.05 +- 0.02, t0 = 20 s; write 2 pJ, 100 ns; read 0.2 V, 10 ns";

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "saved-" + Guid.NewGuid().ToString("N"))).FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    private string Saved => Path.Combine(_folder, "a.chip");

    [TestCase("")]
    [TestCase("spare_columns 4")]
    [TestCase("spare_columns 5; correction checksum")]
    [TestCase("spare_columns 8; correction checksum")]
    public void LoadedArraysGiveTheSameBits(string tile)
    {
        for (var chip = 0; chip < 10; chip++)
        {
            var programmed = CheckedProgram.Of(Faults, tile).Program(3, chip, history: new DeviceHistory { Writes = 10 });
            programmed.Save(Saved, new ChipLabels(File: "x.tile"));
            var loaded = CheckedProgram.Of(Faults, tile).Load(Saved);
            Assert.That(loaded.Origin, Is.EqualTo(new ChipOrigin(3, chip, Noise.On, 10)));
            Assert.That(loaded.Programming, Is.EqualTo(programmed.Programming));
            Assert.That(loaded.ProgrammingOfArrays, Is.EqualTo(programmed.ProgrammingOfArrays));
            foreach (var time in new[] { 0.0, 1e5 })
            {
                var (first, second) = (programmed.At(time, extrapolate: true), loaded.At(time, extrapolate: true));
                for (var n = 0; n < 3; n++) Assert.That(second.Multiply(CheckedProgram.Codes(n), n), Is.EqualTo(first.Multiply(CheckedProgram.Codes(n), n)));
                Assert.That(second.Detection, Is.EqualTo(first.Detection));
                Assert.That(second.Conductances(), Is.EqualTo(first.Conductances()));
            }
            // What is saved once more is the same file.
            var before = File.ReadAllBytes(Saved);
            loaded.Save(Saved, new ChipLabels(File: "x.tile"));
            Assert.That(File.ReadAllBytes(Saved), Is.EqualTo(before));
        }
    }

    [Test]
    public void EveryPulseOfRepairIsADevicesAndAnArrays()
    {
        var (replaced, countered, plain) = (0L, 0L, 0L);
        for (var chip = 0; chip < 20; chip++)
        {
            var programmed = CheckedProgram.Of(Faults, "spare_columns 3").Program(3, chip);
            programmed.Save(Saved);
            var (file, all) = (ChipFile.Read(Saved), programmed.Programming);
            var layer = file.Layers[0];
            Assert.That(layer.Writes().Sum() + layer.Repair!.Writes().Sum(), Is.EqualTo(all.Pulses), "pulses of devices in force and not in force");
            Assert.That(programmed.ProgrammingOfArrays.Aggregate(default(ProgrammingTally), (sum, array) => sum + array.Tally), Is.EqualTo(all));
            Assert.That(file.Programming, Is.EqualTo(all));
            Assert.That(layer.Repair.Replaced.Count(column => column >= 0), Is.EqualTo(all.Replaced));
            // Two slices of pairs, 16 x 8; a spare column of an array has 16 devices of each polarity, tried or not.
            var tried = layer.Repair.Writes().Chunk(3).SelectMany(row => row).Count(writes => writes > 0);
            Assert.That(all.Cells, Is.EqualTo(2 * 2 * 16 * 8 + tried));
            Assert.That(all.Time, Is.EqualTo(all.Pulses * 100e-9 + all.Reads * 10e-9).Within(1e-12));
            var unrepaired = CheckedProgram.Of(Faults, "").Program(3, chip).Programming;
            Assert.That(all.Pulses, Is.GreaterThan(unrepaired.Pulses));
            Assert.That(all.Reads - unrepaired.Reads, Is.GreaterThanOrEqualTo(2 * 2 * 16 * 8), "every cell is read back");
            Assert.That(all.Energy, Is.GreaterThan(unrepaired.Energy));
            (replaced, countered, plain) = (replaced + all.Replaced, countered + all.Countered, plain + layer.Repair.Asked.Zip(layer.Targets, (a, t) => a == t ? 0 : 1).Sum());
        }
        Assert.That(replaced, Is.GreaterThan(20));
        Assert.That(plain, Is.GreaterThan(0).And.LessThanOrEqualTo(countered));
    }

    [Test]
    public void AReplacedColumnIsTheSparesAndItsOwnIsKept()
    {
        // One column of slice 0 is stuck whole, at g_max on both polarities: nothing can be countered.
        var map = new sbyte[16 * 10];
        for (var row = 0; row < 16; row++) map[row * 10 + 5] = 1;
        var programmed = Mapped("spare_columns 2", map, 10);
        programmed.Save(Saved);
        var layer = ChipFile.Read(Saved).Layers[0];
        Assert.That(layer.Repair!.Replaced, Is.EqualTo(new[] { 5, -1, 5, -1 }), "by array: one for each slice");
        Assert.That(CheckedProgram.IsExact(programmed));
        for (var input = 0; input < 16; input++)
        {
            // [input][polarity][array][spare]; [input][slice][polarity][column].
            for (var place = 0; place < 4; place++)
            {
                var (polarity, slice) = Math.DivRem(place, 2);
                Assert.That(layer.Repair.Spares[input * 8 + place * 2], Is.EqualTo(21).Within(1e-9), "the stuck devices");
                Assert.That(layer.Conductances[((input * 2 + slice) * 2 + polarity) * 8 + 5], Is.EqualTo(3.0 * CheckedProgram.Digit(5, input, slice, polarity)).Within(1e-9));
            }
        }
        Assert.That(layer.Writes().Sum() + layer.Repair.Writes().Sum(), Is.EqualTo(programmed.Programming.Pulses));
    }

    [Test]
    public void GivenFaultsOfSpareColumnsAreAvoided()
    {
        // Column 2 is stuck, and so is the first of two spares: the second stands in. With both broken, nothing does.
        var map = new sbyte[16 * 10];
        for (var row = 0; row < 16; row++) map[row * 10 + 2] = map[row * 10 + 8] = 1;
        var programmed = Mapped("spare_columns 2", map, 10);
        Assert.That(CheckedProgram.IsExact(programmed));
        Assert.That(programmed.Programming, Has.Property("Replaced").EqualTo(2).And.Property("Unrepaired").EqualTo(0));
        for (var row = 0; row < 16; row++) map[row * 10 + 9] = 1;
        programmed = Mapped("spare_columns 2", map, 10);
        Assert.That(CheckedProgram.IsExact(programmed), Is.False);
        Assert.That(programmed.Programming, Has.Property("Replaced").EqualTo(0).And.Property("Unrepaired").EqualTo(2));
        Assert.That(() => Mapped("spare_columns 2", new sbyte[16 * 8], 8), Throws.TypeOf<TileException>().With.Message.Contains("10"), "a map has the spare columns too");
    }

    [Test]
    public void AnotherMatrixRefusesThem()
    {
        CheckedProgram.Of(Faults, "spare_columns 4").Program(3).Save(Saved);
        void Refused(string device, string tile, string said) =>
            Assert.That(() => CheckedProgram.Of(device, tile).Load(Saved), Throws.TypeOf<TileException>().With.Message.Contains("the matrix").And.Message.Contains(said));
        Refused(Faults, "spare_columns 3", "laid out");
        Refused(Faults, "", "laid out");
        Refused("faults stuck_low = 1 %, stuck_high = 2 %", "spare_columns 4", "devices");
        var file = ChipFile.Read(Saved);
        file.Layers[0].Repair!.Asked[7] = 400;
        Assert.That(() => CheckedProgram.Of(Faults, "spare_columns 4").Load(file), Throws.TypeOf<TileException>().With.Message.Contains("400"));
        Assert.That(() => CheckedProgram.Of(Faults, "spare_columns 4").Program(noise: Noise.Off).Save(Saved), Throws.TypeOf<TileException>().With.Message.Contains("nothing to save"));
    }

    private static ProgrammedMatrix Mapped(string tile, sbyte[] map, int columns) =>
        CheckedProgram.Of("faults map \"f.npy\"", tile).Program(1, history: CheckedProgram.Stuck(map, CheckedProgram.Inputs, columns));
}
