using System.Globalization;
using System.Text.RegularExpressions;
using TileDsl.Data;

namespace TileDsl.Cli.Tests;

/// <summary>
/// The way of the page "bring your own model" with networks people know and their own data: imported, placed on arrays, given data, checked and run. Data that
/// are not in the repository are skipped where they are not there (see <see cref="SharedData"/>).
/// </summary>
public sealed class NetworkWalkTests
{
    private const int Judged = 20;

    private WorkFolder _folder = null!;

    [SetUp]
    public void Create() => _folder = new WorkFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Digits() => Walk("scripts/data/digits_mlp.onnx", "scripts/data/x_u8.npy", "scripts/data/y_u8.npy", "uint8[8x8], scale 1/16");

    [Test]
    public void Fashion() => Walk("fashion-mnist/fashion_mlp.onnx", "fashion-mnist/t10k-images-idx3-ubyte.gz", "fashion-mnist/t10k-labels-idx1-ubyte.gz", "uint8[1x28x28], scale 1/255");

    [Test]
    public void FashionConvolutions() => Walk("fashion-mnist/fashion_lenet5.onnx", "fashion-mnist/t10k-images-idx3-ubyte.gz", "fashion-mnist/t10k-labels-idx1-ubyte.gz", "uint8[1x28x28], scale 1/255");

    [Test]
    public void ImagesWithTheChannelsLast() => Walk(
        "mlperftiny-ic-cifar10/cifar10_resnet8.onnx", "mlperftiny-ic-cifar10/x_perf200_u8.npy", "mlperftiny-ic-cifar10/y_perf200_u8.npy", "uint8[3x32x32], scale 1", layout: "; layout NHWC");

    /// <summary>Codes with a zero point: inputs with a sign drive what they are apart from it.</summary>
    [Test]
    public void Keywords() => Walk(
        "mlperftiny-kws/kws_dscnn.onnx", "mlperftiny-kws/x_test_i8.npy", "mlperftiny-kws/y_test_u8.npy", "int8[1x49x10], scale 0.5847029, zero_point 83", inputs: "9 bit signed, one pulse");

    [Test]
    public void KeywordsWithTheirZeroPointDrivenAreWarnedOf() => Walk(
        "mlperftiny-kws/kws_dscnn.onnx", "mlperftiny-kws/x_test_i8.npy", "mlperftiny-kws/y_test_u8.npy", "int8[1x49x10], scale 0.5847029, zero_point 83",
        warning: "TILE0508: layer conv1: the network's input has the zero point 83");

    /// <summary>Two files of measurements, joined as the page says.</summary>
    [Test]
    public void HeartBeats()
    {
        var (beats, intervals) = (NpyArray.Read(SharedData.File("ecg-mitbih/x_test_i16.npy")).ToDoubles(), NpyArray.Read(SharedData.File("ecg-mitbih/rr_test_f32.npy")).ToDoubles());
        const int samples = 3 * Judged, length = 128;
        var joined = new double[samples * 3 * length];
        for (var n = 0; n < samples; n++)
        {
            for (var i = 0; i < length; i++)
            {
                joined[n * 3 * length + i] = beats[n * length + i] / 2048;
                for (var c = 0; c < 2; c++) joined[(n * 3 + 1 + c) * length + i] = intervals[n * 2 + c];
            }
        }
        var file = _folder.Floats("joined.npy", joined, samples, 3, length);
        Walk("ecg-mitbih/ecg_veb_cnn.onnx", file, "ecg-mitbih/y_test_u8.npy", "float32[3x1x128]", inputs: "8 bit signed, one pulse");
    }

    /// <param name="input">What the network's input is written as, over what the import writes.</param>
    /// <param name="inputs">Of the slicing.</param>
    /// <param name="layout">What else the data say.</param>
    /// <param name="warning">What is warned of; null for nothing.</param>
    private void Walk(string model, string samples, string labels, string input, string inputs = "8 bit unsigned, one pulse", string layout = "", string? warning = null)
    {
        string Here(string path)
        {
            var from = Path.IsPathRooted(path) ? path : SharedData.File(path);
            var name = Path.GetFileName(from);
            if (!File.Exists(_folder[name])) File.Copy(from, _folder[name]);
            return name;
        }

        var (onnx, x, y) = (Here(model), Here(samples), Here(labels));
        Outcome.Of("import", _folder[onnx], "-o", _folder["network.tile"]).Succeeded();
        var imported = File.ReadAllText(_folder["network.tile"]);
        var network = Regex.Replace(imported[imported.IndexOf("network ", StringComparison.Ordinal)..], @"float32\[[0-9x]+\]", input)
            .Replace("place         all digital\n", "place all on Core using Analog\n    calibrate on Calibration\n    evaluate on Judge, accuracy\n", StringComparison.Ordinal);
        string Data(string name, int first, string more) => string.Create(CultureInfo.InvariantCulture, $"data {name} {{ inputs \"{x}\" [{first}..{first + Judged - 1}]{more}{layout} }}\n");
        var tile = _folder.Write("placed.tile", "tile 1\nimport \"presets/cells.tile\"\nadc Adc : sar { bits 8; codes signed; range calibrated 99.99 % }\n"
            + "tile Core { array 128 x 64, pair; cell PcmJoshi; adc Adc, subtract analog }\n"
            + $"slicing Analog {{ weights analog, differential one_sided, scaled per column; inputs {inputs} }}\n"
            + Data("Calibration", Judged, "") + Data("Judge", 0, $"; labels \"{y}\" [0..{Judged - 1}]") + network);

        var check = Outcome.Of("check", tile).Succeeded();
        var warnings = (check.Output + check.Error).Split('\n').Where(line => line.Contains(" warning ", StringComparison.Ordinal) && !line.Contains("TILE0505", StringComparison.Ordinal)).ToArray();
        if (warning is null) Assert.That(warnings, Is.Empty);
        else Assert.That(warnings.Single(), Does.Contain(warning));

        var run = Outcome.Of("run", tile, "--chips", "1", "--json").Succeeded().Json.GetProperty("networks")[0];
        int Correct(string of) => run.GetProperty(of).GetProperty("correct").GetInt32();
        Assert.That(Correct("floatingPoint"), Is.GreaterThanOrEqualTo(Judged * 3 / 4), "in floating point");
        Assert.That(Correct("quantisedExact"), Is.GreaterThanOrEqualTo(Judged * 3 / 4), "quantised");
        var onChip = run.GetProperty("analog").GetProperty("chips")[0].GetProperty("correct").GetInt32();
        if (warning is null) Assert.That(onChip, Is.GreaterThanOrEqualTo(Judged * 6 / 10), "on a chip");
        else Assert.That(onChip, Is.LessThan(Judged / 2), "what the warning is of");
    }
}
