namespace TileDsl.Devices;

/// <summary>
/// The wires of an array, in ohms: a row's driver stands at the left behind <see cref="RowEnd"/>, neighbouring cells of a row
/// are <see cref="Row"/> apart, those of a column <see cref="Column"/>, and <see cref="ColumnEnd"/> leads from the bottom cell of
/// a column to the virtual ground. Zero is an ideal wire.
/// </summary>
public sealed record WireSpec
{
    /// <summary>A segment of a row, ohm.</summary>
    public required double Row { get; init; }

    /// <summary>A segment of a column, ohm.</summary>
    public required double Column { get; init; }

    /// <summary>From a driver to the first cell of its row, ohm.</summary>
    public required double RowEnd { get; init; }

    /// <summary>From the last cell of a column to its virtual ground, ohm.</summary>
    public required double ColumnEnd { get; init; }

    /// <summary>Rows with an input of zero float, instead of being held at 0 V.</summary>
    public bool Disconnected { get; init; }

    /// <summary>The polarities of a pair are neighbouring columns (+, -) of one array, instead of having arrays of their own.</summary>
    public bool Interleaved { get; init; }

    /// <summary>Whether no wire has resistance, so that every cell sees its row's voltage.</summary>
    public bool IsIdeal => Row == 0 && Column == 0 && RowEnd == 0 && ColumnEnd == 0;

    /// <summary>The array seen from the other side: columns driven at the bottom, rows grounded at the left.</summary>
    internal WireSpec Turned => this with { Row = Column, Column = Row, RowEnd = ColumnEnd, ColumnEnd = RowEnd };

    /// <exception cref="ArgumentException">A resistance is negative or not finite.</exception>
    internal void Check()
    {
        foreach (var (name, resistance) in new[] { (nameof(Row), Row), (nameof(Column), Column), (nameof(RowEnd), RowEnd), (nameof(ColumnEnd), ColumnEnd) })
        {
            if (!(resistance >= 0 && double.IsFinite(resistance))) throw new ArgumentException($"a resistance is at least 0 ohm and finite; {name} is {resistance}");
        }
    }
}
