using TileDsl.Data;
using TileDsl.Onnx;
using TileDsl.Scripting;

namespace TileDsl.Benchmarks.Digital;

/// <summary>
/// A network that was trained, imported as a user imports it: once with every layer digital, once with every layer that has weights on arrays of 8 bits,
/// run as exact integers.
/// </summary>
internal sealed class EngineNetwork : IDisposable
{
    private const int Samples = 32;

    private const string Hardware =
        """
        device Ideal : ideal { conductance 0 uS .. 25 uS }
        adc Adc : sar { bits 10; codes signed; range full }
        tile Core { array 256 x 256, pair; cell Ideal; adc Adc }
        slicing Bits8 { weights 8 bit symmetric, slices 3+4 bit, differential, across arrays, scaled per column; inputs 8 bit signed, slices 8 x 1 bit }

        """;

    private readonly TileProgram _program;
    private readonly float[] _sample;

    /// <param name="model">The ONNX file.</param>
    /// <param name="samples">NumPy file of samples as the model was trained on: 8-bit integers.</param>
    /// <param name="real">What an integer stands for.</param>
    public EngineNetwork(string model, string samples, Func<int, float> real)
    {
        Imported = ImportedNetwork.Read(model);
        var text = NetworkText.Of(Imported, "Float", Path.GetFileName(model))["tile 1\n".Length..];
        var placed = text.Replace("network Float", "network Exact", StringComparison.Ordinal).Replace("all digital", "all on Core using Bits8", StringComparison.Ordinal);
        _program = TileProgram.Parse("tile 1\n" + Hardware + text + placed);
        var inputs = Inputs(samples, real);
        _sample = [.. inputs[0]];
        Batch = TileDsl.Data.Samples.Of([.. inputs.SelectMany(sample => sample)], [.. Imported.Input.Shape]);
        var weights = OnnxWeights.Read(model);
        Float = _program.Network("Float", weights).Program();
        Exact = _program.Network("Exact", weights, Batch).Program(noise: Noise.Ideal);
        FloatResult = new double[Float.Network.OutputLength];
        ExactResult = new double[Float.Network.OutputLength];
    }

    public ImportedNetwork Imported { get; }

    /// <summary>All layers digital.</summary>
    public Chip Float { get; }

    /// <summary>Layers with weights on arrays.</summary>
    public Chip Exact { get; }

    /// <summary>Samples in a row.</summary>
    public Samples Batch { get; }

    /// <summary>Multiply-adds of a sample.</summary>
    public long Macs => Imported.Layers.Sum(layer => layer.Weights is { } weights ? (long)weights.Values.Length * (layer.Window is null ? 1 : layer.Output.Skip(1).Aggregate(1, (a, b) => a * b)) : 0);

    public double[] FloatResult { get; }

    public double[] ExactResult { get; }

    public void RunFloat() => Float.Run(_sample, FloatResult);

    public void RunExact() => Exact.Run(_sample, ExactResult);

    public void RunFloatBatch() => Float.RunBatch(Batch, threads: 1);

    public void RunExactBatch() => Exact.RunBatch(Batch, threads: 1);

    public static int BatchLength => Samples;

    public void Dispose() => _program.Dispose();

    private float[][] Inputs(string path, Func<int, float> real)
    {
        var array = NpyFile(path, out var isSigned);
        var length = Imported.Input.Shape.Aggregate(1, (a, b) => a * b);
        var (channels, positions) = (Imported.Input.Shape[0], length / Imported.Input.Shape[0]);
        // Images lie pixel by pixel.
        return [.. Enumerable.Range(0, Samples).Select(n => Enumerable.Range(0, length)
            .Select(i => array[n * length + i % positions * channels + i / positions])
            .Select(b => real(isSigned ? (sbyte)b : b)).ToArray())];
    }

    private static byte[] NpyFile(string path, out bool isSigned)
    {
        var file = File.ReadAllBytes(path);
        var header = 10 + BitConverter.ToUInt16(file, 8);
        isSigned = System.Text.Encoding.ASCII.GetString(file, 10, header - 10).Contains("i1", StringComparison.Ordinal);
        return file[header..];
    }
}
