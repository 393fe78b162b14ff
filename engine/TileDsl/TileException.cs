namespace TileDsl;

/// <summary>A user's mistake, in words that say what was found, what was expected and where: shapes, files, ranges.</summary>
public sealed class TileException : Exception
{
    /// <summary>Creates it.</summary>
    public TileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with what led to it.</summary>
    public TileException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
