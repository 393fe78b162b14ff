using System.Text;
using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

/// <summary>Whatever is written, it is read: with a tree, errors that lie in the text, and no comment lost.</summary>
public class GarbageProperties
{
    private static readonly string[] Nasty =
        ["{", "}", "(", ")", "[", "]", ";", ",", ":", "\"", "\\", "//", "\n", "\r", "\r\n", "\t", " ", "-", "+-", "->", "..", ".", "=", "%", "1e", "1x", "x2", "0x1x", "\0", "\u2028",
         "\u0085", "\uD83D", "\uDE00", "\uFEFF", "µS", "é", "layer ", "layer a : ", "device ", "onto ", "\n{", ";\n{", "}\n", "} // c\n", "{ // c\n", "\n\n", "-- ", "99999999999999999999"];

    [Property(MaxTest = 300)]
    public void Damaged_files_are_read(int seed, FsCheck.PositiveInt changes)
    {
        var random = new Random(seed);
        var start = random.Next(3) switch
        {
            0 => TestFile.Read("everything.tile"),
            1 => new RandomText(random).Of(new RandomTree(random, 3).File()),
            _ => "device A : B { // x\n  p 1 // y\n}\n",
        };
        Check(Damage(start, random, changes.Get));
    }

    [Property(MaxTest = 300)]
    public void Random_pieces_are_read(int seed, FsCheck.PositiveInt length)
    {
        var random = new Random(seed);
        Check(string.Concat(Enumerable.Range(0, length.Get).Select(_ => random.Next(4) == 0 ? "ab1 "[random.Next(4)].ToString() : Nasty[random.Next(Nasty.Length)])));
    }

    [Property(MaxTest = 200)]
    public void Random_bytes_are_read(byte[] bytes) => Check(Encoding.Latin1.GetString(bytes));

    [Property(MaxTest = 200)]
    public void Random_strings_are_read(string? text) => Check(text ?? "");

    private static void Check(string text)
    {
        var parsed = TileLanguage.Parse(new("garbage.tile", text));

        foreach (var diagnostic in parsed.Diagnostics)
        {
            Assert.That(diagnostic.Span.Start, Is.GreaterThanOrEqualTo(0), diagnostic.ToString());
            Assert.That(diagnostic.Span.Length, Is.GreaterThanOrEqualTo(0), diagnostic.ToString());
            Assert.That(diagnostic.Span.End, Is.LessThanOrEqualTo(text.Length), diagnostic.ToString());
        }
        Assert.That(parsed.Root.Lines.Any(l => l is BrokenLine), parsed.Diagnostics.Count == 0 ? Is.False : Is.True.Or.False);
        Assert.That(parsed.Diagnostics.Select(d => d.Span.Start), Is.Ordered);

        var printed = TileLanguage.Print(parsed.Root);
        var again = TileLanguage.Parse(new("garbage.tile", printed));
        Assert.That(TileLanguage.Print(again.Root), Is.EqualTo(printed), Shown(text));
        Assert.That(CommentsOf(printed), Is.EquivalentTo(CommentsOf(text)), Shown(text));
    }

    private static IEnumerable<string> CommentsOf(string text) =>
        TileTokenizer.Instance.Tokenize(text).Where(token => token.Kind == TileToken.Comment).Select(token => token.ToStringValue());

    private static string Damage(string text, Random random, int changes)
    {
        var damaged = new StringBuilder(text);
        for (var i = 0; i < changes; i++)
        {
            var at = random.Next(damaged.Length + 1);
            var length = Math.Min(random.Next(20), damaged.Length - at);
            switch (random.Next(3))
            {
                case 0:
                    damaged.Remove(at, length);
                    break;
                case 1:
                    damaged.Insert(at, Nasty[random.Next(Nasty.Length)]);
                    break;
                default:
                    damaged.Insert(random.Next(damaged.Length + 1), damaged.ToString(at, length));
                    break;
            }
        }
        return damaged.ToString();
    }

    private static string Shown(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
