using TileDsl.Data;
using TileDsl.Onnx.Importing;

namespace TileDsl.Onnx;

/// <summary>
/// The weights of an ONNX model's layers in the order in which an import writes them: topological, batch normalisation and
/// biases folded, each as the engine takes it (<see cref="ImportedLayer.Weights"/>). Of a graph that cannot be imported, those of its
/// dense layers: every <c>Gemm</c>, and every <c>MatMul</c> with the <c>Add</c> of a constant behind it.
/// </summary>
/// <remarks>
/// A tensor is named after the initializer that holds its weights, else after its node; it also answers to the names of its
/// node, of the node's output and of the imported layer. A file is untrusted: it is refused above 2 GB, sizes are checked against
/// the data that is there, and what is decoded is bounded by the size of the file.
/// </remarks>
public sealed class OnnxWeights : IWeightSource
{
    private OnnxWeights(string description, IReadOnlyList<WeightTensor> tensors) => (Description, Tensors) = (description, tensors);

    /// <summary>The path, and why the graph's other layers are not there where it could not be imported.</summary>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<WeightTensor> Tensors { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">An ONNX model (ModelProto).</param>
    /// <exception cref="TileException">
    /// Not there, not an ONNX model, cut short, a type or shape that a layer cannot have.
    /// </exception>
    public static OnnxWeights Read(string path)
    {
        var file = ModelFile.Read(path);
        try
        {
            return new OnnxWeights(path, GraphImport.Of(file).Tensors);
        }
        catch (NotImportableException e)
        {
            var dense = new DenseLayers(path, file.Graph, valueLimit: file.Bytes);
            // A file of bare weights, without an input, has nothing to import.
            var reason = file.Graph.Input.Count > 0 && dense.Remark.Length > 0 ? $"; it cannot be imported: {e.Message}" : "";
            return new OnnxWeights(path + dense.Remark + reason, dense.Tensors);
        }
    }
}
