using System.Text;
using System.Text.Json;
using TileDsl.Data;

namespace TileDsl.Cli.Tests;

/// <summary>Chips are programmed, kept, inspected and run again.</summary>
public sealed class ProgrammedChipTests
{
    private static readonly string Digits = Path.Combine(Repository.Root, "scripts", "digits.tile");

    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new WorkFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_saved_chip_runs_as_it_did()
    {
        Assert.That(Outcome.Of("program", Digits, "--device", "PcmMushroomVerified", "--seed", "5", "--chip", "3", "--chips", "2", "-o", _folder["chips"]).Succeeded().Output, Does.Contain("14,208 devices"));
        Assert.That(Directory.GetFiles(_folder["chips"]).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "Digits-seed5-chip3.chip", "Digits-seed5-chip4.chip" }));
        string Analog(params string[] more) => Outcome.Of(["run", Digits, "--json", "--limit", "40", "--time", "1h", .. more]).Succeeded().Json
            .GetProperty("networks")[0].GetProperty("analog").GetProperty("physics")[0].GetRawText();
        var fourth = Analog("--programmed", _folder["chips/Digits-seed5-chip3.chip"]);
        Assert.That(Analog("--programmed", _folder["chips/Digits-seed5-chip3.chip"], "--device", "PcmMushroomVerified"), Is.EqualTo(fourth));
        var chips = Outcome.Of("run", Digits, "--json", "--limit", "40", "--time", "1h", "--device", "PcmMushroomVerified", "--seed", "5", "--chips", "4").Succeeded().Json;
        Assert.That(chips.GetProperty("networks")[0].GetProperty("analog").GetProperty("physics")[3].GetRawText(), Is.EqualTo(fourth));
        Assert.That(Analog("--programmed", _folder["chips/Digits-seed5-chip4.chip"]), Is.Not.EqualTo(fourth));
    }

    [Test]
    public void A_chip_of_another_device_or_file_is_refused_and_a_changed_program_said()
    {
        Outcome.Of("program", Digits, "-o", _folder.Root).Succeeded();
        var chip = _folder["Digits-seed0-chip0.chip"];
        Assert.That(Outcome.Of("run", Digits, "--limit", "5", "--programmed", chip).Succeeded().Error, Is.Empty);
        var other = Outcome.Of("run", Digits, "--limit", "5", "--programmed", chip, "--device", "Sonos");
        Assert.That(other.Code, Is.EqualTo(ExitCode.BadInput));
        Assert.That(other.Error, Does.Contain("does not belong to network 'Digits'").And.Contain("devices of layer 'hidden'"));
        Assert.That(Outcome.Of("run", Digits, "--limit", "5", "--programmed", chip, "--param", "adc_bits=6").Succeeded().Error, Does.Contain("has changed"));
        Outcome.Of("run", Path.Combine(Repository.Root, "scripts", "digits_analog.tile"), "--programmed", chip).IsRefused("'Digits'", "DirectDigits");
        Outcome.Of("run", Digits, "--programmed", chip, "--seed", "3").IsRefused("--seed");
        Outcome.Of("run", Digits, "--programmed", chip, "--ideal").IsRefused("--ideal");
        Outcome.Of("run", Digits, "--programmed", _folder["none.chip"]).IsRefused("none.chip", "no such file");
        File.WriteAllBytes(chip, File.ReadAllBytes(chip)[..^9]);
        Outcome.Of("run", Digits, "--programmed", chip).IsRefused("truncated");
        Outcome.Of("inspect", chip).IsRefused("truncated");
    }

    [Test]
    public void Inspect_shows_what_a_chip_holds()
    {
        var tile = _folder.Digits(text => text.Replace("// of g/g_max", "\n    faults stuck_low = 2 %, stuck_high = 1 %\n    endurance weibull(1e6 writes, shape = 2)\n    write 1 pJ, 1 us"));
        Outcome.Of("program", tile, "--writes", "2e5", "-o", _folder["chips"]).Succeeded();
        var path = _folder["chips/Digits-seed0-chip0.chip"];
        var text = Outcome.Of("inspect", path, "--npy", _folder["npy"]).Succeeded().Output;
        Assert.That(text, Does.Contain("hidden").And.Contain("digit").And.Contain("200000 writes").And.Contain("14.208 ms").And.Contain("14.208 nJ"));
        var json = Outcome.Of("inspect", path, "--json").Succeeded().Json;
        Assert.That(json.GetProperty("schema").GetString(), Is.EqualTo("tiledsl.inspect/1"));
        var layer = json.GetProperty("layers")[0];
        // 3 % of 12,288 devices; 1 - exp(-0.04) of the others.
        Assert.That(layer.GetProperty("stuck").GetInt32(), Is.InRange(300, 440));
        Assert.That(layer.GetProperty("worn").GetInt32(), Is.InRange(400, 540));
        var conductances = NpyArray.Read(_folder["npy/layer0-conductances.npy"]);
        Assert.That(conductances.Shape, Is.EqualTo(new[] { 64, 3, 2, 1, 32 }));
        Assert.That(layer.GetProperty("conductance").GetProperty("mean").GetDouble(), Is.EqualTo(conductances.ToDoubles().Average()).Within(1e-9));
        Assert.That(NpyArray.Read(_folder["npy/layer0-writes.npy"]).ToDoubles(), Is.All.EqualTo(200001));
        Assert.That(NpyArray.Read(_folder["npy/layer1-targets.npy"]).Shape, Is.EqualTo(new[] { 32, 3, 2, 10 }));
    }

    [Test]
    public void Chips_with_spare_columns_and_checksums_are_kept_and_run_as_they_did()
    {
        var tile = _folder.Digits(text => text.Replace("// of g/g_max", "\n    faults stuck_low = 1 %, stuck_high = 1 %").Replace("    dac           Dac\n", "    dac           Dac\n    spare_columns 14; correction checksum\n"));
        Outcome.Of("program", tile, "-o", _folder["chips"]).Succeeded();
        var path = _folder["chips/Digits-seed0-chip0.chip"];
        JsonElement Analog(params string[] more) => Outcome.Of(["run", tile, "--json", "--limit", "40", .. more]).Succeeded().Json.GetProperty("networks")[0].GetProperty("analog").GetProperty("physics")[0];
        var (first, again) = (Analog("--chips", "1"), Analog("--programmed", path));
        Assert.That(again.GetRawText(), Is.EqualTo(first.GetRawText()));
        Assert.That(first.GetProperty("detection").GetProperty("compared").GetInt64(), Is.EqualTo(40 * 6 * 8), "of each sample 3 arrays of each of 2 layers in 8 cycles");
        var replaced = first.GetProperty("programming").GetProperty("replaced").GetInt32();
        Assert.That(first.GetProperty("programming").GetProperty("unrepaired").GetInt32(), Is.GreaterThan(24 - replaced), "more columns are faulty than there are spares");
        var text = Outcome.Of("run", tile, "--limit", "40", "--chips", "1").Succeeded().Output;
        Assert.That(text, Does.Contain("unrepaired").And.Contain("suspect").And.Contain("1,920"));
        Assert.That(Outcome.Of("run", Digits, "--limit", "5", "--chips", "1").Succeeded().Output, Does.Not.Contain("unrepaired"));
        Assert.That(Outcome.Of("inspect", path, "--npy", _folder["npy"]).Succeeded().Output, Does.Contain($"{replaced} columns replaced"));
        Assert.That(NpyArray.Read(_folder["npy/layer0-spares.npy"]).Shape, Is.EqualTo(new[] { 64, 2, 1, 12 }));
        Assert.That(Replaced(layer: 0, inputs: 64, outputs: 32) + Replaced(layer: 1, inputs: 32, outputs: 10), Is.EqualTo(replaced), "and no more: half of the spares are faulty, too, and worse than what they would replace");
        var writes = Directory.GetFiles(_folder["npy"], "*writes.npy").Sum(file => NpyArray.Read(file).ToDoubles().Sum());
        Assert.That(writes, Is.EqualTo(first.GetProperty("programming").GetProperty("pulses").GetInt64()));
    }

    [Test]
    public void Faults_come_from_beside_the_file_and_from_nowhere_else()
    {
        string WithMap(string name) => _folder.Digits(text => text.Replace("// of g/g_max", $"\n    faults map \"{name}\""));
        Faults("data/stuck.npy", 64, 32, n => n == 5 ? (sbyte)1 : (sbyte)0);
        Outcome.Of("program", WithMap("data/stuck.npy"), "-o", _folder["chips"]).Succeeded();
        // One cell of every array and polarity: 3 + 3 arrays, 2 polarities.
        Assert.That(Outcome.Of("inspect", _folder["chips/Digits-seed0-chip0.chip"], "--json").Succeeded().Json.GetProperty("programming").GetProperty("stuck").GetInt32(), Is.EqualTo(12));
        Refused(WithMap("data/none.npy"), "none.npy", "no such file");
        Refused(WithMap("data/x_u8.npy"), "x_u8.npy", "map of faults");
        Faults("data/small.npy", 64, 31, _ => 0);
        Refused(WithMap("data/small.npy"), "small.npy", "64, 31]", "64, 32]");
        void Refused(string tile, params string[] said)
        {
            var outcome = Outcome.Of("program", tile, "-o", _folder["chips"]);
            outcome.IsRefused(said);
        }
    }

    [Test]
    public void The_interpreter_has_the_same_faults_and_wear()
    {
        // Single cells: a reference column stands in array column 8, an offset column would be behind it.
        var tile = _folder.Write("core.tile", """
            tile 1
            device Cell : generic { conductance 1 uS .. 25 uS; programming sigma = 0.5 uS; faults stuck_low = 1 %, map "stuck.npy" }
            adc Adc : sar { bits 9; codes signed; range full }
            dac Dac { bits 1 }
            tile Core { array 16 x 8, single; cell Cell; adc Adc; dac Dac }
            slicing S { weights 4 bit signed, slices 2+2 bit, offset, across arrays; inputs 4 bit unsigned, slices 4 x 1 bit }
            """);
        Faults("stuck.npy", 16, 9, n => (sbyte)(n % 7 == 0 ? 1 : n % 11 == 0 ? -1 : 0));
        var weights = _folder.Integers("w.npy", [.. Enumerable.Range(0, 6 * 20).Select(n => n * 7 % 15 - 7)], 6, 20);
        var inputs = _folder.Integers("x.npy", [.. Enumerable.Range(0, 3 * 20).Select(n => n * 5 % 16)], 3, 20);
        double[] Product(string name, params string[] more)
        {
            Outcome.Of(["mvm", tile, "--tile", "Core", "--slicing", "S", "--weights", weights, "--inputs", inputs, "--out", _folder[name], .. more]).Succeeded();
            return NpyArray.Read(_folder[name]).ToDoubles();
        }

        var kernel = Product("kernel.npy");
        Assert.That(Product("interpreter.npy", "--reference"), Is.EqualTo(kernel));
        Faults("stuck.npy", 16, 9, _ => 0);
        Assert.That(Product("sound.npy"), Is.Not.EqualTo(kernel));
    }

    /// <summary>
    /// How many columns of a layer were replaced, by what is held after it: each by a spare that errs less. The faults alone of a spare that was not taken
    /// bring a larger error than any column has that is left with faults, of which most were countered by the other cells of their pairs.
    /// </summary>
    private int Replaced(int layer, int inputs, int outputs)
    {
        const int Slices = 3, Spares = 4;
        double[] Read(string what) => NpyArray.Read(_folder[$"npy/layer{layer}-{what}.npy"]).ToDoubles();
        var (held, targets, spares, replaced) = (Read("conductances"), Read("targets"), Read("spares"), Read("replaced"));
        var columns = targets.Length / (inputs * Slices * 2);
        int At(int input, int slice, int polarity, int column) => ((input * Slices + slice) * 2 + polarity) * columns + column;
        bool IsStuck(double g) => g == double.Epsilon || g == Math.BitIncrement(25);
        // Of pairs, squared: uS^2.
        double Error(int slice, int column, Func<int, int, double> holds, bool faultsOnly = false) => Enumerable.Range(0, inputs).Sum(input =>
        {
            double Off(int polarity) => faultsOnly && !IsStuck(holds(input, polarity)) ? 0 : holds(input, polarity) - targets[At(input, slice, polarity, column)];
            return Math.Pow(Off(0) - Off(1), 2);
        });
        var count = 0;
        for (var n = 0; n < Slices * Spares; n++)
        {
            var (slice, column) = (n / Spares, (int)replaced[n]);
            double Spare(int input, int polarity) => spares[(input * 2 + polarity) * Slices * Spares + n];
            Func<int, int, double> Column(int j) => (input, polarity) => held[At(input, slice, polarity, j)];
            if (column >= 0)
            {
                count++;
                Assert.That(Error(slice, column, Column(column)), Is.LessThan(Error(slice, column, Spare)), $"layer {layer}, slice {slice}, column {column}");
                continue;
            }
            var left = Enumerable.Range(0, outputs).Where(j => !replaced.AsSpan(slice * Spares, Spares).Contains(j) && Enumerable.Range(0, 2 * inputs).Any(k => IsStuck(Column(j)(k / 2, k % 2))));
            foreach (var j in left) Assert.That(Error(slice, j, Spare, faultsOnly: true), Is.GreaterThan(Error(slice, j, Column(j))), $"layer {layer}, slice {slice}, spare {n % Spares} for column {j}");
        }
        return count;
    }

    private void Faults(string name, int rows, int columns, Func<int, sbyte> fault)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '|i1', 'fortran_order': False, 'shape': ({rows}, {columns}), }}".PadRight(117) + "\n");
        _folder.Write(name, [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. Enumerable.Range(0, rows * columns).Select(n => (byte)fault(n))]);
    }
}
