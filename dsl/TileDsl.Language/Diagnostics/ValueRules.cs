namespace TileDsl.Diagnostics;

/// <summary>TILE02xx: values, units, and the words of a property.</summary>
public static class ValueRules
{
    public static readonly DiagnosticRule VersionMissing = Error("TILE0201", "The version line is missing",
        "The first line says the version of the language: `tile 1` is due; found {0}.");

    public static readonly DiagnosticRule VersionUnknown = Error("TILE0202", "Another version of the language",
        "Version 1 of the language is understood, `tile 1`; found version {0}.");

    public static readonly DiagnosticRule UnitMissing = Error("TILE0203", "A unit is missing",
        "{0} is due, e.g. `{1}`; found a bare number, {2}.");

    public static readonly DiagnosticRule UnitWrong = Error("TILE0204", "Another unit is due",
        "{0} is due, e.g. `{1}`; found {2}, {3}.");

    public static readonly DiagnosticRule UnitUnknown = Error("TILE0205", "Not a unit",
        "'{0}' is not a unit; {1} is due, e.g. `{2}`.{3}");

    public static readonly DiagnosticRule OutOfRange = Error("TILE0206", "A value is out of range",
        "{0} must be {1}; found {2}.");

    public static readonly DiagnosticRule NotWhole = Error("TILE0207", "A whole number is due",
        "{0} must be a whole number; found {1}.");

    public static readonly DiagnosticRule DivisionByZero = Error("TILE0208", "Division by zero",
        "Division by zero: `{0}` is 0.");

    public static readonly DiagnosticRule NumberTooLong = Error("TILE0209", "A number has too many digits",
        "Numbers are exact and hold up to {0} digits, with exponents up to ±{0}; {1} does not fit.");

    public static readonly DiagnosticRule UnitsDoNotMix = Error("TILE0210", "Units that do not go together",
        "{0} and {1} cannot be {2}.{3}");

    public static readonly DiagnosticRule ParameterOutOfRange = Error("TILE0211", "A parameter leaves its range",
        "Parameter {0} is {1}, outside its range {2} .. {3}.");

    public static readonly DiagnosticRule ParameterUnknown = Error("TILE0212", "No parameter to set",
        "There is no parameter '{0}' to set.{1}");

    public static readonly DiagnosticRule LimitsReversed = Error("TILE0213", "Limits in the wrong order",
        "The lower limit comes first and is below the upper one; found {0} .. {1}.");

    public static readonly DiagnosticRule Missing = Error("TILE0214", "Something is missing",
        "{0} is due here, e.g. `{1}`; the {2} ends before it.");

    public static readonly DiagnosticRule Unexpected = Error("TILE0215", "Something else is due",
        "{0} is due here, e.g. `{1}`; found {2}.");

    public static readonly DiagnosticRule LeftOver = Error("TILE0216", "Too much on a line",
        "Nothing more is due after `{0}`; found {1}.");

    public static readonly DiagnosticRule WordUnknown = Error("TILE0217", "An unknown word",
        "'{0}' is not {1}; {2} is due.{3}");

    public static readonly DiagnosticRule NotSimulated = Error("TILE0218", "Not simulated by this version",
        "'{0}' is part of the language, but this version does not simulate it; {1}.");

    private static DiagnosticRule Error(string code, string title, string format) => new(code, Severity.Error, title, format);
}
