using System.Globalization;
using System.Text;

namespace TileDsl.Data;

/// <summary>
/// A table of numbers separated by commas, one sample a line, as float32. A first line that begins with a letter or a quote is a
/// heading; empty lines and what stands behind <c>#</c> are skipped. Read as a stream: no more memory than the numbers take.
/// </summary>
public sealed class CsvNumbers
{
    private const int LongestNumber = 64;

    private readonly float[] _values;

    private CsvNumbers(float[] values, int columns) => (_values, Columns) = (values, columns);

    /// <summary>Numbers of a line.</summary>
    public int Columns { get; }

    /// <summary>Lines of numbers.</summary>
    public int Rows => _values.Length / Columns;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="TileException">Not there, no numbers, a number that is none or not finite, lines of different lengths: with the line.</exception>
    public static CsvNumbers Read(string path) => WholeFile.Read(path, file =>
    {
        using var text = new StreamReader(file, Encoding.UTF8);
        return Read(text, path);
    });

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="TileException">As for a file.</exception>
    public static CsvNumbers Read(TextReader text, string name) => new CsvReader(text, name).Read();

    /// <summary>Some columns of every line as samples of one axis.</summary>
    /// <param name="first">First column, from 0.</param>
    /// <param name="last">Last column, inclusive.</param>
    /// <exception cref="TileException">There are fewer columns.</exception>
    public Samples ToSamples(int first, int last) => Samples.Of(Take(first, last), last - first + 1);

    /// <summary>All columns.</summary>
    public Samples ToSamples() => ToSamples(0, Columns - 1);

    /// <summary>One column.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="TileException">There are fewer columns.</exception>
    public float[] Column(int index) => Take(index, index);

    private float[] Take(int first, int last)
    {
        if (first < 0 || last < first || last >= Columns) throw new TileException($"columns {first}..{last} were asked for, and a line has {Columns}, numbered from 0");
        var width = last - first + 1;
        if (width == Columns) return _values;
        var values = new float[Rows * width];
        for (var row = 0; row < Rows; row++) _values.AsSpan(row * Columns + first, width).CopyTo(values.AsSpan(row * width));
        return values;
    }

    /// <summary>Goes through a table once, number by number.</summary>
    private sealed class CsvReader(TextReader text, string name)
    {
        private readonly char[] _number = new char[LongestNumber];
        private readonly List<float> _values = [];
        private int _length;
        private int _line = 1;
        private int _column;
        private int _columns;
        private bool _isQuiet;

        public CsvNumbers Read()
        {
            // Nothing but a heading begins with a letter or a quote; numbers that are none (nan, inf) are not numbers here.
            _isQuiet = char.IsLetter((char)Math.Max(0, text.Peek())) || text.Peek() == '"';
            for (var next = text.Read(); next >= 0; next = text.Read())
            {
                if (next == '\n') EndLine();
                else if (_isQuiet || next == '\r') continue;
                else if (next == '#') _isQuiet = true;
                else if (next == ',') EndNumber();
                else if (_length == 0 && char.IsWhiteSpace((char)next)) continue;
                else if (_length == LongestNumber) throw Wrong($"'{new string(_number, 0, 24)}…' is longer than any number");
                else _number[_length++] = (char)next;
            }
            EndLine();
            return _values.Count > 0 ? new CsvNumbers([.. _values], _columns) : throw new TileException($"{name}: no line of numbers");
        }

        private void EndLine()
        {
            if (_column > 0 || _length > 0)
            {
                EndNumber();
                if (_columns == 0) _columns = _column;
                if (_column != _columns) throw Wrong($"{_column} numbers, where the lines above have {_columns}");
            }
            _column = 0;
            _isQuiet = false;
            _line++;
        }

        private void EndNumber()
        {
            var number = _number.AsSpan(0, _length).TrimEnd();
            _column++;
            if (number.IsEmpty) throw Wrong($"number {_column}: nothing between two commas, or before the end of the line");
            if (!float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
                throw Wrong($"number {_column}: '{number}' is not a finite number; numbers are written 12, -0.5 or 1e-3 and separated by commas");
            if (_values.Count == Array.MaxLength) throw Wrong("more numbers than memory can hold");
            _values.Add(value);
            _length = 0;
        }

        private TileException Wrong(string what) => new($"{name}({_line}): {what}");
    }
}
