using TileDsl.Data;

namespace TileDsl.Cli.Tests;

/// <summary>One product on a tile, against the product on paper.</summary>
public sealed class MvmCommandTests
{
    private const string Program = """
        tile 1

        device Cell : generic {
            conductance   1 uS .. 25 uS
            programming   sigma = poly(3 uS)
        }

        adc Full : sar { bits 12; codes signed; range full }
        adc Coarse : sar { bits 5; codes signed; range calibrated 100 % }

        tile Exact { array 16 x 16, pair; cell Cell; adc Full, subtract analog }
        tile Lossy { array 16 x 16, pair; cell Cell; adc Coarse, subtract analog }

        slicing W4A4 {
            weights       4 bit signed, slices 1+2 bit, differential, across arrays
            inputs        4 bit signed, slices 1+1+1 bit, sign_magnitude
        }

        slicing Direct {
            weights       analog, differential one_sided
            inputs        8 bit symmetric, one pulse
        }
        """;

    private static readonly int[] W = [1, -2, 3, 7, 0, -7];
    private static readonly int[] X = [1, 2, 3, -4, 0, 5, 7, 7, -7, 0, 0, 0];

    private WorkFolder _folder = null!;
    private string _tile = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new WorkFolder();
        _tile = _folder.Write("m.tile", Program);
        _folder.Integers("w.npy", W, 2, 3);
        _folder.Integers("x.npy", X, 4, 3);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private Outcome Multiply(string tile, string slicing, params string[] more) => Outcome.Of(
        ["mvm", _tile, "--tile", tile, "--slicing", slicing, "--weights", _folder["w.npy"], "--inputs", _folder["x.npy"], "--out", _folder["y.npy"], .. more]);

    /// <summary>Without spread, all cells drift by the same factor, which compensation takes back; at a time without data nothing is multiplied.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void A_product_can_be_read_later_from_another_device(bool byInterpreter)
    {
        var tile = _folder.Write("t.tile", Program + "\ndevice Drifting : generic { conductance 0 uS .. 25 uS; drift nu = 0.1, t0 = 20 s; measured 1 h; read 0.2 V, 1 us }\nadc Perfect : ideal { }\ntile Open { array 16 x 16, pair; cell Cell; adc Perfect }");
        string[] how = byInterpreter ? ["--reference"] : [];
        Outcome At(params string[] more) => Outcome.Of(
            ["mvm", tile, "--tile", "Open", "--slicing", "W4A4", "--weights", _folder["w.npy"], "--inputs", _folder["x.npy"], "--out", _folder["y.npy"], "--device", "Drifting", .. how, .. more]);
        At().Succeeded();
        var first = Y;
        var paper = OnPaper(Reals(W), Reals(X), 2, 3);
        for (var n = 0; n < first.Length; n++) Assert.That(first[n], Is.EqualTo(paper[n]).Within(1e-3));
        At("--time", "1h").Succeeded();
        var left = Math.Pow(3620 / 20.0, -0.1);
        for (var n = 0; n < first.Length; n++) Assert.That(Y[n], Is.EqualTo(first[n] * left).Within(5e-3));
        At("--time", "1h", "--compensate", "global").Succeeded();
        for (var n = 0; n < first.Length; n++) Assert.That(Y[n], Is.EqualTo(first[n]).Within(5e-3));
        At("--time", "2h").IsRefused("measured data up to 3600 s");
        At("--time", "2h", "--extrapolate").Succeeded();
        if (byInterpreter) return;
        var marked = At("--time", "2h", "--extrapolate", "--compensate", "column", "--json").Succeeded().Json;
        Assert.That(marked.GetProperty("extrapolated").GetBoolean());
        Assert.That(marked.GetProperty("compensation").GetString(), Is.EqualTo("column"));
        // Both measurements: three one-hot inputs each, 2 outputs x 2 slices x 3 cycles of them.
        Assert.That(marked.GetProperty("compensationEvents").GetProperty("conversions").GetInt32(), Is.EqualTo(2 * 3 * 2 * 2 * 3));
        Assert.That(At("--time", "2h", "--extrapolate", "--compensate", "column").Output, Does.Contain("compensation: 72 conversions").And.Contain("extrapolated"));
        Assert.That(At("--time", "1h").Output, Does.Not.Contain("compensation").And.Not.Contain("extrapolated"));
        Assert.That(At("--time", "1h", "--json").Json.GetProperty("extrapolated").GetBoolean(), Is.False);
    }

    /// <summary>
    /// Flicker noise splits into what is frozen for as long as all reads last and what is not, at once after programming too: kernel and
    /// interpreter take the same time for that.
    /// </summary>
    [TestCase]
    [TestCase("--time", "1h")]
    public void Both_read_for_as_long(params string[] time)
    {
        var tile = _folder.Write("t.tile", Program + "\ndevice Flickering : generic { conductance 0 uS .. 25 uS; read_noise flicker(0.009, exponent = -0.65, t_read = 250 ns, t0 = 20 s), correlation split; read 0.2 V, 1 ms }\nadc Perfect : ideal { }\ntile Open { array 16 x 16, pair; cell Cell; adc Perfect }");
        double[] Product(params string[] more)
        {
            Outcome.Of(["mvm", tile, "--tile", "Open", "--slicing", "W4A4", "--weights", _folder["w.npy"], "--inputs", _folder["x.npy"], "--out", _folder["y.npy"], "--device", "Flickering", .. time, .. more]).Succeeded();
            return Y;
        }

        _folder.Integers("x.npy", [.. X[..3], .. X[..3]], 2, 3);
        var kernel = Product();
        var (first, second) = (kernel[..2], kernel[2..]);
        Assert.That(first, Is.Not.EqualTo(OnPaper(Reals(W), Reals(X[..3]), 2, 3)));
        Assert.That(second, Is.Not.EqualTo(first), "noise faster than the run is another one for the next sample");
        Assert.That(Product("--reference"), Is.EqualTo(kernel));
    }

    /// <summary>Checksums are of cells that obey Ohm's law, and keep those where another tile is multiplied on; the tile that is chosen must take the device.</summary>
    [Test]
    public void A_device_need_not_fit_the_tiles_that_are_not_used()
    {
        var tile = _folder.Write("t.tile", Program + "\ntile Checked { array 16 x 16, pair; cell Cell; adc Full, subtract analog; spare_columns 13; correction checksum }");
        Outcome On(string name, params string[] more) => Outcome.Of(
            ["mvm", tile, "--tile", name, "--slicing", "W4A4", "--weights", _folder["w.npy"], "--inputs", _folder["x.npy"], "--out", _folder["y.npy"], .. more]);
        On("Exact").Succeeded();
        var own = Y;
        On("Exact", "--device", "CubicDevice").Succeeded();
        Assert.That(Y, Is.Not.EqualTo(own), "the tile that is used has the device");
        On("Checked").Succeeded();
        On("Checked", "--device", "CubicDevice").IsRefused("t.tile(", "TILE0405", "iv");
        On("Exact", "--device", "CubicDevise").IsRefused("Did you mean 'CubicDevice'?");
        Assert.That(Outcome.Of("check", tile, "--device", "CubicDevice").Output, Does.Contain("TILE0405"), "all of a file is checked");
    }

    [Test]
    public void Arrays_are_kept_with_the_device_that_took_the_cells_place()
    {
        var tile = _folder.Write("t.tile", Program + "\ndevice Other : generic { conductance 0 uS .. 10 uS; programming sigma = 0.2 uS }");
        double[] Product(params string[] more)
        {
            Outcome.Of(["mvm", tile, "--tile", "Lossy", "--slicing", "W4A4", "--weights", _folder["w.npy"], "--inputs", _folder["x.npy"], "--out", _folder["y.npy"], .. more]).Succeeded();
            return Y;
        }

        var first = Product("--device", "Other", "--save", _folder["m.chip"]);
        Assert.That(Product("--programmed", _folder["m.chip"]), Is.EqualTo(first));
        Assert.That(Product(), Is.Not.EqualTo(first));
    }

    private double[] Y => NpyArray.Read(_folder["y.npy"]).ToDoubles();

    private static double[] OnPaper(double[] w, double[] x, int outputs, int inputs) =>
        [.. Enumerable.Range(0, x.Length / inputs * outputs).Select(k => Enumerable.Range(0, inputs).Sum(i => w[k % outputs * inputs + i] * x[k / outputs * inputs + i]))];

    private static double[] Reals(int[] values) => [.. values.Select(v => (double)v)];

    [TestCase("--noise", "off")]
    [TestCase("--ideal")]
    [TestCase("--noise", "off", "--reference")]
    public void A_lossless_tile_gives_the_integer_product(params string[] options)
    {
        var json = Multiply("Exact", "W4A4", [.. options, "--json"]).Succeeded().Json;
        Assert.That(Y, Is.EqualTo(OnPaper(Reals(W), Reals(X), 2, 3)));
        Assert.That(NpyArray.Read(_folder["y.npy"]).Shape, Is.EqualTo(new[] { 4, 2 }));
        Assert.That(json.GetProperty("exact").GetBoolean());
        Assert.That(json.GetProperty("effectiveBits").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        // 2 outputs x 2 weight slices x 3 cycles, for each of 4 samples.
        Assert.That(json.GetProperty("events").GetProperty("conversions").GetInt64(), Is.EqualTo(4 * 2 * 2 * 3));
    }

    [TestCase("Exact", "W4A4")]
    [TestCase("Lossy", "W4A4")]
    [TestCase("Lossy", "Direct")]
    public void The_reference_gives_the_same_bits(string tile, string slicing)
    {
        Multiply(tile, slicing, "--seed", "3").Succeeded();
        var kernel = Y;
        Multiply(tile, slicing, "--seed", "3", "--reference").Succeeded();
        Assert.That(Y, Is.EqualTo(kernel));
        Multiply(tile, slicing, "--seed", "4").Succeeded();
        Assert.That(Y, Is.Not.EqualTo(kernel));
    }

    [Test]
    public void Effective_bits_are_those_of_the_errors()
    {
        var json = Multiply("Lossy", "W4A4", "--json").Succeeded().Json;
        var exact = OnPaper(Reals(W), Reals(X), 2, 3);
        var ratio = exact.Sum(e => e * e) / Y.Zip(exact, (y, e) => (y - e) * (y - e)).Sum();
        Assert.That(json.GetProperty("effectiveBits").GetDouble(), Is.EqualTo((10 * Math.Log10(ratio) - 1.76) / 6.02).Within(1e-9));
    }

    [Test]
    public void Real_inputs_are_quantised_and_scaled_back()
    {
        double[] w = [0.5, -0.25, 1.5, 0, 1, -1], x = [0.1, 0.2, -0.35, 2.54, 0, 1.27];
        _folder.Floats("w.npy", w, 2, 3);
        _folder.Floats("x.npy", x, 2, 3);
        Multiply("Exact", "Direct", "--ideal").Succeeded();
        double[] codes = [.. x.Select(v => Math.Round(v / 2.54 * 127, MidpointRounding.ToEven))];
        Assert.That(Y, Is.EqualTo(OnPaper(w, [.. codes.Select(c => c * 0.02)], 2, 3)).Within(1e-12));
        Multiply("Exact", "Direct", "--ideal", "--scale-inputs", "1.27").Succeeded();
        codes = [.. x.Select(v => Math.Clamp(Math.Round(v / 1.27 * 127, MidpointRounding.ToEven), -127, 127))];
        Assert.That(Y, Is.EqualTo(OnPaper(w, [.. codes.Select(c => c * 0.01)], 2, 3)).Within(1e-12));
    }

    [Test]
    public void A_larger_weight_scale_uses_less_of_the_cells()
    {
        Multiply("Exact", "Direct", "--noise", "off").Succeeded();
        var tight = Y;
        Multiply("Exact", "Direct", "--noise", "off", "--scale-weights", "70").Succeeded();
        Assert.That(Y, Is.Not.EqualTo(tight));
        Assert.That(Y, Is.EqualTo(OnPaper(Reals(W), Reals(X), 2, 3)).Within(20));
    }

    [Test]
    public void Tiles_and_slicings_of_imported_files_can_be_used()
    {
        Multiply("Exact", "W4A4", "--seed", "3").Succeeded();
        var own = Y;
        _tile = _folder.Write("importing.tile", "tile 1\nimport \"m.tile\"\n");
        Multiply("Exact", "W4A4", "--seed", "3").Succeeded();
        Assert.That(Y, Is.EqualTo(own));
        Multiply("Exakt", "W4A4").IsRefused("'Exakt'", "Exact, Lossy");
    }

    [Test]
    public void Only_what_this_product_meets_is_warned_of()
    {
        // Narrow clips at worst case, and so would a product on it; a product elsewhere is not told.
        _tile = _folder.Write("m.tile", Program + """

            adc Small : sar { bits 5; codes signed; range fixed -4 lsb .. 4 lsb }
            tile Narrow { array 16 x 16, pair; cell Cell; adc Small, subtract analog }
            """);
        Assert.That(Multiply("Exact", "W4A4").Succeeded().Error, Does.Not.Contain("Narrow"));
        Assert.That(Multiply("Narrow", "W4A4").Succeeded().Error, Does.Contain("warning TILE0502: tile Narrow using W4A4"));
    }

    [Test]
    public void Weights_out_of_range_are_refused()
    {
        _folder.Integers("w.npy", [1, 2, 3, 4, 5, 99], 2, 3);
        Multiply("Exact", "W4A4").IsRefused("99");
    }

    [Test]
    public void Weights_that_are_no_integers_are_refused_for_slices()
    {
        _folder.Floats("w.npy", [1, 2, 3, 4, 5.5, 6], 2, 3);
        Multiply("Exact", "W4A4").IsRefused("w.npy", "[1,1] is 5.5", "integers");
    }

    [Test]
    public void Input_codes_out_of_range_are_refused()
    {
        _folder.Integers("x.npy", [1, 2, 9], 1, 3);
        Multiply("Exact", "W4A4").IsRefused("x.npy", "[0,2] is 9", "-7..7");
    }

    [Test]
    public void Shapes_that_do_not_meet_are_refused()
    {
        _folder.Integers("x.npy", [1, 2, 3, 4], 1, 4);
        Multiply("Exact", "W4A4").IsRefused("x.npy", "w.npy", "4", "3");
        _folder.Integers("x.npy", [1, 2, 3], 3);
        Multiply("Exact", "W4A4").IsRefused("x.npy", "[3]", "samples by inputs");
    }

    [Test]
    public void A_weight_scale_is_refused_for_slices() => Multiply("Exact", "W4A4", "--scale-weights", "2").IsRefused("--scale-weights");

    [TestCase("0")]
    [TestCase("-2")]
    public void A_scale_is_above_zero(string scale) => Multiply("Exact", "W4A4", "--scale-inputs", scale).IsRefused($"--scale-inputs needs a number above 0, not '{scale}'");

    [Test]
    public void Products_of_zero_have_no_effective_bits()
    {
        _folder.Integers("w.npy", new int[6], 2, 3);
        var outcome = Multiply("Lossy", "W4A4").Succeeded();
        Assert.That(outcome.Output, Does.Match(@"^\S+y\.npy: \d+ x 2, (equal to the exact product|largest error \S+)\s"));
    }

    [Test]
    public void Unknown_names_are_refused_with_those_there_are()
    {
        Multiply("Exakt", "W4A4").IsRefused("'Exakt'", "Exact, Lossy");
        Multiply("Exact", "W8").IsRefused("'W8'", "W4A4, Direct");
    }

    [Test]
    public void An_output_that_cannot_be_written_is_refused() => Outcome.Of(
        "mvm", _tile, "--tile", "Exact", "--slicing", "W4A4", "--weights", _folder["w.npy"], "--inputs", _folder["x.npy"], "--out", _folder["no/y.npy"]).IsRefused("y.npy");

    [Test]
    public void Programmed_arrays_are_kept_and_multiply_as_they_did()
    {
        string[] Of(string to, params string[] more) => ["mvm", _tile, "--tile", "Lossy", "--slicing", "W4A4", "--weights", _folder["w.npy"], "--inputs", _folder["x.npy"], "--out", _folder[to], .. more];
        Outcome.Of(Of("a.npy", "--seed", "5", "--save", _folder["m.chip"])).Succeeded();
        Outcome.Of(Of("b.npy", "--programmed", _folder["m.chip"])).Succeeded();
        Outcome.Of(Of("c.npy", "--seed", "6")).Succeeded();
        double[] Values(string name) => NpyArray.Read(_folder[name]).ToDoubles();
        Assert.That(Values("b.npy"), Is.EqualTo(Values("a.npy")));
        Assert.That(Values("c.npy"), Is.Not.EqualTo(Values("a.npy")));
        Assert.That(Outcome.Of("inspect", _folder["m.chip"]).Succeeded().Output, Does.Contain("lone matrix").And.Contain("seed 5"));
        Outcome.Of(Of("d.npy", "--programmed", _folder["m.chip"], "--seed", "1")).IsRefused("--seed");
        Outcome.Of(Of("d.npy", "--save", _folder["m.chip"], "--noise", "off")).IsRefused("--save", "--noise off");
        Outcome.Of(Of("d.npy", "--save", _folder["m.chip"], "--reference")).IsRefused("--reference");
        Outcome.Of("run", Path.Combine(Repository.Root, "scripts", "digits.tile"), "--programmed", _folder["m.chip"]).IsRefused("lone matrix", "mvm");
        _folder.Integers("w.npy", [1, -2, 3, 7, 1, -7], 2, 3);
        Outcome.Of(Of("d.npy", "--programmed", _folder["m.chip"])).IsRefused("other weights");
    }

    [Test]
    public void Files_cut_short_are_refused()
    {
        _folder.Write("w.npy", File.ReadAllBytes(_folder["w.npy"])[..^4]);
        Multiply("Exact", "W4A4").IsRefused("w.npy");
    }
}
