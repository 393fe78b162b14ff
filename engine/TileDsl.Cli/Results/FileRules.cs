using TileDsl.Diagnostics;

namespace TileDsl.Cli.Results;

/// <summary>What <c>check</c> says about the weights, data and maps of faults a file names; the language itself never reads them.</summary>
internal static class FileRules
{
    public static DiagnosticRule Weights { get; } = new("TILE0701", Severity.Error, "Weights that do not fit", "{0}");

    public static DiagnosticRule Data { get; } = new("TILE0702", Severity.Error, "Data that do not fit", "{0}");

    public static DiagnosticRule Absent { get; } = new("TILE0703", Severity.Info, "A file that is not there", "'{0}' is not there; what it holds is not checked.");
}
