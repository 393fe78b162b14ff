namespace TileDsl.Syntax;

/// <summary>A file's text and the path it is known by; lines and columns count from 0 here, from 1 in what people read.</summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    public SourceText(string path, string text)
    {
        Path = path;
        Text = text;
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n') starts.Add(i + 1);
            else if (text[i] == '\r' && (i + 1 >= text.Length || text[i + 1] != '\n')) starts.Add(i + 1);
        }
        _lineStarts = starts.ToArray();
    }

    public string Path { get; }

    public string Text { get; }

    public (int Line, int Column) Position(int offset)
    {
        var line = Array.BinarySearch(_lineStarts, offset);
        if (line < 0) line = ~line - 1;
        return (line, offset - _lineStarts[line]);
    }
}

/// <summary>A stretch of a file.</summary>
public readonly struct SourceSpan(SourceText? source, int start, int length) : IEquatable<SourceSpan>
{
    public SourceText? Source { get; } = source;

    public int Start { get; } = start;

    public int Length { get; } = length;

    public int End => Start + Length;

    public string Path => Source?.Path ?? "";

    /// <summary>From the start of <paramref name="first"/> to the end of <paramref name="last"/>.</summary>
    public static SourceSpan Between(SourceSpan first, SourceSpan last) => new(first.Source, first.Start, last.End - first.Start);

    public bool Equals(SourceSpan other) => ReferenceEquals(Source, other.Source) && Start == other.Start && Length == other.Length;

    public override bool Equals(object? obj) => obj is SourceSpan other && Equals(other);

    public override int GetHashCode() => unchecked(Start * 397 ^ Length);

    /// <summary>"core.tile(12,17)", lines and columns from 1.</summary>
    public override string ToString()
    {
        if (Source is null) return "";
        var (line, column) = Source.Position(Start);
        return $"{Path}({line + 1},{column + 1})";
    }
}
