using FsCheck;
using FsCheck.Fluent;

namespace TileDsl.Onnx.Tests;

/// <summary>A file from anywhere gives weights or a TileException that names it, nothing else.</summary>
public sealed class DamagedFileTests
{
    private static readonly byte[] Digits = File.ReadAllBytes(Path.Combine(Repository.Root, "scripts", "data", "digits_mlp.onnx"));

    private static bool IsReadOrRefused(byte[] bytes)
    {
        try
        {
            Graph.Read(bytes);
            return true;
        }
        catch (TileException e)
        {
            return e.Message.Contains(".onnx: ");
        }
    }

    [Test]
    public void Every_truncation_is_refused()
    {
        for (var length = 0; length < Digits.Length; length += length < 600 ? 1 : 29)
            Assert.That(() => Graph.Read(Digits[..length]), Throws.TypeOf<TileException>(), $"cut to {length} bytes");
    }

    [Property(MaxTest = 2000, Replay = "(12, 3)")]
    public Property Mutations_are_read_or_refused()
    {
        // Most of the file is weights; half of the changes go where the structure is.
        var place = Gen.OneOf(Gen.Choose(0, 460), Gen.Choose(0, Digits.Length - 1));
        var change = Gen.Zip(place, Gen.Choose(0, 255));
        return Prop.ForAll(Gen.NonEmptyListOf(change).ToArbitrary(), changes =>
        {
            var bytes = (byte[])Digits.Clone();
            foreach (var (at, value) in changes) bytes[at] = (byte)value;
            return IsReadOrRefused(bytes);
        });
    }

    [Property(MaxTest = 500, Replay = "(5, 7)")]
    public bool Noise_is_read_or_refused(byte[] bytes) => IsReadOrRefused(bytes ?? []);

    [Test]
    public void A_claim_of_huge_data_costs_no_memory()
    {
        // graph { initializer { raw_data: 2 GB - 1, of which nothing follows } }
        byte[] claim = [0x3A, 0xF0, 0xFF, 0xFF, 0xFF, 0x07, 0x2A, 0xE0, 0xFF, 0xFF, 0xFF, 0x07, 0x4A, 0xD0, 0xFF, 0xFF, 0xFF, 0x07];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Graph.Read(claim), Throws.TypeOf<TileException>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 << 20));
    }

    [Test]
    public void A_tensor_used_in_a_thousand_ways_is_refused()
    {
        var graph = new Graph().Tensor("w", [64, 64], new float[64 * 64]);
        for (var i = 0; i < 1000; i++) graph.Node("Gemm", "", [$"x{i}", "w"], $"x{i + 1}", Graph.Number("alpha", 1f + i));
        Assert.That(graph.Read, Throws.TypeOf<TileException>().With.Message.Contains("larger than the file"));
    }

    [Test]
    public void Tied_weights_are_decoded_once()
    {
        var graph = new Graph().Tensor("w", [64, 64], new float[64 * 64]);
        for (var i = 0; i < 1000; i++) graph.Node("Gemm", "", [$"x{i}", "w"], $"x{i + 1}");
        Assert.That(graph.Read().Tensors, Has.Count.EqualTo(1000));
    }

    [Test]
    public void Weights_that_are_not_finite_are_refused() => Assert.That(
        new Graph().Tensor("w", [1, 1], float.NaN).Node("Gemm", "", ["x", "w"], "y").Read,
        Throws.TypeOf<TileException>().With.Message.Contains("'w'").And.Message.Contains("not finite"));

    [Test]
    public void A_graph_out_of_order_is_refused() => Assert.That(
        new Graph().Tensor("w", [1, 1], 1).Node("Gemm", "late", ["y", "w"], "z").Node("Gemm", "early", ["x", "w"], "y").Read,
        Throws.TypeOf<TileException>().With.Message.Contains("'late'").And.Message.Contains("topological order"));

    [Test]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Assert.That(() => OnnxWeights.Read("no/such.onnx"), Throws.TypeOf<TileException>().With.Message.Contains("no/such.onnx: there is no such file"));
        Assert.That(() => OnnxWeights.Read(Path.GetTempPath()), Throws.TypeOf<TileException>());
    }

    [Test]
    public void A_file_without_a_graph_is_no_model() =>
        Assert.That(() => Graph.Read([]), Throws.TypeOf<TileException>().With.Message.Contains("holds no graph"));
}
