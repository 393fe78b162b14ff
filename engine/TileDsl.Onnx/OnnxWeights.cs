using Google.Protobuf;
using TileDsl.Data;
using TileDsl.Onnx.Format;

namespace TileDsl.Onnx;

/// <summary>
/// The weights of an ONNX model's dense layers: every <c>Gemm</c>, and every <c>MatMul</c> with the <c>Add</c> of a constant
/// behind it, in the graph's topological order, W outputs by inputs.
/// </summary>
/// <remarks>
/// A tensor is named after the initializer that holds its weights, else after its node; it also answers to the names of its
/// node and of the node's output. A file is untrusted: it is refused above 2 GB, sizes are checked against the data that is
/// there, and what is decoded never exceeds four times the file.
/// </remarks>
public sealed class OnnxWeights : IWeightSource
{
    private const long LargestFile = int.MaxValue;
    private const int DeepestNesting = 32;

    private OnnxWeights(string description, IReadOnlyList<WeightTensor> tensors) => (Description, Tensors) = (description, tensors);

    /// <summary>The path, and what else in the graph has weights that are not dense layers.</summary>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<WeightTensor> Tensors { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">An ONNX model (ModelProto) with its tensors inside.</param>
    /// <exception cref="TileException">
    /// Not there, not an ONNX model, cut short, weights in another file, a type or shape that a dense layer cannot have.
    /// </exception>
    public static OnnxWeights Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
            if (!file.CanSeek) throw new TileException($"{path}: not a regular file");
            if (file.Length > LargestFile) throw new TileException($"{path}: {file.Length} bytes; an ONNX file may have at most {LargestFile}");
            var model = Parse(path, file);
            var graph = model.Graph ?? throw new TileException($"{path}: not an ONNX model: it holds no graph");
            var dense = new DenseLayers(path, graph, valueLimit: file.Length);
            return new OnnxWeights(path + dense.Remark, dense.Tensors);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TileException($"{path}: there is no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TileException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static ModelProto Parse(string path, Stream file)
    {
        try
        {
            // Not disposed of: that would close the file.
            var input = CodedInputStream.CreateWithLimits(file, (int)LargestFile, DeepestNesting);
            return ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new TileException($"{path}: not an ONNX model, or cut short ({file.Length} bytes): {e.Message}", e);
        }
    }
}
