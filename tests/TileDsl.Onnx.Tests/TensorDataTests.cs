using Google.Protobuf;
using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Tests;

/// <summary>Every field a tensor's values may be in.</summary>
internal sealed class TensorDataTests
{
    private static TensorProto Tensor(int type, byte[]? raw = null)
    {
        var tensor = new TensorProto { Name = "w", DataType = type, Dims = { 1, 2 } };
        if (raw is not null) tensor.RawData = ByteString.CopyFrom(raw);
        return tensor;
    }

    private static IEnumerable<TestCaseData> Same_two_values()
    {
        yield return new TestCaseData(Graph.Float32("w", [1, 2], 1.5f, -2)).SetName("float32 in float_data");
        yield return new TestCaseData(Tensor(1, [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0])).SetName("float32 raw");
        var doubles = Tensor(11);
        doubles.DoubleData.Add([1.5, -2]);
        yield return new TestCaseData(doubles).SetName("float64 in double_data");
        yield return new TestCaseData(Tensor(11, [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.0)])).SetName("float64 raw");
        var halves = Tensor(10);
        halves.Int32Data.Add([0x3E00, 0xC000]);
        yield return new TestCaseData(halves).SetName("float16 in int32_data");
        yield return new TestCaseData(Tensor(10, [0x00, 0x3E, 0x00, 0xC0])).SetName("float16 raw");
        var brains = Tensor(16);
        brains.Int32Data.Add([0x3FC0, 0xC000]);
        yield return new TestCaseData(brains).SetName("bfloat16 in int32_data");
        yield return new TestCaseData(Tensor(16, [0xC0, 0x3F, 0x00, 0xC0])).SetName("bfloat16 raw");
    }

    [TestCaseSource(nameof(Same_two_values))]
    public void Decodes(TensorProto tensor) => Assert.That(TensorData.Decode("m.onnx", tensor), Is.EqualTo(new[] { 1.5f, -2f }));

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return new TestCaseData(Tensor(1, [1, 2, 3, 4]), "8 bytes").SetName("too few bytes");
        yield return new TestCaseData(Tensor(1, new byte[12]), "8 bytes").SetName("too many bytes");
        yield return new TestCaseData(Graph.Float32("w", [1, 2], 1), "2 values").SetName("too few values");
        yield return new TestCaseData(Graph.Float32("w", [1L << 40, 1L << 40], 1), "too large").SetName("a product of extents beyond all memory");
        yield return new TestCaseData(Graph.Float32("w", [-1, 2], 1), "negative").SetName("a negative extent");
        yield return new TestCaseData(Tensor(3, [1, 2]), "element type 3").SetName("int8");
        var external = Tensor(1);
        external.DataLocation = 1;
        external.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "w.bin" });
        yield return new TestCaseData(external, "another file ('w.bin')").SetName("data in another file");
    }

    [TestCaseSource(nameof(Refused))]
    public void Refuses_with_the_reason(TensorProto tensor, string reason) => Assert.That(
        () => TensorData.Decode("m.onnx", tensor), Throws.TypeOf<TileException>().With.Message.Contains("m.onnx: tensor 'w'").And.Message.Contains(reason));
}
