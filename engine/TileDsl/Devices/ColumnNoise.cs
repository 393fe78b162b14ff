using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// The Gaussians of whole partial sums: one for every column of a conversion, in place of one for every cell. The sum of a
/// column's independent Gaussian read noises is a Gaussian itself, whose variance is the sum of theirs.
/// </summary>
/// <remarks>
/// A draw of column j is lane <c>(j >> 4) &amp; 3</c> of
/// <c>Philox(key = stream, counter = (((j >> 6) &lt;&lt; 4) | (j &amp; 15), place, cycle | polarity &lt;&lt; 30, sample))</c>, so that 64
/// neighbouring columns are the four lanes of 16 blocks, each lane in a register of its own. The key is that of a
/// <see cref="NoiseStream"/>.
/// </remarks>
public readonly struct ColumnNoise
{
    private readonly uint[] _keys;

    /// <summary>The draws of a purpose.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="chip">Which physical chip.</param>
    /// <param name="purpose"><see cref="NoisePurpose.PartialSumNoise"/> or <see cref="NoisePurpose.ReferenceNoise"/>.</param>
    /// <param name="layer">Index of the layer in its network; 0 for a lone matrix.</param>
    /// <param name="matrix">Which matrix of the layer; 0 where it has one.</param>
    /// <param name="use">0 for the products of results, others for measurements of a chip.</param>
    public ColumnNoise(ulong seed, int chip, NoisePurpose purpose, int layer, int matrix = 0, int use = 0) => _keys = new NoiseStream(seed, chip, purpose, layer, matrix, use).Keys;

    /// <summary>One standard Gaussian for each of some neighbouring columns of a partial sum.</summary>
    /// <param name="gaussians">
    /// Element n is column <paramref name="firstColumn"/> + n's: outputs, then offset columns (of reference columns: column blocks). Length a multiple of 16.
    /// </param>
    /// <param name="firstColumn">A multiple of 64.</param>
    /// <param name="place">Row block times the weight slices plus the weight slice.</param>
    /// <param name="cycle">The conversion's number within the product: cycle, or phase where cycles are summed before the converter.</param>
    /// <param name="polarity">0 for + or what is converted as one, 1 for - converted apart.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="path">The width; anything but Auto is for tests. All give the same bits.</param>
    /// <exception cref="ArgumentException">The length is no multiple of 16, or the first column none of 64.</exception>
    public void Fill(Span<float> gaussians, int firstColumn, int place, int cycle, int polarity, long sample, VectorPath path = VectorPath.Auto)
    {
        if (gaussians.Length % GaussianLanes.Blocks != 0) throw new ArgumentException("a multiple of 16 columns is due", nameof(gaussians));
        if (firstColumn % 64 != 0) throw new ArgumentException("a multiple of 64 is due", nameof(firstColumn));
        GaussianLanes.Fill(_keys, (uint)(firstColumn >> 6 << 4), (uint)place, NoiseStream.Third(cycle, polarity), (uint)sample, gaussians, path);
    }

    /// <summary>One draw: what <see cref="Fill"/> gives column <paramref name="column"/>.</summary>
    public float Gaussian(int column, int place, int cycle, int polarity, long sample)
    {
        var counter = (uint)((column >> 6 << 4) | (column & 15));
        var block = Philox.Block(counter, (uint)place, NoiseStream.Third(cycle, polarity), (uint)sample, _keys[0], _keys[1]);
        var (first, second) = (column & 32) == 0 ? NoiseStream.Gaussians(block.W0, block.W1) : NoiseStream.Gaussians(block.W2, block.W3);
        return (column & 16) == 0 ? first : second;
    }
}
