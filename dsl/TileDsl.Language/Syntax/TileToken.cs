using Superpower.Display;

namespace TileDsl.Syntax;

/// <summary>
/// What a text is cut into. The cutting never fails: what is not part of the language becomes a token as well, and is
/// reported for the line it stands on.
/// </summary>
internal enum TileToken
{
    None,

    NewLine,

    /// <summary>From the slashes to the end of the line, blanks at the end left out.</summary>
    Comment,

    [Token(Description = "name")]
    Name,

    [Token(Description = "number")]
    Number,

    /// <summary>1x49x10.</summary>
    [Token(Description = "shape")]
    Shape,

    [Token(Description = "string")]
    String,

    [Token(Example = "%")]
    Percent,

    [Token(Example = "{")]
    LeftBrace,

    [Token(Example = "}")]
    RightBrace,

    /// <summary>One that does not stand directly behind a word.</summary>
    [Token(Example = "(")]
    LeftParenthesis,

    /// <summary>One directly behind a word: the word is called.</summary>
    [Token(Example = "(")]
    CallParenthesis,

    [Token(Example = ")")]
    RightParenthesis,

    /// <summary>One that does not stand directly behind a word.</summary>
    [Token(Example = "[")]
    LeftBracket,

    /// <summary>One directly behind a word: the word is indexed.</summary>
    [Token(Example = "[")]
    IndexBracket,

    [Token(Example = "]")]
    RightBracket,

    [Token(Example = ",")]
    Comma,

    [Token(Example = ";")]
    Semicolon,

    [Token(Example = ":")]
    Colon,

    [Token(Example = "=")]
    Assign,

    [Token(Example = "->")]
    Arrow,

    [Token(Example = ">=")]
    AtLeast,

    [Token(Example = "<=")]
    AtMost,

    [Token(Example = "..")]
    Range,

    [Token(Example = "+-")]
    PlusMinus,

    [Token(Example = "+")]
    Plus,

    /// <summary>A minus that may stand between two values: blanks on both sides or none before it.</summary>
    [Token(Example = "-")]
    Minus,

    /// <summary>A minus with a blank before it and none behind: it begins a value, <c>fixed -128 lsb</c>.</summary>
    [Token(Example = "-")]
    SignMinus,

    [Token(Example = "*")]
    Times,

    [Token(Example = "/")]
    Divide,

    /// <summary>A string that its line does not close; reaches to the end of the line.</summary>
    UnclosedString,

    /// <summary>A word directly behind a number that is no unit.</summary>
    BadUnit,

    /// <summary>A run of characters or a word with letters that the language does not have.</summary>
    BadCharacters,
}
