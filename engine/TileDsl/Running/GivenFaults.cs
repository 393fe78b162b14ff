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
            counts[name] = firsts[n] + matrices[n].Layout.RowBlocks.Length * matrices[n].Layout.ArraysPerRow;
        }
        foreach (var matrix in matrices)
        {
            if (matrix.Spec.Device.FaultMap is not { } name) continue;
            history.Map(name)!.Check(counts[name], matrix.Polarities, matrix.Physics.DevicesPerCell, matrix.Spec.ArrayRows, matrix.Layout.TotalColumns);
        }
        return firsts;
    }
}
