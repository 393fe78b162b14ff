using TileDsl.Devices;

namespace TileDsl.Chips;

/// <summary>
/// A programmed chip in a file: who it is, and what every physical device holds. Complete and unharmed once it is read; whether it
/// belongs to a network is for <see cref="TileDsl.Network.Load(ChipFile)"/> to say.
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

    /// <summary>Name of the network.</summary>
    public string Network { get; }

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
    public static ChipFile Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return ChipReader.Read(file, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TileException($"{path}: there is no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TileException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes it, by a temporary file and a rename.</summary>
    internal void Write(string path)
    {
        var temporary = $"{path}.tmp{Environment.ProcessId}-{Guid.NewGuid():N}";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                ChipWriter.Write(this, file);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception again) when (again is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                // What is left behind does not matter beside why it could not be written.
            }
            throw new TileException($"{path}: cannot be written: {e.Message}", e);
        }
    }
}
