using TileDsl.Syntax;

namespace TileDsl.Scripting;

/// <summary>Texts by path.</summary>
internal sealed class MemorySources(IReadOnlyDictionary<string, string>? texts) : ISourceResolver
{
    public bool TryGet(string path, out SourceText? text)
    {
        text = texts is not null && texts.TryGetValue(path, out var found) ? new SourceText(path, found) : null;
        return text is not null;
    }
}
