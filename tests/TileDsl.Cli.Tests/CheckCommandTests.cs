using System.Text.Json;

namespace TileDsl.Cli.Tests;

/// <summary>Diagnostics of files, and of what they name.</summary>
public sealed class CheckCommandTests
{
    [Test]
    public void Every_error_of_every_file_is_printed_in_place()
    {
        using var folder = new WorkFolder();
        var first = folder.Digits(text => text.Replace("bits          adc_bits", "bits          17").Replace("array         64 x 32", "array         64 x 32 x 2"));
        var second = folder.Write("second.tile", "tile 1\n\ntile Core {\n    arrray 4 x 4, pair\n}\n");
        var outcome = Outcome.Of("check", first, second);
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(outcome.Output, Does.Match(@"digits\.tile\(11,\d+\): error TILE\d{4}: "));
        Assert.That(outcome.Output, Does.Match(@"digits\.tile\(19,\d+\): error TILE\d{4}: "));
        Assert.That(outcome.Output, Does.Match(@"second\.tile\(4,5\): error TILE\d{4}: .*array"));
        Assert.That(outcome.Output.TrimEnd(), Does.Match(@"2 files: \d+ errors, \d+ warnings?$"));
    }

    [Test]
    public void Json_gives_place_and_code()
    {
        using var folder = new WorkFolder();
        var tile = folder.Write("bad.tile", "tile 1\n\ntile Core {\n    arrray 4 x 4, pair\n}\n");
        var outcome = Outcome.Of("check", tile, "--json");
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
        var diagnostic = outcome.Json.GetProperty("files")[0].GetProperty("diagnostics").EnumerateArray().First(d => d.GetProperty("line").GetInt32() == 4);
        Assert.That(diagnostic.GetProperty("column").GetInt32(), Is.EqualTo(5));
        Assert.That(diagnostic.GetProperty("length").GetInt32(), Is.EqualTo("arrray".Length));
        Assert.That(diagnostic.GetProperty("severity").GetString(), Is.EqualTo("error"));
        Assert.That(diagnostic.GetProperty("code").GetString(), Does.Match(@"^TILE\d{4}$"));
        Assert.That(diagnostic.GetProperty("path").GetString(), Is.EqualTo(tile));
    }

    [Test]
    public void Weights_of_another_shape_are_an_error()
    {
        using var folder = new WorkFolder();
        var outcome = Outcome.Of("check", folder.Digits(text => text.Replace("64 -> 32", "64 -> 30").Replace("32 -> 10", "30 -> 10")));
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(outcome.Output, Does.Match(@"digits\.tile\(\d+,\d+\): error TILE0701: .*hidden"));
    }

    [Test]
    public void Samples_out_of_range_are_an_error()
    {
        using var folder = new WorkFolder();
        var outcome = Outcome.Of("check", folder.Digits(text => text.Replace("1297..1796", "1297..1800")));
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(outcome.Output, Does.Contain("error TILE0702").And.Contain("[1297..1800]"));
    }

    [Test]
    public void Files_that_are_not_there_are_said_not_to_be_checked()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits();
        Directory.Delete(folder["data"], recursive: true);
        var output = Outcome.Of("check", tile).Succeeded().Output;
        Assert.That(output, Does.Contain("info TILE0703: 'data/digits_mlp.onnx'").And.Contain("'data/x_u8.npy'"));
    }

    /// <summary>Data as any other: where it is not there, that is said; where it is, it has to fit.</summary>
    [TestCase(64, 32, 0, null)]
    [TestCase(32, 64, 0, "the map has the shape [1, 1, 1, 32, 64]")]
    [TestCase(64, 32, 2, "element 5 is 2; a fault is -1")]
    public void A_map_of_faults_is_read_and_held_to_the_arrays(int rows, int columns, int fault, string? wrong)
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text => text.Replace("device Cell : generic {", "device Cell : generic {\n    faults stuck_low = 1 %, map \"data/f.npy\""));
        Assert.That(Outcome.Of("check", tile).Succeeded().Output, Does.Match(@"digits\.tile\(\d+,33\): info TILE0703: 'data/f\.npy' is not there"));
        var faults = new int[rows * columns];
        faults[5] = fault;
        folder.Integers("data/f.npy", faults, rows, columns);
        var outcome = Outcome.Of("check", tile);
        if (wrong is null) Assert.That(outcome.Succeeded().Output, Does.Not.Contain("f.npy"));
        else
        {
            Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
            Assert.That(outcome.Output, Does.Match($@"digits\.tile\(\d+,33\): error TILE0702: .*f\.npy: {System.Text.RegularExpressions.Regex.Escape(wrong)}"));
        }
        Assert.That(Outcome.Of("run", tile, "--limit", "1", "--chips", "1").Code, Is.EqualTo(wrong is null ? ExitCode.Done : ExitCode.BadInput), "check says what run would");
    }

    /// <summary>The tool loads no assemblies of a user's: what a law is, and where it can be run, is all it can say.</summary>
    [Test]
    public void A_law_written_in_CSharp_that_is_not_there_is_an_error_in_its_place_of_every_command()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text => text.Replace("device Cell : generic {", "device Cell : generic {\n    law \"My.Company.Leak\""));
        foreach (var command in new[] { "check", "run", "test", "explain", "devices" })
        {
            var outcome = Outcome.Of(command, tile);
            Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed), command);
            Assert.That(outcome.Error + outcome.Output, Does.Match(@"digits\.tile\(\d+,9\): error TILE0704: There is no law 'My\.Company\.Leak': .*none is loaded.*a script or program references it"), command);
            Assert.That(outcome.Error, Does.Not.Contain("   at "), command);
        }
        Assert.That(Outcome.Of("explain", tile).Output, Does.Contain("hidden"), "what can be explained is");
        Assert.That(Outcome.Of("run", tile, "--device", "Sonos", "--limit", "1", "--chips", "1").Code, Is.EqualTo(ExitCode.Done), "another device needs no law");
    }

    [Test]
    public void A_file_that_is_not_there_is_bad_input() => Outcome.Of("check", "no/such.tile").IsRefused("no/such.tile");

    [Test]
    public void A_right_file_has_no_errors()
    {
        var json = Outcome.Of("check", Path.Combine(Repository.Root, "scripts", "digits.tile"), "--json").Succeeded().Json;
        Assert.That(json.GetProperty("files")[0].GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("severity").GetString()), Has.None.EqualTo("error"));
        Assert.That(json.GetProperty("schema").ValueKind, Is.EqualTo(JsonValueKind.String));
    }
}
