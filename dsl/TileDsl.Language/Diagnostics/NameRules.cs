namespace TileDsl.Diagnostics;

/// <summary>TILE03xx: names, properties, derivation and imports.</summary>
public static class NameRules
{
    public static readonly DiagnosticRule StatementUnknown = Error("TILE0301", "Not a declaration",
        "'{0}' does not begin a declaration; a file holds {1}.{2}");

    public static readonly DiagnosticRule DuplicateName = Error("TILE0302", "A name is declared twice",
        "'{0}' is already declared at {1}.");

    public static readonly DiagnosticRule NameUnknown = Error("TILE0303", "An unknown name",
        "There is no {0} named '{1}'.{2}");

    public static readonly DiagnosticRule NameOfAnotherKind = Error("TILE0304", "A name of another kind",
        "{0} is due here; '{1}' is {2}, declared at {3}.");

    public static readonly DiagnosticRule PropertyUnknown = Error("TILE0305", "An unknown property",
        "'{0}' is not a property of {1}, which has {2}.{3}");

    public static readonly DiagnosticRule PropertyTwice = Error("TILE0306", "A property is given twice",
        "'{0}' is given twice; it first stands at {1}.");

    public static readonly DiagnosticRule PropertyMissing = Error("TILE0307", "A property is missing",
        "{0} needs {1}, e.g. `{2}`.");

    public static readonly DiagnosticRule DerivationCycle = Error("TILE0308", "A derivation that goes in a circle",
        "Derivation goes in a circle: {0}.");

    public static readonly DiagnosticRule KindMissing = Error("TILE0309", "A kind is missing",
        "{0} needs a kind or another {1} behind a colon: `{1} {2} : {3}`; the kinds are {4}.");

    public static readonly DiagnosticRule KindUnknown = Error("TILE0310", "An unknown kind",
        "'{0}' is neither a kind of {1} nor a declared one; the kinds are {2}.{3}");

    public static readonly DiagnosticRule NoDerivation = Error("TILE0311", "Nothing to derive from",
        "`{0}` blocks are not derived: after the name `{{` is due; found `{1}`.");

    public static readonly DiagnosticRule NameTaken = Error("TILE0312", "A name the language has taken",
        "'{0}' is a kind of {1}; choose another name.");

    public static readonly DiagnosticRule ImportNotFound = Error("TILE0313", "An import was not found",
        "\"{0}\" was not found (looked for {1}).{2}");

    public static readonly DiagnosticRule ImportCycle = Error("TILE0314", "Imports go in a circle",
        "Imports go in a circle: {0}.");

    public static readonly DiagnosticRule TooManyImports = Error("TILE0315", "Too many imports",
        "A program may be made of {0} files, imported {1} deep; this import goes beyond.");

    public static readonly DiagnosticRule PathNotAllowed = Error("TILE0316", "A path that is not allowed",
        "\"{0}\": {1}.");

    public static readonly DiagnosticRule ParameterBelow = Error("TILE0317", "A parameter is used above its declaration",
        "'{0}' has no value yet: it is declared at {1}, and a parameter may use those above it.");

    public static readonly DiagnosticRule PropertyOfAnotherKind = Error("TILE0318", "A property that has no meaning here",
        "'{0}' has no meaning for {1}: {2}.");

    public static readonly DiagnosticRule ImportBringsDuplicate = Error("TILE0319", "An import brings a name that is taken",
        "This import brings '{0}' ({1}), which is already declared at {2}.");

    public static readonly DiagnosticRule CheckedElsewhere = Error("TILE0320", "A check of another file's network",
        "Network '{0}' is declared in another file, at {1}; checks stand in the file of their network.");

    private static DiagnosticRule Error(string code, string title, string format) => new(code, Severity.Error, title, format);
}
