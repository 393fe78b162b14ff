using TileDsl.Devices;

namespace TileDsl.Converters;

/// <summary>The random draws of the converters or drivers of a layer on one chip. Numbers of parts are cells of the streams.</summary>
internal sealed class PartStreams(ulong seed, int chip, int layer, int matrix, bool draws)
{
    /// <summary>Cells of one converter or driver: more than its thresholds or digits, so that none shares a draw with another.</summary>
    public const long Cells = 1L << 17;

    private readonly NoiseStream[] _streams =
        [.. Enumerable.Range((int)NoisePurpose.ConverterOffset, NoisePurpose.DriverNoise - NoisePurpose.ConverterOffset + 1).Select(p => new NoiseStream(seed, chip, (NoisePurpose)p, layer, matrix))];

    /// <summary>Whether there is anything random.</summary>
    public bool Draws => draws;

    /// <summary>The Gaussian of a converter or driver as a whole; 0 where nothing is drawn.</summary>
    public float One(NoisePurpose purpose, int number, int tile, int polarity) =>
        draws ? _streams[purpose - NoisePurpose.ConverterOffset].Gaussian(number, tile, 0, polarity) : 0;

    /// <summary>The Gaussians of its parts.</summary>
    public void Parts(NoisePurpose purpose, int number, int tile, int polarity, Span<float> gaussians)
    {
        if (draws) _streams[purpose - NoisePurpose.ConverterOffset].Fill(gaussians, number * Cells, tile, 0, polarity);
        else gaussians.Clear();
    }
}
