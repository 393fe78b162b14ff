using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TileDsl.Syntax;
using TileDsl.Tests.Shared;

namespace TileDsl.Tests.Binding;

/// <summary>Whatever the text: an answer, soon, and never an exception.</summary>
[TestFixture]
public sealed class RobustnessTests
{
    private static readonly string[] Seeds = Documentation.Examples(Documentation.Read("language.md")).Select(e => e.Text)
        .Concat(CaseFile.All("values.txt", "names.txt", "imports.txt", "slicing.txt", "networks.txt", "devices.txt").Select(c => c.Text))
        .Append(File.ReadAllText(Path.Combine(Repository.Root, "scripts", "digits.tile")))
        .ToArray();

    private static readonly string[] Tokens = Seeds.SelectMany(s => s.Split([' ', '\n', ';', ','], StringSplitOptions.RemoveEmptyEntries))
        .Concat(["1e99", "-1", "0", "%", "..", "->", "{", "}", "(", ")", "[", "]", "=", ">=", "+-", "*", "/", "\"", "//", "\u2028", "x", "16x16", "99999999999", "none", "bit"])
        .Distinct().ToArray();

    /// <summary>A text of the tables with some of its words and lines moved, lost, doubled or replaced.</summary>
    private static Arbitrary<string> Mutated() =>
        (from seed in Gen.Elements(Seeds)
         from edits in Gen.Choose(1, 6)
         from random in Gen.Choose(0, int.MaxValue)
         select Mutate(seed, edits, new System.Random(random))).ToArbitrary();

    [Test]
    public void MutatedFilesNeverThrow()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Mutated(), text =>
        {
            var result = TileLanguage.Bind(new SourceText("main.tile", text), new MemorySources(new Dictionary<string, string> { ["a.tile"] = text }));
            var problems = result.Diagnostics.Where(d => d.Span.Source is null || d.Span.Start < 0 || d.Span.End > d.Span.Source.Text.Length || d.Message.Length > 1000);
            return !problems.Any() && (result.Model is null) == result.HasErrors;
        }));
    }

    private static IEnumerable<TestCaseData> Hostile()
    {
        const int many = 20_000;
        yield return Text("a long chain of derivation, last first", n => $"dac D{n} : D{n + 1} {{ bits 1 }}", many);
        yield return Text("a long chain of derivation, first first", n => n == 0 ? "dac D0 { bits 1 }" : $"dac D{n} : D{n - 1} {{ }}", many);
        yield return Text("a long chain of parameters", n => n == 0 ? "param p0 = 3" : $"param p{n} = p{n - 1} * 7 / 3", many);
        yield return Text("parameters that square", n => n == 0 ? "param p0 = 3" : $"param p{n} = p{n - 1} * p{n - 1}", many);
        yield return Text("many unknown names", n => $"dac D{n} : E{n} {{ bits q{n} }}", many);
        yield return Text("many names twice", n => "dac D { bits 1 }", many);
        yield return Text("many imports", n => $"import \"f{n}.tile\"", many);
        yield return new TestCaseData("tile 1\nnetwork N {\n input uint8[4], scale 1\n" + string.Concat(Enumerable.Range(0, many).Select(n => $" layer l{n} : dense(4 -> 4)\n")) + "}").SetArgDisplayNames("many layers");
        yield return new TestCaseData("tile 1\nparam a = 1" + string.Concat(Enumerable.Repeat(" + 1/3", 50_000))).SetArgDisplayNames("a long sum");
        yield return new TestCaseData("tile 1\nparam a = " + new string('(', 10_000)).SetArgDisplayNames("many parentheses");
        yield return new TestCaseData("tile 1\nslicing S { weights 8 bit signed, slices 1" + string.Concat(Enumerable.Repeat("+1", 50_000)) + " bit, offset }").SetArgDisplayNames("many slices");
        yield return new TestCaseData("tile 1\ndevice D : generic { programming sigma = poly(1 uS" + string.Concat(Enumerable.Repeat(", 1 uS", 50_000)) + ") }").SetArgDisplayNames("many coefficients");
        yield return new TestCaseData("tile 1\nnetwork N { input uint8[" + string.Join("x", Enumerable.Repeat("2", 10_000)) + "] }").SetArgDisplayNames("many extents");
        yield return new TestCaseData("tile 1\ndac " + new string('a', 500_000) + " : " + new string('b', 400_000) + " { bits 1 }").SetArgDisplayNames("long names");
    }

    [TestCaseSource(nameof(Hostile))]
    public void HostileFilesAreAnsweredSoon(string text)
    {
        var watch = Stopwatch.StartNew();
        var result = TileLanguage.Bind(new SourceText("main.tile", text), new MemorySources(new Dictionary<string, string>()));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        Assert.That(result.Diagnostics.Sum(d => (long)d.Message.Length), Is.LessThan(20_000_000));
    }

    private static TestCaseData Text(string name, Func<int, string> line, int count)
    {
        var text = new StringBuilder("tile 1\n");
        for (var n = 0; n < count; n++) text.Append(line(n)).Append('\n');
        return new TestCaseData(text.ToString()).SetArgDisplayNames(name);
    }

    private static string Mutate(string text, int edits, System.Random random)
    {
        for (; edits > 0; edits--) text = random.Next(2) == 0 ? EditWords(text.Split(' ').ToList(), random) : EditLines(text.Split('\n').ToList(), random);
        return text;
    }

    private static string EditWords(List<string> words, System.Random random)
    {
        var at = random.Next(words.Count);
        var token = Tokens[random.Next(Tokens.Length)];
        switch (random.Next(4))
        {
            case 0:
                words.RemoveAt(at);
                break;
            case 1:
                words.Insert(at, token);
                break;
            case 2:
                words[at] = words[random.Next(words.Count)];
                break;
            default:
                words[at] = token;
                break;
        }
        return string.Join(' ', words);
    }

    private static string EditLines(List<string> lines, System.Random random)
    {
        var at = random.Next(lines.Count);
        switch (random.Next(3))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            default:
                lines[at] = lines[at].Insert(random.Next(lines[at].Length + 1), ((char)random.Next(1, 0x250)).ToString());
                break;
        }
        return string.Join('\n', lines);
    }
}
