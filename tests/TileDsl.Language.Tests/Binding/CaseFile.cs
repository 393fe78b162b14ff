using System.Text;
using System.Text.RegularExpressions;
using TileDsl.Syntax;

namespace TileDsl.Tests.Binding;

/// <summary>A message that is due, and where.</summary>
public sealed record Expected(string Code, string Message, string Path, int Start, int Length);

/// <summary>One case of a table: texts, and all that is to be said about them.</summary>
public sealed record Case(string Title, string Text, IReadOnlyDictionary<string, string> Files, IReadOnlyList<Expected> Expected)
{
    public override string ToString() => Title;
}

/// <summary>
/// Tables of cases: <c>=== title</c>, a text, <c>--- path</c> and the text of another file, and <c>&gt;&gt;&gt; CODE message</c> for each
/// message due, in order. The places are marked «so» in the texts, in the same order. A text that does not begin with a
/// version line gets one, and the import of a library that has one of everything.
/// </summary>
internal static class CaseFile
{
    public const string Prelude = "tile 1\nimport \"lib.tile\"\n";

    public static IEnumerable<Case> All(params string[] names)
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Binding", "Cases");
        return names.SelectMany(name => Read(File.ReadAllText(Path.Combine(folder, name)), name));
    }

    public static IEnumerable<Case> Read(string table, string name)
    {
        foreach (var part in Regex.Split(table.Replace("\r\n", "\n"), "^=== ", RegexOptions.Multiline).Skip(1))
        {
            var title = part[..part.IndexOf('\n')];
            var lines = part[(part.IndexOf('\n') + 1)..].Split('\n');
            var messages = lines.Where(l => l.StartsWith(">>> ", StringComparison.Ordinal)).Select(l => l[4..]).ToArray();
            var texts = Texts(lines.Where(l => !l.StartsWith(">>> ", StringComparison.Ordinal)));
            var places = new List<(string Path, int Start, int Length)>();
            var files = texts.ToDictionary(t => t.Path, t => Unmarked(t.Path, t.Text, places));
            if (places.Count != messages.Length) throw new InvalidDataException($"{name}, '{title}': {places.Count} places for {messages.Length} messages");
            var expected = messages.Zip(places, (m, p) => new Expected(m[..8], m.Length > 9 ? m[9..] : "", p.Path, p.Start, p.Length)).ToArray();
            yield return new Case($"{Path.GetFileNameWithoutExtension(name)}: {title}", files["main.tile"], files, expected);
        }
    }

    private static List<(string Path, string Text)> Texts(IEnumerable<string> lines)
    {
        var texts = new List<(string Path, StringBuilder Text)> { ("main.tile", new StringBuilder()) };
        foreach (var line in lines)
        {
            if (line.StartsWith("--- ", StringComparison.Ordinal)) texts.Add((line[4..], new StringBuilder()));
            else texts[^1].Text.Append(line).Append('\n');
        }
        return texts.Select(t => (t.Path, Complete(t.Text.ToString().Trim('\n') + "\n"))).ToList();
    }

    private static string Complete(string text) => Regex.IsMatch(text, @"^(«?tile «?\d|!)") ? text.TrimStart('!') : Prelude + text;

    private static string Unmarked(string path, string text, List<(string Path, int Start, int Length)> places)
    {
        var plain = new StringBuilder();
        var open = new Stack<int>();
        foreach (var c in text)
        {
            if (c == '«')
            {
                open.Push(places.Count);
                places.Add((path, plain.Length, 0));
            }
            else if (c == '»')
            {
                var i = open.Pop();
                places[i] = places[i] with { Length = plain.Length - places[i].Start };
            }
            else plain.Append(c);
        }
        return plain.ToString();
    }
}
