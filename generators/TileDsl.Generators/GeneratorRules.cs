using TileDsl.Diagnostics;

namespace TileDsl.Generators;

/// <summary>TILE09xx: what only a build can get wrong.</summary>
internal static class GeneratorRules
{
    public static readonly DiagnosticRule EngineMissing = Error("TILE0901", "The project does not reference TileDsl",
        "Generated code calls the TileDsl library, which this project does not reference. Add the package TileDsl to it.");

    public static readonly DiagnosticRule TypeDeclaredTwice = Error("TILE0902", "Two files generate the same type",
        "'{0}' generates the type '{1}', and so does '{2}'. Rename one, or give one of the files a namespace: <Tile Update=\"{0}\" Namespace=\"...\" />.");

    public static readonly DiagnosticRule ParametersUnreadable = Error("TILE0903", "The parameters of a Tile cannot be read",
        "The Params of this file are '{0}': {1}. Expected names and numbers, as in Params=\"adc_bits=6;rows=128\".");

    public static readonly DiagnosticRule FileUnreadable = Error("TILE0904", "A .tile file cannot be read",
        "This file is not there or is not text; nothing is generated from it.");

    public static readonly DiagnosticRule Unexpected = Error("TILE0999", "The compiler of .tile files failed",
        "The compiler of .tile files failed on this file: {0}: {1}. That is a mistake of TileDsl, not of the file; please report it with the file.");

    private static DiagnosticRule Error(string code, string title, string format) => new(code, Severity.Error, title, format);
}
