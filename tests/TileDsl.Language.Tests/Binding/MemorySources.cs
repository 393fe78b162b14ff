using TileDsl.Syntax;
using TileDsl.Tests.Shared;

namespace TileDsl.Tests.Binding;

/// <summary>Texts by path.</summary>
internal sealed class MemorySources(IReadOnlyDictionary<string, string> texts) : ISourceResolver
{
    /// <summary>What cases and the examples of the documentation may import: one of everything, right in all parts.</summary>
    public static string Library { get; } = File.ReadAllText(Path.Combine(Repository.Root, "dsl", "docs", "diagnostics", "lib.tile"));

    public List<string> Asked { get; } = [];

    public bool TryGet(string path, out SourceText? text)
    {
        Asked.Add(path);
        var found = texts.TryGetValue(path, out var value) || (path == "lib.tile" && (value = Library) is not null);
        text = found ? new SourceText(path, value!) : null;
        return found;
    }
}
