namespace TileDsl.Syntax;

/// <summary>What a text may ask of the reader, so that none takes long or runs out of stack. Far above what a person writes.</summary>
internal static class SyntaxLimits
{
    /// <summary>Characters of a file.</summary>
    public const int FileLength = 1 << 20;

    /// <summary>Digits of a number, before and behind the point.</summary>
    public const int Digits = 60;

    /// <summary>The largest exponent either way; the units reach 1e-18 and 1e12.</summary>
    public const int Exponent = 100;

    /// <summary>Brackets inside each other. The grammar takes about 10 kB of stack for each.</summary>
    public const int Brackets = 16;

    /// <summary>Brackets and operators inside each other, in one expression: the height of its tree.</summary>
    public const int Depth = 64;

    /// <summary>Errors that are listed.</summary>
    public const int Errors = 1000;
}
