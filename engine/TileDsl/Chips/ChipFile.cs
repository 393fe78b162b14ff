using TileDsl.Data;
using TileDsl.Devices;

namespace TileDsl.Chips;

/// <summary>
/// A programmed chip in a file: who it is, and what every physical device holds. Complete and unharmed once it is read; whether it
/// belongs to a network or a matrix is for <see cref="TileDsl.Network.Load(ChipFile)"/> and <see cref="Matrix.Load(ChipFile)"/> to say.
/// </summary>
/// <remarks>
/// "TILECHIP", version and length of the header (uint32, little-endian), a JSON header padded to a multiple of 64 bytes, then the .npy
/// files that the header lists, one after the other. Nothing is taken on trust: every length is checked against the file before memory
/// is asked for, every array against its SHA-256.
/// </remarks>
public sealed class ChipFile
{
    internal ChipFile(string network, ChipOrigin origin, ChipLabels labels, IReadOnlyList<ChipLayer> layers) =>
        (Network, Origin, Labels, Layers) = (network, origin, labels, layers);

    /// <summary>Name of the network; empty for a lone matrix.</summary>
    public string Network { get; }

    /// <summary>Whether it is no network's.</summary>
    public bool IsLoneMatrix => Network.Length == 0;

    /// <summary>How it was programmed.</summary>
    public ChipOrigin Origin { get; }

    /// <summary>Where the network comes from.</summary>
    public ChipLabels Labels { get; }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<ChipLayer> Layers { get; }

    /// <summary>What programming took.</summary>
    public ProgrammingTally Programming => Layers.Aggregate(default(ProgrammingTally), (sum, layer) => sum + layer.Programming);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="TileException">Not there, not such a file, truncated or damaged.</exception>
    public static ChipFile Read(string path) => WholeFile.Read(path, file => ChipReader.Read(file, path));

    /// <summary>Writes it, by a temporary file and a rename.</summary>
    internal void Write(string path) => WholeFile.Write(path, file => ChipWriter.Write(this, file));
}
