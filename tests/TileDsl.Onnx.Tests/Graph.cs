using Google.Protobuf;
using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Tests;

/// <summary>Writes small ONNX files.</summary>
internal sealed class Graph
{
    private readonly GraphProto _graph = new();

    public Graph Tensor(string name, long[] dims, params float[] values)
    {
        _graph.Initializer.Add(Float32(name, dims, values));
        return this;
    }

    public Graph Tensor(TensorProto tensor)
    {
        _graph.Initializer.Add(tensor);
        return this;
    }

    public Graph Node(string opType, string name, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = opType, Name = name };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return this;
    }

    public static TensorProto Float32(string name, long[] dims, params float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = 1 };
        tensor.Dims.AddRange(dims);
        tensor.FloatData.AddRange(values);
        return tensor;
    }

    public static AttributeProto Number(string name, long value) => new() { Name = name, I = value };

    public static AttributeProto Number(string name, float value) => new() { Name = name, F = value };

    public static AttributeProto Numbers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public byte[] ToBytes() => new ModelProto { Graph = _graph }.ToByteArray();

    public OnnxWeights Read() => Read(ToBytes());

    public static OnnxWeights Read(byte[] bytes)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, bytes);
        try
        {
            return OnnxWeights.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
