using TileDsl.Data;
using TileDsl.Kernels;
using TileDsl.Reference;
using TileDsl.Scripting;
using TileDsl.Syntax;

namespace TileDsl.Onnx.Tests;

/// <summary>
/// Networks people know at their full size, on arrays whose products are exact integers: whole maps at a time, the engine gives the interpreter's bits, which
/// gathers what every place sees and multiplies slice by slice. Driver pulses and conversions are counted alike.
/// </summary>
public sealed class ExactNetworkTests
{
    private const string Hardware =
        """
        tile 1
        device Ideal : ideal { conductance 0 uS .. 25 uS }
        adc Adc : sar { bits 10; codes signed; range full }
        tile Core { array 256 x 256, pair; cell Ideal; adc Adc }
        slicing Bits8 { weights 8 bit symmetric, slices 3+4 bit, differential, across arrays, scaled per column; inputs 8 bit signed, slices 8 x 1 bit }

        """;

    private static readonly VectorPath[] s_paths = [VectorPath.Auto, VectorPath.Wide, VectorPath.Portable, VectorPath.Scalar];

    [TestCase("scripts/data/fashion_lenet5.onnx", "scripts/data/fashion-images-idx3-ubyte.gz", 1f / 255, 0f, false)]
    [TestCase("ecg-mitbih/ecg_veb_cnn.onnx", "ecg-mitbih/x_test_i16.npy", 1f / 2048, 0f, false)]
    [TestCase("mlperftiny-kws/kws_dscnn.onnx", "mlperftiny-kws/x_test_i8.npy", 0.5847029f, 83f, false)]
    [TestCase("mlperftiny-ic-cifar10/cifar10_resnet8.onnx", "mlperftiny-ic-cifar10/x_perf200_u8.npy", 1f, 0f, true)]
    public void Give_the_bits_of_the_interpreter(string model, string data, float scale, float zero, bool isChannelsLast)
    {
        const int count = 2;
        var path = SharedData.File(model);
        var imported = ImportedNetwork.Read(path);
        var text = Hardware + NetworkText.Of(imported, "N", "n.onnx")["tile 1\n".Length..].Replace("all digital", "all on Core using Bits8", StringComparison.Ordinal);
        var length = imported.Input.Shape.Aggregate(1, (a, b) => a * b);
        var values = RawSamples.Read(SharedData.File(data), count, length, v => (v - zero) * scale);
        if (isChannelsLast) values = Array.ConvertAll(values, s => RawSamples.ChannelsFirst(s, imported.Input.Shape[0]));
        var samples = Samples.Of([.. values.SelectMany(v => v)], [.. imported.Input.Shape]);
        var weights = OnnxWeights.Read(path);

        using var program = TileProgram.Parse(text);
        var chip = program.Network("N", weights, samples).Program(noise: Noise.Ideal);
        var bound = TileLanguage.Bind(new SourceText("n.tile", text), NoImports.Instance);
        var reference = new NetworkInterpreter(bound.Model!.Networks[0], weights, samples).Program(noise: Noise.Ideal);
        double[] expected = [.. Enumerable.Range(0, count).SelectMany(n => reference.Run(samples, n, n))];
        var outputs = expected.Length / count;

        foreach (var width in s_paths) Assert.That(chip.RunBatch(samples, 1, path: width), Is.EqualTo(expected), $"{width}");
        for (var n = 0; n < count; n++) Assert.That(chip.Run(values[n], n), Is.EqualTo(expected[(n * outputs)..((n + 1) * outputs)]), $"sample {n} alone");
        var events = Enumerable.Repeat(reference.Events, s_paths.Length + 1).Aggregate(default(EventCounts), (sum, e) => sum + e);
        Assert.That(chip.Events, Is.EqualTo(events));
    }

    private sealed class NoImports : ISourceResolver
    {
        public static NoImports Instance { get; } = new();

        public bool TryGet(string path, out SourceText? text)
        {
            text = null;
            return false;
        }
    }
}
