using System.IO.Compression;

namespace TileDsl.Onnx.Tests;

/// <summary>Samples of a NumPy file of integers of one or two bytes, or of a zipped IDX file, as real numbers.</summary>
internal static class RawSamples
{
    public static float[][] Read(string path, int count, int length, Func<float, float> real)
    {
        var isIdx = path.EndsWith(".gz", StringComparison.Ordinal);
        using Stream file = isIdx ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);
        using var reader = new BinaryReader(file);
        var head = "";
        if (isIdx)
        {
            reader.ReadBytes(16);
        }
        else
        {
            reader.ReadBytes(8);
            head = new string(reader.ReadChars(reader.ReadUInt16()));
        }
        Func<float> next = head.Contains("i2", StringComparison.Ordinal) ? () => reader.ReadInt16()
            : head.Contains("i1", StringComparison.Ordinal) ? () => reader.ReadSByte()
            : () => reader.ReadByte();
        // Of inputs wider than a record (the two rhythm channels of a beat) the others follow it in turn.
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, length).Select(_ => real(next())).ToArray())];
    }

    /// <summary>Positions by channels to channels by positions.</summary>
    public static float[] ChannelsFirst(float[] values, int channels)
    {
        var positions = values.Length / channels;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % positions * channels + i / positions])];
    }
}
