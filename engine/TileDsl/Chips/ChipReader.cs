using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using TileDsl.Data;
using TileDsl.Devices;

namespace TileDsl.Chips;

/// <summary>Reads the file of a chip, which may be anybody's; see <see cref="ChipFile"/>.</summary>
internal sealed class ChipReader
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly long _start;

    private ChipReader(Stream stream, string name) => (_stream, _name, _start) = (stream, name, stream.Position);

    /// <summary>Reads a chip from a stream that can seek.</summary>
    /// <param name="name">What messages call it.</param>
    public static ChipFile Read(Stream stream, string name)
    {
        var header = ReadHeader(stream, name);
        var reader = new ChipReader(stream, name);
        if (header.Schema != ChipHeader.KnownSchema) throw Damaged(name, $"the schema '{Short(header.Schema)}' is not known; '{ChipHeader.KnownSchema}' is");
        if (header.Chip < 0 || !(header.Writes >= 0) || double.IsInfinity(header.Writes)) throw Damaged(name, "a chip number or a number of writes is below zero");
        if (!header.Programming.IsPossible) throw Damaged(name, "what programming took can not be");
        return new ChipFile(
            header.Network, new ChipOrigin(header.Seed, header.Chip, Noise.On, header.Writes), new ChipLabels(header.Program, header.File, header.Device),
            [.. header.Layers.Select(reader.Layer)]);
    }

    private static ChipHeader ReadHeader(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[ChipParts.Magic.Length + 2 * sizeof(uint)];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(ChipParts.Magic))
            throw new TileException($"{name}: not a programmed chip: it does not begin with TILECHIP");
        var numbers = start[ChipParts.Magic.Length..];
        var (version, length) = (BinaryPrimitives.ReadUInt32LittleEndian(numbers), BinaryPrimitives.ReadUInt32LittleEndian(numbers[sizeof(uint)..]));
        if (version != ChipParts.Version) throw new TileException($"{name}: version {version} of a chip's file is not known; version {ChipParts.Version} is");
        if (length > ChipParts.LongestHeader) throw Damaged(name, $"its header says it is {length} bytes long; headers are up to {ChipParts.LongestHeader}");
        if (length > stream.Length - stream.Position) throw Damaged(name, "truncated within its header");
        var json = new byte[length];
        stream.ReadExactly(json);
        try
        {
            return JsonSerializer.Deserialize(json, ChipJson.Default.ChipHeader) ?? throw Damaged(name, "its header is null");
        }
        catch (JsonException e)
        {
            throw new TileException($"{name}: the header is damaged: {e.Message}", e);
        }
    }

    private ChipLayer Layer(ChipHeader.Layer layer)
    {
        var layout = layer.Layout;
        int[] counts = [layout.Inputs, layout.Outputs, layout.Columns, layout.Slices, layout.Polarities, layout.Devices, layout.ArrayRows, layout.ArrayColumns];
        if (counts.Any(n => n < 1) || layout.References < 0 || layout.Spares < 0 || layout.Outputs > layout.Columns) throw Damaged(_name, $"layer '{Short(layer.Name)}' has a layout that none has");
        double[] Numbers(string part, int[] shape)
        {
            var values = Array(layer, part, "f8", shape).ToDoubles();
            var wrong = System.Array.FindIndex(values, g => !(g >= 0) || double.IsInfinity(g));
            return wrong < 0 ? values : throw Damaged(_name, $"layer '{Short(layer.Name)}': element {wrong} of its {part} is not a conductance");
        }

        int[]? Log(string part, int[] shape)
        {
            if (!layer.Data.Any(p => p.Name == part)) return null;
            return Integers(part, shape, 0, int.MaxValue);
        }

        int[] Integers(string part, int[] shape, int least, int most)
        {
            var values = Array(layer, part, "i4", shape).ToIntegers(_name);
            var wrong = System.Array.FindIndex(values, n => n < least || n > most);
            return wrong < 0 ? values : throw Damaged(_name, $"layer '{Short(layer.Name)}': element {wrong} of its {part} is {values[wrong]}; {least} .. {most} can be");
        }

        if (layer.Arrays.Any(a => !a.Programming.IsPossible)) throw Damaged(_name, $"layer '{Short(layer.Name)}': what the programming of an array took can not be");
        var arrays = layer.Arrays.Select(a => new ArrayProgramming(a.Number, a.Polarity, a.Programming.ToTally()));
        var repair = layout.Spares == 0 ? null : new ChipRepair(
            Numbers(ChipParts.Asked, layout.CellShape), Numbers(ChipParts.Spares, layout.SpareShape), Integers(ChipParts.SpareLog, layout.SpareShape, 0, int.MaxValue),
            Integers(ChipParts.Replaced, layout.ReplacedShape, -1, layout.ArrayColumns - 1));
        var (log, referenceLog) = (Log(ChipParts.Log, layout.Shape), Log(ChipParts.ReferenceLog, layout.ReferenceShape));
        if (log is null != referenceLog is null) throw Damaged(_name, $"layer '{Short(layer.Name)}' has but one of '{ChipParts.Log}' and '{ChipParts.ReferenceLog}'");
        return new ChipLayer(
            layer.Name, layout, layer.Device, Numbers(ChipParts.Targets, layout.CellShape), Numbers(ChipParts.Conductances, layout.Shape),
            Numbers(ChipParts.References, layout.ReferenceShape), log, referenceLog, repair, [.. arrays]);
    }

    /// <summary>One array, as long as the layer's layout says and as it was written.</summary>
    private NpyArray Array(ChipHeader.Layer layer, string part, string type, int[] shape)
    {
        var what = $"{_name}: '{part}' of layer '{Short(layer.Name)}'";
        if (System.Array.Find(layer.Data, p => p.Name == part) is not { } place) throw new TileException($"{what} is not there");
        var behind = _stream.Length - _start;
        if (place.Offset < 0 || place.Length < 0 || place.Offset > behind || place.Length > behind - place.Offset)
            throw new TileException($"{what} is truncated: {place.Length} bytes from byte {place.Offset} on are due, and {behind} follow the header");
        if (place.Length > System.Array.MaxLength) throw new TileException($"{what} is larger than memory can hold");
        var bytes = new byte[place.Length];
        _stream.Position = _start + place.Offset;
        _stream.ReadExactly(bytes);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != place.Sha256) throw new TileException($"{what} is damaged: it is not what was written");
        var array = NpyArray.Read(new MemoryStream(bytes), what);
        if (array.Type == type && array.Shape.SequenceEqual(shape)) return array;
        throw new TileException($"{what} is [{string.Join(", ", array.Shape)}] of {array.Type}; [{string.Join(", ", shape)}] of {type} is due");
    }

    private static TileException Damaged(string name, string what) => new($"{name}: the file is damaged: {what}");

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
