using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using TileDsl.Data;

namespace TileDsl.Cli.Tests;

/// <summary>The page "bring your own model" works as it is written: its commands in order, on a few images in every kind of file.</summary>
public sealed class BringYourOwnModelTests
{
    private const int Images = 60;
    private const int Side = 28;
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "dsl", "docs", "bring-your-own-model.md"));
    private static readonly string s_data = Path.Combine(Repository.Root, "scripts", "data");

    private readonly byte[] _pixels = new byte[Images * Side * Side];
    private int[] _labels = [];
    private WorkFolder _folder = null!;

    [OneTimeSetUp]
    public void Create()
    {
        _folder = new WorkFolder();
        var images = IdxFile.Read(Path.Combine(s_data, "fashion-images-idx3-ubyte.gz")).ToDoubles();
        for (var n = 0; n < _pixels.Length; n++) _pixels[n] = (byte)images[n];
        _labels = [.. IdxFile.Read(Path.Combine(s_data, "fashion-labels-idx1-ubyte.gz")).ToIntegers("labels").Take(Images)];
        _folder.Write("model.onnx", File.ReadAllBytes(Path.Combine(s_data, "fashion_lenet5.onnx")));
        foreach (var purpose in new[] { "judge", "calibration" }) _folder.Floats(purpose + "_x.npy", Array.ConvertAll(_pixels, p => (double)p), Images, Side, Side);
        _folder.Integers("judge_y.npy", _labels, Images);
        _folder.Write("judge-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, Images, 0, 0, 0, Side, 0, 0, 0, Side, .. _pixels]);
        _folder.Write("judge-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, Images, .. _labels.Select(label => (byte)label)]);
        foreach (var file in new[] { "judge-images-idx3-ubyte", "judge-labels-idx1-ubyte" })
        {
            using var packed = new System.IO.Compression.GZipStream(File.Create(_folder[file + ".gz"]), System.IO.Compression.CompressionLevel.Fastest);
            packed.Write(File.ReadAllBytes(_folder[file]));
        }
        var table = new StringBuilder("label,pixels\n");
        for (var n = 0; n < Images; n++) table.AppendLine(_labels[n].ToString(CultureInfo.InvariantCulture) + "," + string.Join(",", Image(n).ToArray()));
        _folder.Write("judge.csv", table.ToString());
        string[] endings = ["png", "bmp", "pgm"];
        for (var n = 0; n < Images; n++) Save(n, $"judge/{_labels[n]}/{n:000}.{endings[n % 3]}");
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Its_commands_work_in_their_order()
    {
        var commands = Regex.Matches(s_page, "^tiledsl (.*)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value.Split(' ')).ToArray();
        Assert.That(commands, Has.Length.GreaterThanOrEqualTo(9));
        _folder.Write("placed.tile", Block("tile placed.tile"));
        foreach (var command in commands)
        {
            var outcome = Outcome.Of([.. command.Select(word => File.Exists(_folder[word]) || Directory.Exists(_folder[word]) || word.EndsWith(".tile", StringComparison.Ordinal) ? _folder[word] : word)]);
            Assert.That(outcome.Code, Is.Zero, string.Join(' ', command) + "\n" + outcome.Error + outcome.Output);
        }
        Assert.That(File.ReadAllText(_folder["model.tile"]).Trim(), Is.EqualTo(Block("tile").Trim()), "what import writes");
    }

    [Test]
    public void Every_kind_of_file_gives_the_same_result()
    {
        var blocks = Regex.Matches(s_page, @"^data Judge \{(?: [^\n]*\}$|\n.*?^\})", RegexOptions.Multiline | RegexOptions.Singleline).Select(m => m.Value).Distinct().ToArray();
        Assert.That(blocks, Has.Length.EqualTo(4), "npy, idx, csv, images");
        var correct = blocks.Select(block =>
        {
            var tile = _folder.Write("kind.tile", Digital(block));
            var run = Outcome.Of("run", tile, "--json").Succeeded().Json;
            return run.GetProperty("networks")[0].GetProperty("floatingPoint").GetProperty("correct").GetInt32();
        }).ToArray();
        Assert.That(correct, Is.All.EqualTo(correct[0]).And.All.GreaterThan(Images * 3 / 4));
        _folder.Write("check.tile", Block("tile placed.tile") + Regex.Match(s_page, @"^check Model \{\n.*?^\}", RegexOptions.Multiline | RegexOptions.Singleline).Value + "\n");
        Assert.That(Outcome.Of("test", _folder["check.tile"]).Succeeded().Output, Does.StartWith("passed"));
    }

    [TestCase("inputs \"judge.csv\"; labels \"judge.csv\" column 0", "samples of 784 values", "samples of 785")]
    [TestCase("inputs \"judge.csv\" columns 1..785; labels \"judge.csv\" column 0", "a line has 785, numbered from 0")]
    [TestCase("inputs \"judge.csv\" columns 1..784; labels \"judge.csv\"", "say which is the label")]
    [TestCase("inputs \"judge_x.npy\" columns 1..784; labels \"judge_y.npy\"", "only tables (.csv) have columns")]
    [TestCase("inputs \"judge_x.npy\"; labels \"judge.txt\"", "judge.txt: its ending says not what it is")]
    [TestCase("inputs \"judge\"; labels \"judge\"; layout NHWC", "remove 'layout NHWC'")]
    [TestCase("inputs \"last_x.npy\"; labels \"judge_y.npy\"", "takes samples of 1 x 28 x 28", "these are 28 x 28 x 3")]
    [TestCase("inputs \"flat\"; labels \"flat\"", "flat: holds no folders")]
    [TestCase("inputs \"sizes\"; labels \"sizes\"", "2 x 1 pixels", "28 x 28")]
    [TestCase("inputs \"broken\"; labels \"broken\"", "x.png: not a PNG, JPEG, BMP, PGM or PPM image")]
    [TestCase("inputs \"cut\"; labels \"cut\"", "x.png: cannot be decoded")]
    [TestCase("inputs \"linked\"; labels \"linked\"", "leads out")]
    public void What_is_wrong_is_said(string properties, params string[] said)
    {
        _folder.Write("judge.txt", "1");
        _folder.Write("flat/x.png", "");
        _folder.Write("broken/a/x.png", "no image");
        Save(0, "sizes/a/0.png");
        using (var small = new Image<Rgb24>(2, 1)) small.SaveAsPng(_folder["sizes/a/1.png"]);
        Save(0, "cut/a/x.png");
        File.WriteAllBytes(_folder["cut/a/x.png"], File.ReadAllBytes(_folder["cut/a/x.png"])[..60]);
        _folder.Floats("last_x.npy", new double[Images * 3 * Side * Side], Images, Side, Side, 3);
        Directory.CreateDirectory(_folder["linked"]);
        if (!Directory.Exists(_folder["linked/a"])) Directory.CreateSymbolicLink(_folder["linked/a"], s_data);
        var tile = Digital($"data Judge {{ {properties} }}");
        var outcome = Outcome.Of("run", _folder.Write("wrong.tile", tile));
        outcome.IsRefused(said);
        var check = Outcome.Of("check", _folder["wrong.tile"]);
        Assert.That(check.Code, Is.EqualTo(ExitCode.Failed), "it is found before anything is run");
        foreach (var words in said) Assert.That(check.Output, Does.Match($@"wrong\.tile\(\d+,\d+\): error TILE0702: .*{Regex.Escape(words)}"));
    }

    private static string Digital(string data)
    {
        var placed = Block("tile placed.tile");
        var network = placed[placed.IndexOf("network ", StringComparison.Ordinal)..]
            .Replace("place all on Core using Analog", "place all digital", StringComparison.Ordinal)
            .Replace("    calibrate on Calibration\n", "", StringComparison.Ordinal);
        return "tile 1\n" + data + "\n" + network;
    }

    private ReadOnlySpan<byte> Image(int n) => _pixels.AsSpan(n * Side * Side, Side * Side);

    private void Save(int n, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        using var image = SixLabors.ImageSharp.Image.LoadPixelData<L8>(Image(n), Side, Side);
        image.Save(_folder[name]);
    }

    private static string Block(string header)
    {
        var match = Regex.Match(s_page, $"^```{Regex.Escape(header)}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.That(match.Success, $"the page has a block of {header}");
        return match.Groups[1].Value;
    }
}
