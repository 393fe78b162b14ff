using Google.Protobuf;
using TileDsl.Data;
using TileDsl.Onnx.Format;

namespace TileDsl.Onnx;

/// <summary>An ONNX model as its file says it, tensors of other files read into it.</summary>
/// <param name="Path">For messages.</param>
/// <param name="Model">The file.</param>
/// <param name="Graph">Its graph.</param>
/// <param name="Bytes">Size of the file and of the tensors beside it: what may be decoded is bounded by it.</param>
internal sealed record ModelFile(string Path, ModelProto Model, GraphProto Graph, long Bytes)
{
    private const long LargestFile = int.MaxValue;
    private const int DeepestNesting = 32;

    /// <exception cref="TileException">Not there, not an ONNX model, cut short, or external data that may not be read.</exception>
    public static ModelFile Read(string path) => WholeFile.Read(path, file =>
    {
        if (!file.CanSeek) throw new TileException($"{path}: not a regular file");
        if (file.Length > LargestFile) throw new TileException($"{path}: {file.Length} bytes; an ONNX file may have at most {LargestFile}");
        var model = Parse(path, file);
        var graph = model.Graph ?? throw new TileException($"{path}: not an ONNX model: it holds no graph");
        return new ModelFile(path, model, graph, file.Length + ExternalData.ReadInto(path, graph));
    });

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
