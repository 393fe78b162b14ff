using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace TileDsl.Generators;

/// <summary>A namespace from what a project says: always identifiers with dots between them.</summary>
internal static class NamespaceName
{
    private const string WithoutOne = "Tiles";

    public static string Of(string wanted, string rootNamespace)
    {
        var parts = (wanted.Trim().Length > 0 ? wanted : rootNamespace).Split('.').Select(Identifier).Where(part => part.Length > 0).ToList();
        return parts.Count > 0 ? string.Join(".", parts) : WithoutOne;
    }

    private static string Identifier(string text)
    {
        var name = new StringBuilder();
        foreach (var c in text.Trim()) name.Append(SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_');
        if (name.Length == 0) return "";
        var isName = SyntaxFacts.IsIdentifierStartCharacter(name[0]) && SyntaxFacts.GetKeywordKind(name.ToString()) == SyntaxKind.None;
        return isName ? name.ToString() : "_" + name;
    }
}
