using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>Which physical chip: one identity is one set of errors.</summary>
/// <param name="Layer">Index of the layer in its network; 0 for a lone matrix.</param>
/// <param name="Matrix">Which matrix of the layer; 0 where it has one.</param>
/// <param name="Use">What products are made for: 0 for results, others for measurements, whose noise is then their own.</param>
internal readonly record struct ChipIdentity(ulong Seed, int Chip, int Layer, int Matrix = 0, int Use = 0)
{
    /// <summary>The draws of a purpose that stay with the chip's devices.</summary>
    public NoiseStream Stream(NoisePurpose purpose) => new(Seed, Chip, purpose, Layer, Matrix);

    /// <summary>The draws of a purpose that are fresh for every product.</summary>
    public NoiseStream FreshStream(NoisePurpose purpose) => new(Seed, Chip, purpose, Layer, Matrix, Use);
}
