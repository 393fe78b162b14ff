using TileDsl.Diagnostics;

namespace TileDsl;

/// <summary>What is said of laws written in C#. The language knows no classes: who compiles looks among those that are loaded or referenced there.</summary>
public static class LawRules
{
    public static DiagnosticRule Missing { get; } = new("TILE0704", Severity.Error, "A law that nobody supplies",
        "There is no law '{0}': {1}. A law is a public class derived from TileDsl.Devices.DeviceLaw with a constructor without arguments; {2}. {3}");
}
