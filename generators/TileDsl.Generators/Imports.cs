using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Generators;

/// <summary>
/// Which files a file may depend on. Only file names are compared: where a path leads is the language's business, and a
/// file too many costs a compilation, not a wrong result.
/// </summary>
internal static class Imports
{
    /// <summary>The last segments of the paths a text imports, or names a table by.</summary>
    public static ValueList<string> FileNames(string text)
    {
        try
        {
            var lines = TileLanguage.Parse(new SourceText("", text)).Root.Lines;
            var properties = lines.OfType<PropertyNode>().Concat(lines.OfType<BlockNode>().SelectMany(block => block.Lines.OfType<PropertyNode>()));
            return (from line in properties
                    from phrase in line.Phrases
                    from path in phrase.Terms.OfType<StringNode>()
                    where line.Keyword.Text == "import" || phrase.Terms.Any(term => term is NameNode { Text: "table" })
                    select ProjectPath.FileName(path.Value)).Distinct().ToValueList();
        }
        catch (Exception)
        {
            // Compiling the file meets the same failure and reports it.
            return ValueList<string>.Empty;
        }
    }

    /// <summary>All files that imports may lead to, in a stable order.</summary>
    public static ValueList<TileFile> Reachable(TileFile start, IReadOnlyCollection<TileFile> files)
    {
        var byFileName = files.ToLookup(file => ProjectPath.FileName(file.Name), StringComparer.Ordinal);
        var reached = new HashSet<TileFile> { start };
        var open = new Queue<TileFile>(reached);
        while (open.Count > 0)
        {
            foreach (var next in open.Dequeue().Imported.SelectMany(name => byFileName[name]))
            {
                if (reached.Add(next)) open.Enqueue(next);
            }
        }
        reached.Remove(start);
        return reached.OrderBy(file => file.Name, StringComparer.Ordinal).ToValueList();
    }
}
