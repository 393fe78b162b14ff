using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using TileDsl.Data;

namespace TileDsl.Chips;

/// <summary>Writes the file of a chip; see <see cref="ChipFile"/>.</summary>
internal static class ChipWriter
{
    public static void Write(ChipFile chip, Stream stream)
    {
        var (parts, offset) = (new List<(byte[] Head, ReadOnlyMemory<byte> Data)>(), 0L);
        var layers = new List<ChipHeader.Layer>();
        foreach (var layer in chip.Layers)
        {
            var data = new List<ChipHeader.Part>();
            void Add<T>(string name, T[] values, int[] shape)
                where T : struct
            {
                var head = NpyHeader.Bytes(typeof(T) == typeof(int) ? "<i4" : "<f8", shape);
                var bytes = LittleEndian(values);
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                hash.AppendData(head);
                hash.AppendData(bytes.Span);
                data.Add(new ChipHeader.Part(name, offset, head.Length + (long)bytes.Length, Convert.ToHexStringLower(hash.GetHashAndReset())));
                offset += head.Length + (long)bytes.Length;
                parts.Add((head, bytes));
            }

            Add(ChipParts.Targets, layer.Targets, layer.Layout.CellShape);
            Add(ChipParts.Conductances, layer.Conductances, layer.Layout.Shape);
            Add(ChipParts.References, layer.References, layer.Layout.ReferenceShape);
            if (layer is { Log: { } log, ReferenceLog: { } referenceLog })
            {
                Add(ChipParts.Log, log, layer.Layout.Shape);
                Add(ChipParts.ReferenceLog, referenceLog, layer.Layout.ReferenceShape);
            }
            if (layer.Repair is { } repair)
            {
                Add(ChipParts.Asked, repair.Asked, layer.Layout.CellShape);
                Add(ChipParts.Spares, repair.Spares, layer.Layout.SpareShape);
                Add(ChipParts.SpareLog, repair.Log, layer.Layout.SpareShape);
                Add(ChipParts.Replaced, repair.Replaced, layer.Layout.ReplacedShape);
            }
            var arrays = layer.Arrays.Select(a => new ChipHeader.Array(a.Array, a.Polarity, ChipHeader.Tally.Of(a.Tally)));
            layers.Add(new ChipHeader.Layer(layer.Name, layer.Layout, layer.Device, [.. arrays], [.. data]));
        }
        var header = new ChipHeader(
            ChipHeader.KnownSchema, chip.Network, chip.Origin.Seed, chip.Origin.Chip, chip.Origin.Writes, chip.Labels.Program, chip.Labels.File, chip.Labels.Device,
            ChipHeader.Tally.Of(chip.Programming), [.. layers]);
        WriteHeader(stream, JsonSerializer.SerializeToUtf8Bytes(header, ChipJson.Default.ChipHeader));
        foreach (var (head, data) in parts)
        {
            stream.Write(head);
            stream.Write(data.Span);
        }
    }

    private static void WriteHeader(Stream stream, byte[] json)
    {
        var start = ChipParts.Magic.Length + 2 * sizeof(uint);
        var padded = (start + json.Length + ChipParts.Alignment - 1) / ChipParts.Alignment * ChipParts.Alignment - start;
        if (padded > ChipParts.LongestHeader) throw new NotSupportedException($"its header would be {padded} bytes long; headers are up to {ChipParts.LongestHeader}");
        Span<byte> numbers = stackalloc byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, ChipParts.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers[sizeof(uint)..], (uint)padded);
        stream.Write(ChipParts.Magic);
        stream.Write(numbers);
        stream.Write(json);
        for (var n = json.Length; n < padded; n++) stream.WriteByte((byte)' ');
    }

    private static ReadOnlyMemory<byte> LittleEndian<T>(T[] values)
        where T : struct
    {
        var bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        if (BitConverter.IsLittleEndian) return bytes;
        var size = Marshal.SizeOf<T>();
        for (var n = 0; n < bytes.Length; n += size) bytes.AsSpan(n, size).Reverse();
        return bytes;
    }
}
