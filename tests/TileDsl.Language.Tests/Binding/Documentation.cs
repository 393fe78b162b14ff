using System.Text.RegularExpressions;
using TileDsl.Diagnostics;
using TileDsl.Syntax;
using TileDsl.Tests.Shared;

namespace TileDsl.Tests.Binding;

/// <summary>An example of the documentation: a <c>tile</c> block, and those behind it that name a file.</summary>
public sealed record Example(string Text, IReadOnlyDictionary<string, string> Files)
{
    public override string ToString() => Wording(Text);

    internal BindResult Bind()
    {
        var complete = Regex.IsMatch(Text, @"^\s*(//.*\n\s*)*tile \d") ? Text : CaseFile.Prelude + Text;
        return TileLanguage.Bind(new SourceText("main.tile", complete), new MemorySources(Files));
    }

    private static string Wording(string text) => text[..Math.Min(text.Length, 40)].Replace('\n', ' ');
}

/// <summary>What dsl/docs says.</summary>
internal static class Documentation
{
    private static readonly Regex Fence = new(@"^```tile(?: (?<file>\S+))?\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);

    public static string Folder { get; } = Path.Combine(Repository.Root, "dsl", "docs");

    /// <summary>The rules of the language, by reflection: the public tables of the namespace.</summary>
    public static IReadOnlyList<DiagnosticRule> Rules { get; } = typeof(DiagnosticRule).Assembly.GetExportedTypes()
        .Where(t => t.Namespace == typeof(DiagnosticRule).Namespace && t.IsAbstract && t.IsSealed)
        .SelectMany(t => t.GetFields())
        .Select(f => f.GetValue(null))
        .OfType<DiagnosticRule>()
        .OrderBy(r => r.Code, StringComparer.Ordinal)
        .ToArray();

    public static string Page(DiagnosticRule rule) => Read(Path.Combine("diagnostics", rule.Code + ".md"));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Folder, path)).Replace("\r\n", "\n");

    public static IReadOnlyList<Example> Examples(string text)
    {
        var examples = new List<(string Text, Dictionary<string, string> Files)>();
        foreach (Match match in Fence.Matches(text))
        {
            if (match.Groups["file"].Success) examples[^1].Files.Add(match.Groups["file"].Value, match.Groups["text"].Value);
            else examples.Add((match.Groups["text"].Value, []));
        }
        return examples.Select(e => new Example(e.Text, e.Files)).ToArray();
    }
}
