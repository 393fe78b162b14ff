using System.Text.Json;

namespace TileDsl.Cli.Tests;

/// <summary>The main job on real digits, and what it says when something is wrong.</summary>
public sealed class RunCommandTests
{
    private static readonly string Digits = Path.Combine(Repository.Root, "scripts", "digits.tile");

    [Test]
    public void Digits_reach_the_accuracy_they_are_known_for()
    {
        var report = Outcome.Of("run", Digits, "--json").Succeeded().Json;
        var network = report.GetProperty("networks")[0];
        Assert.That(network.GetProperty("samples").GetInt32(), Is.EqualTo(500));
        Assert.That(network.GetProperty("floatingPoint").GetProperty("correct").GetInt32(), Is.EqualTo(462));
        Assert.That(network.GetProperty("quantisedExact").GetProperty("accuracy").GetDouble(), Is.InRange(0.90, 0.95));
        var analog = network.GetProperty("analog");
        Assert.That(analog.GetProperty("chips").GetArrayLength(), Is.EqualTo(10));
        Assert.That(analog.GetProperty("mean").GetDouble(), Is.InRange(0.85, 0.95));
        Assert.That(analog.GetProperty("standardDeviation").GetDouble(), Is.InRange(0.0001, 0.05));
        Assert.That(analog.GetProperty("interval95")[0].GetDouble(), Is.LessThan(analog.GetProperty("mean").GetDouble()));
    }

    [Test]
    public void Events_are_those_of_the_arrays()
    {
        var events = Outcome.Of("run", Digits, "--json", "--chips", "1", "--limit", "20").Succeeded().Json.GetProperty("networks")[0].GetProperty("perInference");
        // (32 + 10 outputs) x 3 weight slices x 8 cycles; and as many columns of 64 and 32 pairs read.
        Assert.That(events.GetProperty("conversions").GetDouble(), Is.EqualTo(42 * 3 * 8));
        Assert.That(events.GetProperty("cellReads").GetDouble(), Is.EqualTo((64 * 32 + 32 * 10) * 2 * 3 * 8));
        Assert.That(events.GetProperty("driverPulses").GetDouble(), Is.InRange(1, (64 + 32) * 3 * 8));
    }

    [Test]
    public void The_same_seed_gives_the_same_figures_and_another_seed_others()
    {
        string Chips(string seed) =>
            Outcome.Of("run", Digits, "--json", "--chips", "3", "--seed", seed).Succeeded().Json.GetProperty("networks")[0].GetProperty("analog").GetRawText();
        var first = Chips("7");
        Assert.That(Chips("7"), Is.EqualTo(first));
        Assert.That(Chips("8"), Is.Not.EqualTo(first));
    }

    [Test]
    public void Noise_off_and_ideal_leave_out_what_they_do_not_run()
    {
        var off = Outcome.Of("run", Digits, "--json", "--noise", "off", "--limit", "50").Succeeded().Json.GetProperty("networks")[0];
        Assert.That(off.GetProperty("analog").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(off.GetProperty("noiseFree").GetProperty("accuracy").GetDouble(), Is.GreaterThan(0.8));
        var ideal = Outcome.Of("run", Digits, "--json", "--ideal", "--limit", "50").Succeeded().Json.GetProperty("networks")[0];
        Assert.That(ideal.GetProperty("noiseFree").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(ideal.GetProperty("quantisedExact").GetProperty("accuracy").GetDouble(), Is.GreaterThan(0.8));
    }

    [Test]
    public void Without_chips_a_time_has_no_table_of_them()
    {
        var text = Outcome.Of("run", Digits, "--time", "1h", "--compensate", "global", "--limit", "5", "--noise", "off").Succeeded().Output;
        Assert.That(text, Does.Contain("driver pulses").And.Not.Contain("yield"));
        Assert.That(text, Does.Contain("converters, no errors, after 1 h, compensated"), "mean drift is in it");
    }

    [TestCase("--ideal", "--time", "1day")]
    [TestCase("--ideal", "--compensate", "global")]
    [TestCase("--ideal", "--extrapolate")]
    [TestCase("--ideal", "--writes", "1e8")]
    [TestCase("--ideal", "--noise", "on")]
    [TestCase("--noise", "off", "--writes", "1e8")]
    public void What_would_do_nothing_is_refused(params string[] options)
    {
        var idle = options.Last(option => option.StartsWith("--", StringComparison.Ordinal));
        Outcome.Of(["run", Digits, .. options]).IsRefused($"leave out {idle}");
        Outcome.Of(["mvm", Digits, "--tile", "Core", "--slicing", "W8A8", "--weights", "w.npy", "--inputs", "x.npy", "--out", "y.npy", .. options]).IsRefused($"leave out {idle}");
    }

    /// <summary>Without errors all chips are one: asking for several asks for nothing.</summary>
    [TestCase("--ideal")]
    [TestCase("--noise", "off")]
    public void Chips_are_counted_where_they_differ(params string[] mode)
    {
        Outcome.Of(["run", Digits, "--chips", "3", .. mode]).IsRefused("leave out --chips");
        Outcome.Of(["run", Digits, "--limit", "5", .. mode]).Succeeded();
    }

    [Test]
    public void A_compensation_is_called_as_it_is_asked_for()
    {
        foreach (var word in new[] { "none", "global", "column" })
            Assert.That(Outcome.Of("run", Digits, "--json", "--chips", "1", "--limit", "5", "--compensate", word).Succeeded().Json.GetProperty("compensation").GetString(), Is.EqualTo(word));
    }

    /// <summary>A tile, and a whole network on it, that cannot take the device are in the way only of who asks for them.</summary>
    [Test]
    public void A_device_need_not_fit_the_tiles_of_other_networks()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text =>
        {
            var network = text[text.IndexOf("network Digits", StringComparison.Ordinal)..];
            network = network[..(network.IndexOf("\n}", StringComparison.Ordinal) + 2)];
            return text + "\ntile Checked : Core { spare_columns 10; correction checksum }\n" + network.Replace("network Digits", "network Others").Replace("Core", "Checked");
        });
        Outcome Run(params string[] network) => Outcome.Of(["run", tile, "--limit", "5", "--chips", "1", "--json", "--device", "CubicDevice", .. network]);
        string Logits(Outcome run) => run.Succeeded().Json.GetProperty("networks")[0].GetProperty("analog").GetRawText();
        Assert.That(Logits(Run("--network", "Digits")), Is.EqualTo(Logits(Outcome.Of("run", Digits, "--limit", "5", "--chips", "1", "--json", "--device", "CubicDevice"))));
        Run("--network", "Others").IsRefused("TILE0405");
        Run().IsRefused("TILE0405");
        Outcome.Of("devices", tile, "--network", "Digits", "--device", "CubicDevice", "--times", "0", "--chips", "1", "--limit", "2").Succeeded();
        Outcome.Of("program", tile, "--network", "Digits", "--device", "CubicDevice", "-o", folder["chips"]).Succeeded();
    }

    [Test]
    public void Redirected_text_is_plain()
    {
        var text = Outcome.Of("run", Digits, "--chips", "2").Succeeded().Output;
        Assert.That(text, Does.Contain("462/500").And.Contain("95 % interval").And.Contain("conversions"));
        Assert.That(text, Does.Not.Contain('\e').And.Not.Contain('\r'));
        Assert.That(text.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(120));
    }

    [Test]
    public void A_param_changes_the_hardware()
    {
        double Accuracy(string bits) => Outcome.Of("run", Digits, "--json", "--noise", "off", "--param", "adc_bits=" + bits).Succeeded()
            .Json.GetProperty("networks")[0].GetProperty("noiseFree").GetProperty("accuracy").GetDouble();
        Assert.That(Accuracy("4"), Is.LessThan(Accuracy("12")));
    }

    [Test]
    public void Other_data_can_be_given()
    {
        var data = Path.Combine(Repository.Root, "scripts", "data");
        var report = Outcome.Of("run", Digits, "--json", "--ideal", "--inputs", Path.Combine(data, "x_u8.npy"), "--labels", Path.Combine(data, "y_u8.npy"));
        Assert.That(report.Succeeded().Json.GetProperty("networks")[0].GetProperty("samples").GetInt32(), Is.EqualTo(1797));
    }

    [Test]
    public void A_missing_file_is_refused() => Outcome.Of("run", "no/such.tile").IsRefused("no/such.tile", "no such file");

    [Test]
    public void A_folder_is_refused() => Outcome.Of("run", Repository.Root).IsRefused("is a folder");

    [Test]
    public void An_unknown_network_is_refused_with_those_there_are() => Outcome.Of("run", Digits, "--network", "Digit").IsRefused("'Digit'", "Digits");

    [Test]
    public void Errors_of_the_file_are_printed_as_a_compiler_does()
    {
        using var folder = new WorkFolder();
        var outcome = Outcome.Of("run", folder.Digits(text => text.Replace("Cell\n", "Sell\n")));
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(outcome.Error, Does.Match(@"digits\.tile\(\d+,\d+\): error TILE\d{4}: .*Sell"));
        Assert.That(outcome.Output, Is.Empty);
    }

    [Test]
    public void Another_device_needs_no_edit()
    {
        string Chips(params string[] more) =>
            Outcome.Of(["run", Digits, "--json", "--chips", "2", "--limit", "50", .. more]).Succeeded().Json.GetProperty("networks")[0].GetProperty("analog").GetRawText();
        Assert.That(Chips("--device", "ReRamWan2Days"), Is.Not.EqualTo(Chips()));
        Outcome.Of("run", Digits, "--device", "PcmJosh").IsRefused("TILE0303", "Did you mean 'PcmJoshi'?");
        Assert.That(Outcome.Of("check", Digits, "--device", "PcmJosh").Output, Does.Contain("TILE0303"));
    }

    [Test]
    public void A_param_outside_its_range_is_an_error_of_the_file()
    {
        var outcome = Outcome.Of("run", Digits, "--param", "adc_bits=99");
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed), outcome.Error);
        Assert.That(outcome.Error, Does.Contain("error TILE").And.Contain("adc_bits"));
    }

    [TestCase("adc_bits", TestName = "A_param_without_a_value_is_refused")]
    [TestCase("adc_bits=many", TestName = "A_param_that_is_no_number_is_refused")]
    public void A_bad_param_is_refused(string parameter) => Outcome.Of("run", Digits, "--param", parameter).IsRefused("--param", parameter);

    [Test]
    public void Inputs_without_labels_are_refused() => Outcome.Of("run", Digits, "--inputs", "x.npy").IsRefused("--inputs and --labels");

    [TestCase("data/x_u8.npy")]
    [TestCase("data/y_u8.npy")]
    [TestCase("data/digits_mlp.onnx")]
    public void A_truncated_file_is_refused_by_name(string name)
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits();
        var bytes = File.ReadAllBytes(folder[name]);
        folder.Write(name, bytes[..(bytes.Length / 2)]);
        Outcome.Of("run", tile).IsRefused(Path.GetFileName(name));
    }

    [TestCase("data/x_u8.npy")]
    [TestCase("data/digits_mlp.onnx")]
    public void A_file_that_is_not_there_is_refused_by_name(string name)
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits();
        File.Delete(folder[name]);
        Outcome.Of("run", tile).IsRefused(Path.GetFileName(name));
    }

    [Test]
    public void Weights_of_another_shape_are_refused()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text => text.Replace("64 -> 32", "64 -> 31").Replace("32 -> 10", "31 -> 10"));
        Outcome.Of("run", tile).IsRefused("hidden", "31", "32", "64");
    }

    [Test]
    public void Samples_that_are_not_there_are_refused()
    {
        using var folder = new WorkFolder();
        Outcome.Of("run", folder.Digits(text => text.Replace("1297..1796", "1297..1797"))).IsRefused("Test", "1797 samples", "[1297..1797]");
    }

    [Test]
    public void Fewer_labels_than_samples_are_refused()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits();
        var (x, y) = (folder.Floats("x.npy", new double[128], 2, 64), folder.Integers("y.npy", [1], 1));
        Outcome.Of("run", tile, "--inputs", x, "--labels", y).IsRefused("2 samples and 1 labels");
    }

    [Test]
    public void A_label_without_an_output_is_refused()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits();
        var y = Enumerable.Range(0, 1797).ToArray();
        Outcome.Of("run", tile, "--inputs", folder["data/x_u8.npy"], "--labels", folder.Integers("y.npy", y, 1797)).IsRefused("1796", "10 outputs");
    }

    [Test]
    public void Data_below_another_folder_is_found_there()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits();
        Directory.CreateDirectory(folder["elsewhere"]);
        Directory.Move(folder["data"], folder["elsewhere/data"]);
        Outcome.Of("run", tile, "--ideal").IsRefused("digits_mlp.onnx");
        Outcome.Of("run", tile, "--ideal", "--data", folder["elsewhere"]).Succeeded();
    }
}
