using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>So many matrices of one shape, one behind the other.</summary>
/// <param name="Inputs">N of each.</param>
/// <param name="Outputs">M of each.</param>
internal sealed record MatrixShape(int Inputs, int Outputs, int Count);

/// <summary>The matrices that a layer's weights make on arrays.</summary>
internal static class LayerMatrices
{
    /// <summary>
    /// One of everything; of a recurrent layer one for each direction; of a convolution by groups, one for each group. Groups of a single input channel are packed: as many
    /// as fit the rows and columns of an array, block-diagonally, the last matrix with what is left.
    /// </summary>
    public static IReadOnlyList<MatrixShape> Of(LayerModel layer)
    {
        var (inputs, outputs) = (layer.WeightInputs, layer.WeightOutputs);
        if (layer.Directions > 1) return [new(inputs, outputs / layer.Directions, layer.Directions)];
        var groups = layer.Operation == LayerOperation.Convolution ? layer.Window!.Groups : 1;
        if (groups == 1) return [new(inputs, outputs, 1)];
        var outputsOfGroup = outputs / groups;
        if (layer.InputShape[0] > groups) return [new(inputs, outputsOfGroup, groups)];
        var slicesInArray = layer.Slicing!.Weights.AcrossColumns ? layer.Slicing.Weights.SliceBits.Count : 1;
        var together = Math.Min(Math.Max(Math.Min(layer.Tile!.Rows / inputs, layer.Tile.Columns / slicesInArray / outputsOfGroup), 1), groups);
        var shapes = new List<MatrixShape> { new(inputs * together, outputsOfGroup * together, groups / together) };
        if (groups % together is > 0 and var left) shapes.Add(new(inputs * left, outputsOfGroup * left, 1));
        return shapes;
    }
}
