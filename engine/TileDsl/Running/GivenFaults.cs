using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Maps of faults of a chip: those its devices name, checked against its arrays.</summary>
internal static class GivenFaults
{
    /// <summary>
    /// The number of each matrix's first array in the map its devices name: arrays are counted through the matrices that name the
    /// same map, first to last.
    /// </summary>
    /// <exception cref="TileException">A map that is missing or does not fit.</exception>
    public static int[] FirstArrays(MatrixGeometry[] matrices, DeviceHistory history, Noise noise)
    {
        var firsts = new int[matrices.Length];
        if (noise != Noise.On) return firsts;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var n = 0; n < matrices.Length; n++)
        {
            if (matrices[n].Spec.Device.FaultMap is not { } name) continue;
            firsts[n] = counts.GetValueOrDefault(name);
            counts[name] = firsts[n] + Arrays(matrices[n]);
        }
        foreach (var name in counts.Keys) Check(matrices, name, history.Map(name)!);
        return firsts;
    }

    /// <summary>Refuses a map that does not fit the arrays whose devices name it.</summary>
    /// <exception cref="TileException">It does not.</exception>
    public static void Check(MatrixGeometry[] matrices, string name, FaultMap map)
    {
        var naming = Array.FindAll(matrices, matrix => matrix.Spec.Device.FaultMap == name);
        foreach (var matrix in naming)
            map.Check(naming.Sum(Arrays), matrix.Polarities, matrix.Physics.DevicesPerCell, matrix.Spec.ArrayRows, matrix.Layout.TotalColumns);
    }

    private static int Arrays(MatrixGeometry matrix) => matrix.Layout.RowBlocks.Length * matrix.Layout.ArraysPerRow;
}
