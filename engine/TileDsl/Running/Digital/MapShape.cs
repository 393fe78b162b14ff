namespace TileDsl.Running.Digital;

/// <summary>The shape of a feature map in row-major order, channels outermost (CHW). A signal in time has height 1.</summary>
/// <param name="Channels">Channels, 1 or more.</param>
/// <param name="Height">Rows, 1 or more.</param>
/// <param name="Width">Columns, 1 or more.</param>
public readonly record struct MapShape(int Channels, int Height, int Width)
{
    /// <summary>Positions of one channel.</summary>
    public int Positions => checked(Height * Width);

    /// <summary>Elements.</summary>
    public int Length => checked(Channels * Positions);

    internal void Check(string name)
    {
        if (Channels < 1 || Height < 1 || Width < 1) throw new ArgumentException($"A map has at least one channel, row and column, not {this}.", name);
    }
}
