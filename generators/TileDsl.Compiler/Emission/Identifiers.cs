using System.Text;

namespace TileDsl.Emission;

/// <summary>Names of a .tile file as C# identifiers.</summary>
public static class Identifiers
{
    /// <summary>The namespace of kernels, inside the one of a program's types.</summary>
    public const string KernelNamespace = "TileDslKernels";

    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto",
        "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out",
        "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc",
        "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using",
        "virtual", "void", "volatile", "while",
    };

    /// <summary>
    /// The name of a type in metadata: letters, digits and underscores, beginning with no digit; anything else becomes an
    /// underscore. In source it stands behind an '@' where <see cref="InSource"/> says so.
    /// </summary>
    public static string TypeName(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name) text.Append(char.IsLetterOrDigit(c) && !char.IsSurrogate(c) ? c : '_');
        if (text.Length == 0 || char.IsDigit(text[0])) text.Insert(0, '_');
        return text.ToString();
    }

    /// <summary>The name as it is written in C#: keywords, and lower-case words that may become ones, behind an '@'.</summary>
    public static string InSource(string typeName) =>
        s_keywords.Contains(typeName) || typeName.All(c => c is >= 'a' and <= 'z') ? "@" + typeName : typeName;

    /// <summary>A namespace of identifiers separated by dots, as it is written in C#.</summary>
    public static string Namespace(string name) => string.Join(".", name.Split('.').Select(part => InSource(TypeName(part))));
}
