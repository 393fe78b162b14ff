using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace TileDsl.Data;

/// <summary>The header of an .npy file: a magic string, a version, and a Python dictionary of three keys.</summary>
/// <param name="Type">"u1", "f4"; "b1" for bool.</param>
internal sealed record NpyHeader(int[] Shape, string Type, bool IsFortranOrder)
{
    private const int LongestHeader = 64 * 1024;
    private const int MostAxes = 32;

    private static readonly byte[] s_magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static readonly string[] s_types = ["u1", "i1", "b1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8"];

    /// <summary>Reads a header; the stream is left at the first element.</summary>
    public static NpyHeader Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..6].SequenceEqual(s_magic))
            throw new TileException($"{name}: not an .npy file: it does not begin with \\x93NUMPY");
        if (start[6] is < 1 or > 3) throw new TileException($"{name}: .npy version {start[6]}.{start[7]} is not known; 1.0 to 3.0 are");
        var bytes = ReadBytes(stream, start[6] == 1 ? 2 : 4, name);
        var length = start[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length > LongestHeader) throw new TileException($"{name}: its header says it is {length} bytes long; headers are up to {LongestHeader}");
        return new NpyHeaderText(Encoding.Latin1.GetString(ReadBytes(stream, (int)length, name)), name).Parse();
    }

    /// <summary>A version 1 header.</summary>
    public static byte[] Bytes(string type, int[] shape)
    {
        var extents = string.Join(", ", shape.Select(n => n.ToString(CultureInfo.InvariantCulture))) + (shape.Length == 1 ? "," : "");
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({extents}), }}";
        var padded = (10 + text.Length + 1 + 63) / 64 * 64 - 10;
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)padded);
        return [.. s_magic, 1, 0, .. length, .. Encoding.ASCII.GetBytes(text.PadRight(padded - 1) + "\n")];
    }

    /// <summary>A header from its dictionary's values, checked.</summary>
    public static NpyHeader Of(string? description, bool? isFortranOrder, List<long>? shape, string name)
    {
        if (description is null || isFortranOrder is null || shape is null) throw new TileException($"{name}: its header lacks one of 'descr', 'fortran_order' and 'shape'");
        var type = description.Length > 0 && description[0] is ('<' or '|' or '=') ? description[1..] : description;
        if (description.StartsWith('>') && description.Length > 2 && description[2] == '1') type = description[1..];
        if (!s_types.Contains(type)) throw new TileException($"{name}: element type '{description}' is not supported; little-endian u1 i1 u2 i2 u4 i4 u8 i8 f4 f8 and bool are");
        if (shape.Count > MostAxes) throw new TileException($"{name}: {shape.Count} axes; up to {MostAxes} are supported");
        foreach (var extent in shape)
        {
            if (extent > int.MaxValue) throw new TileException($"{name}: an axis of {extent} elements is larger than memory can hold");
        }
        return new NpyHeader([.. shape.Select(n => (int)n)], type, isFortranOrder.Value);
    }

    private static byte[] ReadBytes(Stream stream, int count, string name)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw new TileException($"{name}: truncated within its header");
    }
}

/// <summary>The Python dictionary of a header: strings, booleans and tuples of numbers, nothing else.</summary>
internal sealed class NpyHeaderText(string text, string name)
{
    private int _at;

    public NpyHeader Parse()
    {
        string? description = null;
        bool? isFortranOrder = null;
        List<long>? shape = null;
        Expect('{');
        while (!Accept('}'))
        {
            var key = String();
            Expect(':');
            switch (key)
            {
                case "descr":
                    description = Peek() == '[' ? throw Wrong("records are not supported; an array of numbers is needed") : String();
                    break;
                case "fortran_order":
                    isFortranOrder = Boolean();
                    break;
                case "shape":
                    shape = Tuple();
                    break;
                default:
                    throw Wrong($"the key '{key}' is not known");
            }
            if (Accept(',')) continue;
            Expect('}');
            break;
        }
        if (Peek() != '\0') throw Wrong("something follows the dictionary");
        return NpyHeader.Of(description, isFortranOrder, shape, name);
    }

    private string String()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"')) throw Wrong("a quoted string was expected");
        var end = text.IndexOf(quote, ++_at);
        if (end < 0) throw Wrong("a string does not end");
        var value = text[_at..end];
        _at = end + 1;
        return value.Length <= 32 && value.All(c => c is > ' ' and < '\x7F') ? value : throw Wrong("a string is not a name");
    }

    private bool Boolean()
    {
        Peek();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (!text.AsSpan(_at).StartsWith(word)) continue;
            _at += word.Length;
            return value;
        }
        throw Wrong("True or False was expected");
    }

    private List<long> Tuple()
    {
        var extents = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            extents.Add(Number());
            if (Accept(',')) continue;
            Expect(')');
            break;
        }
        return extents;
    }

    private long Number()
    {
        Peek();
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        if (_at == start || _at - start > 18) throw Wrong("an extent was expected");
        var value = long.Parse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture);
        if (_at < text.Length && text[_at] == 'L') _at++;
        return value;
    }

    /// <summary>The next character that is not blank; '\0' at the end.</summary>
    private char Peek()
    {
        while (_at < text.Length && text[_at] is (' ' or '\n' or '\t' or '\r')) _at++;
        return _at < text.Length ? text[_at] : '\0';
    }

    private bool Accept(char c)
    {
        if (Peek() != c) return false;
        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Accept(c)) throw Wrong($"'{c}' was expected");
    }

    private TileException Wrong(string what) => new($"{name}: its header is damaged at character {_at}: {what}");
}
