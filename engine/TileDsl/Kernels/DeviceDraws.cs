using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>The Gaussians that stay with a chip's devices, for rows of them; null where noise is off.</summary>
internal sealed class DeviceDraws(MatrixGeometry geometry, ChipIdentity? chip)
{
    private const int Purposes = 64;

    private readonly NoiseStream[] _streams = new NoiseStream[Purposes];

    /// <summary>Those of a row's cells: outputs, then offset columns.</summary>
    public CellGaussians? OfRow(int rowBlock, int slice, int polarity, int row) => chip is null ? null
        : (purpose, cycle, gaussians) => CellDraws.Fill(Stream(purpose), geometry, rowBlock, slice, polarity, row, cycle, 0, gaussians);

    /// <summary>Those of a row's cells in the reference columns of a slice.</summary>
    public CellGaussians? OfReferences(int rowBlock, int slice, int row) => chip is null ? null : (purpose, cycle, gaussians) =>
    {
        for (var block = 0; block < gaussians.Length; block++) gaussians[block] = CellDraws.Reference(Stream(purpose), geometry, rowBlock, block, slice, row, cycle, 0);
    };

    private NoiseStream Stream(NoisePurpose purpose)
    {
        // Rows are programmed by several threads; a stream that two of them make is the same stream.
        ref var stream = ref _streams[(int)purpose];
        if (stream.Keys is null) stream = chip!.Value.Stream(purpose);
        return stream;
    }
}
