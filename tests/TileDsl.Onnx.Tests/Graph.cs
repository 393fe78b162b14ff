using Google.Protobuf;
using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Tests;

/// <summary>Writes small ONNX files.</summary>
/// <param name="operatorSet">Of ONNX's own operators; 0 for a file that does not say.</param>
internal sealed class Graph(int operatorSet = 0)
{
    private readonly GraphProto _graph = new();

    public int OperatorSet { get; } = operatorSet;

    /// <summary>To be changed as a test needs.</summary>
    public IList<NodeProto> Nodes => _graph.Node;

    /// <summary>Declares an input; an extent of 0 is open.</summary>
    public Graph Input(string name, long[] shape, int elementType = 1)
    {
        _graph.Input.Add(Declared(name, elementType, shape));
        return this;
    }

    public Graph Output(string name, int elementType = 1)
    {
        _graph.Output.Add(Declared(name, elementType, null));
        return this;
    }

    private static ValueInfoProto Declared(string name, int elementType, long[]? shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = elementType };
        if (shape is not null)
        {
            tensor.Shape = new TensorShapeProto();
            foreach (var extent in shape) tensor.Shape.Dim.Add(extent == 0 ? new TensorShapeProto.Types.Dimension { DimParam = "N" } : new TensorShapeProto.Types.Dimension { DimValue = extent });
        }
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    /// <summary>A tensor of int64.</summary>
    public Graph Whole(string name, long[] dims, params long[] values) => Integers(name, 7, dims, values);

    /// <summary>A tensor of int8 (3), uint8 (2), int32 (6), int64 (7), uint4 (21) or int4 (22).</summary>
    public Graph Integers(string name, int elementType, long[] dims, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = elementType };
        tensor.Dims.AddRange(dims);
        if (elementType == 7) tensor.Int64Data.AddRange(values);
        else if (elementType is 21 or 22) tensor.Int32Data.AddRange(values.Chunk(2).Select(pair => (int)(pair[0] & 15 | (pair.Length > 1 ? (pair[1] & 15) << 4 : 0))));
        else tensor.Int32Data.AddRange(values.Select(v => (int)v));
        return Tensor(tensor);
    }

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
        node.Output.AddRange(output.Split(' '));
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return this;
    }

    /// <summary>A node of OnnxRuntime's own.</summary>
    public Graph RuntimeNode(string opType, string[] inputs, string output, params AttributeProto[] attributes)
    {
        Node(opType, "", inputs, output, attributes);
        _graph.Node[^1].Domain = "com.microsoft";
        return this;
    }

    public static TensorProto Float32(string name, long[] dims, params float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = 1 };
        tensor.Dims.AddRange(dims);
        tensor.FloatData.AddRange(values);
        return tensor;
    }

    public static AttributeProto Number(string name, long value) => new() { Name = name, Type = 2, I = value };

    public static AttributeProto Number(string name, float value) => new() { Name = name, Type = 1, F = value };

    public static AttributeProto Text(string name, string value) => new() { Name = name, Type = 3, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Numbers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = 7 };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public byte[] ToBytes()
    {
        if (OperatorSet == 0) return new ModelProto { Graph = _graph }.ToByteArray();
        _graph.Name = "g";
        var model = new ModelProto { IrVersion = OperatorSet > 20 ? 10 : 8, Graph = _graph, OpsetImport = { new OperatorSetIdProto { Version = OperatorSet } } };
        if (_graph.Node.Any(n => n.Domain.Length > 0)) model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        return model.ToByteArray();
    }

    public ImportedNetwork Import() => Import(ToBytes());

    public static ImportedNetwork Import(byte[] bytes) => InFile(bytes, ImportedNetwork.Read);

    public OnnxWeights Read() => Read(ToBytes());

    public static OnnxWeights Read(byte[] bytes) => InFile(bytes, OnnxWeights.Read);

    private static T InFile<T>(byte[] bytes, Func<string, T> read)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, bytes);
        try
        {
            return read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
