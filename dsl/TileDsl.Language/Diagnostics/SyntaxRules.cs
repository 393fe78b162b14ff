namespace TileDsl.Diagnostics;

/// <summary>What can be wrong with a text before it has a meaning: TILE01xx.</summary>
public static class SyntaxRules
{
    public static readonly DiagnosticRule UnexpectedToken = new("TILE0101", Severity.Error, "A line that does not read on",
        "Expected {0}, found {1}. {2}");

    public static readonly DiagnosticRule UnexpectedCharacter = new("TILE0102", Severity.Error, "A character that is not part of the language",
        "{0} is not part of the language; expected names of A-Z, a-z, 0-9 and _, numbers, strings and operators. Remove it, or put it into a string or a comment.");

    public static readonly DiagnosticRule UnclosedString = new("TILE0103", Severity.Error, "A string that is not closed",
        "This string is not closed: expected '\"' on the same line, found the end of the line. Close it; a line break inside a string is written \\n.");

    public static readonly DiagnosticRule BadEscape = new("TILE0104", Severity.Error, "An unknown escape in a string",
        "'{0}' is no escape; expected \\\", \\\\, \\n, \\t or \\u and four hexadecimal digits. A backslash itself is written \\\\; paths are written with '/'.");

    public static readonly DiagnosticRule UnclosedBlock = new("TILE0105", Severity.Error, "A block that is not closed",
        "The block '{0}' is not closed: expected '}}', found {1}. Close it; blocks do not nest.");

    public static readonly DiagnosticRule StrayBrace = new("TILE0106", Severity.Error, "A closing brace that closes nothing",
        "Expected a declaration, found '}}' with no block open. Remove it, or open the block with '{{' on its first line.");

    public static readonly DiagnosticRule BadHeader = new("TILE0107", Severity.Error, "The first line of a block",
        "Expected {0}, found {1}. A block begins with a keyword and a name, 'device Fast : PcmMushroom {{', and holds properties in braces.");

    public static readonly DiagnosticRule BadUnit = new("TILE0108", Severity.Error, "Letters behind a number that are no unit",
        "'{0}' directly behind a number is no unit; expected one such as {1}. Correct it, or put a blank before it where it is a word of its own.");

    public static readonly DiagnosticRule NumberTooLong = new("TILE0109", Severity.Error, "A number with too many digits",
        "Expected at most {0} digits and an exponent of at most {1} either way, found {2}. Shorten the number, or choose a unit with another prefix.");

    public static readonly DiagnosticRule TooDeep = new("TILE0110", Severity.Error, "An expression that is too deep",
        "Expected at most {0} brackets inside each other, and {1} operators and brackets in one expression; found more. Name parts of it with 'param'.");

    public static readonly DiagnosticRule FileTooLong = new("TILE0111", Severity.Error, "A file that is too long",
        "Expected at most {0} characters, found {1}. Split the file and 'import' its parts; weights and data belong in .npy and .onnx files.");

    public static readonly DiagnosticRule TooManyErrors = new("TILE0112", Severity.Error, "More errors than are listed",
        "Expected a .tile file; stopped listing after {0} errors. Correct these first, and see whether it is a .tile file at all.");
}
