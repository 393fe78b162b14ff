namespace TileDsl.Cli;

/// <summary>A table whose rows are written as they become known, so its columns are as wide as said.</summary>
/// <param name="terminal">Where it goes.</param>
/// <param name="widths">Of each column but the last, which ends where its text does; below zero to the right.</param>
internal sealed class TextTable(Terminal terminal, params int[] widths)
{
    private const int Indent = 2;

    public void Head(params string[] cells)
    {
        terminal.WriteLine();
        Row(cells);
        terminal.WriteLine(new string('─', widths.Sum(width => Indent + 1 + Math.Abs(width))));
    }

    public void Row(params string[] cells) => terminal.WriteLine((new string(' ', Indent) + string.Join("   ", cells.Select(Cell))).TrimEnd());

    private string Cell(string text, int column) => column >= widths.Length ? text
        : widths[column] < 0 ? text.PadLeft(-widths[column])
        : text.PadRight(widths[column]);
}
