namespace TileDsl.Diagnostics;

/// <summary>TILE023x: tables of measured values in .csv files.</summary>
public static class TableRules
{
    public static readonly DiagnosticRule NotFound = Error("TILE0231", "A table was not found",
        "\"{0}\" was not found (looked for {1}). Paths are relative to the file that names it, and case matters; a build sees tables that are additional files.");

    public static readonly DiagnosticRule LineWrong = Error("TILE0232", "A line of a table cannot be read",
        "{0} is due here, e.g. `{1}`; found {2}.");

    public static readonly DiagnosticRule LinesMissing = Error("TILE0233", "A table does not fit",
        "{0} needs a table of {1} lines, {2}; this one has {3}.");

    public static readonly DiagnosticRule TooLarge = Error("TILE0234", "A table is too large",
        "A table may have {0} lines and {1} characters; this one has more.");

    private static DiagnosticRule Error(string code, string title, string format) => new(code, Severity.Error, title, format);
}
