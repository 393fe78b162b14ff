using System.Text.Json;

namespace TileDsl.Cli.Tests;

/// <summary>Devices side by side, and what a run says of theirs.</summary>
public sealed class DevicesCommandTests
{
    private static readonly string Digits = Path.Combine(Repository.Root, "scripts", "digits.tile");

    [Test]
    public void Devices_are_compared_against_time_and_compensation()
    {
        var report = Outcome.Of("devices", Digits, "--device", "PcmMushroom", "--device", "Sonos", "--times", "0,1day,3days", "--compensate", "none,global", "--chips", "2", "--limit", "60", "--json").Succeeded().Json;
        Assert.That(report.GetProperty("schema").GetString(), Is.EqualTo("tiledsl.devices/1"));
        var results = report.GetProperty("results");
        Assert.That(results.EnumerateArray().Select(r => r.GetProperty("device").GetString()), Is.EqualTo(new[] { "PcmMushroom", "Sonos" }));
        var points = results[0].GetProperty("points").EnumerateArray().ToArray();
        Assert.That(points.Select(p => (p.GetProperty("timeSeconds").GetDouble(), p.GetProperty("compensation").GetString())), Is.EqualTo(new[]
        {
            (0.0, "none"), (86400.0, "none"), (86400.0, "global"), (259200.0, "none"), (259200.0, "global"),
        }));
        double Error(int n) => points[n].GetProperty("relativeLogitError").GetDouble();
        Assert.That(Error(1), Is.GreaterThan(2 * Error(0)), "a day's drift");
        Assert.That(Error(2), Is.LessThan(0.5 * Error(1)), "compensated");
        Assert.That(points[3].GetProperty("beyondData").GetBoolean(), "phase change is measured for a day");
        Assert.That(points[3].GetProperty("accuracy").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(results[1].GetProperty("points")[3].GetProperty("beyondData").GetBoolean(), Is.False, "Sonos for five");
        Assert.That(points[2].GetProperty("chips")[0].GetProperty("compensation").GetProperty("conversions").GetInt64(), Is.GreaterThan(0));
        Assert.That(points[0].GetProperty("chips")[1].GetProperty("programming").GetProperty("joules").GetDouble(), Is.EqualTo(14208 * 100e-12).Within(1e-12));
    }

    [Test]
    public void Stuck_cells_and_what_corrects_them_stand_below_each_device()
    {
        string[] common = ["--times", "0,1h", "--compensate", "column", "--chips", "2", "--limit", "100", "--stuck", "2", "--spare-columns", "8"];
        var results = Outcome.Of(["devices", Digits, "--device", "PcmMushroomVerified", "--json", .. common]).Succeeded().Json.GetProperty("results").EnumerateArray().ToArray();
        Assert.That(results.Select(r => (r.GetProperty("stuckPercent").ToString(), r.GetProperty("spareColumns").GetInt32())), Is.EqualTo(new[] { ("", 0), ("2", 0), ("2", 8) }));
        double Error(int n, int point) => results[n].GetProperty("points")[point].GetProperty("relativeLogitError").GetDouble();
        JsonElement Programming(int n) => results[n].GetProperty("points")[0].GetProperty("chips")[0].GetProperty("programming");
        for (var point = 0; point < 2; point++)
        {
            Assert.That(Error(1, point), Is.GreaterThan(2 * Error(0, point)), "2 % stuck");
            Assert.That(Error(2, point), Is.LessThan(0.7 * Error(1, point)), "and repaired");
        }
        // Half of 2 % of 14,208 devices at either end.
        Assert.That(Programming(1).GetProperty("stuck").GetInt32(), Is.InRange(220, 350));
        Assert.That(Programming(1).GetProperty("located").GetInt32(), Is.Zero);
        Assert.That(Programming(2).GetProperty("replaced").GetInt32(), Is.GreaterThan(20));
        Assert.That(Outcome.Of(["devices", Digits, "--device", "PcmMushroom", .. common]).Succeeded().Output, Does.Contain(" 2 % stuck").And.Contain(" with 8 spares"));
        Outcome.Of("devices", Digits, "--spare-columns", "8").IsRefused("--stuck");
        Outcome.Of("devices", Digits, "--stuck", "101").IsRefused("--stuck", "100");
    }

    [Test]
    public void A_point_of_the_table_is_what_a_run_finds()
    {
        string[] common = ["--chips", "2", "--seed", "4", "--limit", "60", "--json"];
        var points = Outcome.Of(["devices", Digits, "--device", "PcmHermes", "--times", "1h", "--compensate", "column", .. common]).Succeeded().Json.GetProperty("results")[0].GetProperty("points");
        var analog = Outcome.Of(["run", Digits, "--device", "PcmHermes", "--time", "1h", "--compensate", "column", .. common]).Succeeded().Json.GetProperty("networks")[0].GetProperty("analog");
        Assert.That(points[0].GetProperty("compensation").GetString(), Is.EqualTo("column"), "as it is asked for");
        Assert.That(points[0].GetProperty("accuracy").GetDouble(), Is.EqualTo(analog.GetProperty("mean").GetDouble()));
        Assert.That(points[0].GetProperty("chips").GetRawText().Replace(" ", ""), Is.EqualTo(analog.GetProperty("physics").GetRawText().Replace(" ", "")));
    }

    [Test]
    public void Text_says_what_is_extrapolated_and_what_is_beyond_data()
    {
        string Table(params string[] more) => Outcome.Of(["devices", Digits, "--device", "CmoHfOx", "--times", "3days", "--compensate", "none", "--chips", "1", "--limit", "5", .. more]).Succeeded().Output;
        Assert.That(Table(), Does.Contain("beyond its data").And.Not.Contain("*"));
        Assert.That(Table("--extrapolate"), Does.Contain("3 days*").And.Contain("* extrapolated"));
        // One that was measured at one time has no other.
        var once = Outcome.Of("devices", Digits, "--device", "PcmJoshi", "--times", "0,1h,1day", "--chips", "1", "--limit", "5").Succeeded().Output.Split('\n');
        Assert.That(once.Where(line => line.Contains("beyond its data")).Select(line => line.TrimStart()), Has.Exactly(1).StartsWith("1 h "), "of the first time, not again of later ones and of compensations");
        Assert.That(once, Has.Exactly(1).Matches("PcmJoshi +0 s"));
        Assert.That(Outcome.Of("devices", Digits, "--device", "PcmJoshi", "--times", "0,1h", "--extrapolate", "--chips", "1", "--limit", "5").Succeeded().Output, Does.Match(@"PcmJoshi +any\* ").And.Contain("* extrapolated"));
    }

    [Test]
    public void Every_preset_runs_without_an_edit([Values("Digits", "DirectDigits")] string network)
    {
        var file = network == "Digits" ? Digits : Path.Combine(Repository.Root, "scripts", "digits_analog.tile");
        foreach (var device in TileLanguage.PresetDevices)
            Outcome.Of("run", file, "--device", device, "--time", "3days", "--extrapolate", "--chips", "1", "--limit", "3").Succeeded();
        Assert.That(TileLanguage.PresetDevices, Has.Count.GreaterThan(15).And.Contains("Sonos").And.Contains("PcmHermesVerified").And.Contains("SonosVerified").And.Contains("ReRamWanPulsed"));
    }

    /// <summary>Checksums are of cells that obey Ohm's law: presets that do not are left out, and said, and the others are compared.</summary>
    [Test]
    public void A_preset_that_does_not_fit_is_no_end_of_the_others()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text => text.Replace("    dac           Dac\n", "    dac           Dac\n    spare_columns 10\n    correction    checksum\n"));
        string[] all = ["devices", tile, "--times", "0", "--chips", "1", "--limit", "2", "--device"];
        var report = Outcome.Of([.. all, "all", "--json"]).Succeeded().Json;
        string[] curved = ["ReRamMilo", "ReRamMiloVerified", "CubicDevice"];
        IEnumerable<string> Devices(string list) => report.GetProperty(list).EnumerateArray().Select(r => r.GetProperty("device").GetString()!);
        Assert.That(Devices("refused"), Is.EquivalentTo(curved));
        Assert.That(Devices("results"), Is.EquivalentTo(TileLanguage.PresetDevices.Except(curved)));
        Assert.That(report.GetProperty("refused")[0].GetProperty("errors")[0].GetString(), Does.Match(@"digits\.tile\(\d+,\d+\): error TILE0405: "));
        Assert.That(Outcome.Of([.. all, "all"]).Succeeded().Output, Does.Contain("not compared: ReRamMilo, ReRamMiloVerified, CubicDevice\n").And.Contain("TILE0405"));
        Outcome.Of([.. all, "CubicDevice"]).IsRefused("TILE0405");
    }

    [Test]
    public void Defaults_are_shown_as_they_would_be_said() =>
        Assert.That(Outcome.Of("devices", "--help").Output, Does.Contain("0,1h,1day,3days").And.Contain("none,global,column").And.Not.Contain("86400").And.Not.Contain("PerColumn"));

    [Test]
    public void What_cannot_be_said_is_refused()
    {
        Outcome.Of("devices", Digits, "--times", "1hour,soon").IsRefused("--times", "soon");
        Outcome.Of("devices", Digits, "--compensate", "row").IsRefused("--compensate", "row");
        Outcome.Of("devices", Digits, "--network", "None").IsRefused("None", "Digits");
        Outcome.Of("devices", Digits, "--device", "Sono").IsRefused("Did you mean 'Sonos'?");
        Outcome.Of("run", Digits, "--device", "PcmHermes", "--time", "3days").IsRefused("1 day", "3 days", "--extrapolate");
        Outcome.Of("run", Digits, "--device", "PcmJoshi", "--time", "1s").IsRefused("measured data up to 0 s", "1 s", "--extrapolate");
    }

    [Test]
    public void A_run_says_what_programming_took()
    {
        var text = Outcome.Of("run", Digits, "--device", "PcmMushroomVerified", "--time", "2days", "--extrapolate", "--compensate", "global", "--chips", "2", "--limit", "20").Succeeded().Output;
        Assert.That(text, Does.Contain("eff. bits").And.Contain("written in").And.Contain("extrapolated").And.Contain("compensation:").And.Contain("uJ"));
        Assert.That(text.Split('\n').Where(line => !line.Contains("95 % interval")).Max(line => line.Length), Is.LessThanOrEqualTo(120));
        Assert.That(Outcome.Of("run", Digits, "--chips", "2", "--limit", "20").Succeeded().Output, Does.Not.Contain("written in"), "cells of which only an error is known");
        double Worn(string writes) => Outcome.Of("run", Digits, "--device", "PcmMushroomWorn", "--writes", writes, "--chips", "1", "--limit", "5", "--json").Succeeded().Json
            .GetProperty("networks")[0].GetProperty("analog").GetProperty("physics")[0].GetProperty("programming").GetProperty("worn").GetDouble();
        Assert.That(Worn("0"), Is.Zero);
        Assert.That(Worn("1e8") / 14208, Is.EqualTo(1 - Math.Exp(-1)).Within(0.03));
    }
}
