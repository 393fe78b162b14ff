using System.Diagnostics;
using System.Text;
using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

/// <summary>Texts made to take long or to run out of stack are diagnosed like any other.</summary>
public class LimitTests
{
    private static readonly TestCaseData[] Deep =
    [
        new TestCaseData((Func<int, string>)(n => "p " + new string('(', n) + "1" + new string(')', n))) { TestName = "Parentheses" },
        new TestCaseData((Func<int, string>)(n => "p " + string.Concat(Enumerable.Repeat("f(", n)) + new string(')', n))) { TestName = "Calls" },
        new TestCaseData((Func<int, string>)(n => "p " + string.Concat(Enumerable.Repeat("[1, ", n)) + "1" + new string(']', n))) { TestName = "Indices" },
        new TestCaseData((Func<int, string>)(n => "p " + new string('-', n) + "1")) { TestName = "Signs" },
        new TestCaseData((Func<int, string>)(n => "p 1" + string.Concat(Enumerable.Repeat("+1", n)))) { TestName = "Sums" },
        new TestCaseData((Func<int, string>)(n => "p 1" + string.Concat(Enumerable.Repeat(" = 1", n)))) { TestName = "Assignments" },
        new TestCaseData((Func<int, string>)(n => "p " + string.Concat(Enumerable.Repeat("(", n)) + "1" + string.Concat(Enumerable.Repeat("+1)", n)))) { TestName = "Sums around brackets" },
        new TestCaseData((Func<int, string>)(n => "p " + string.Concat(Enumerable.Repeat("---f(", n)) + new string(')', n))) { TestName = "Signs around calls" },
    ];

    [TestCaseSource(nameof(Deep))]
    public void Depth_is_limited_and_what_passes_needs_little_stack(Func<int, string> text)
    {
        OnSmallStack(() =>
        {
            var deepest = Enumerable.Range(1, SyntaxLimits.Depth).Last(n => Parse(text(n)).Diagnostics.Count == 0);
            Assert.That(deepest, Is.GreaterThanOrEqualTo(SyntaxLimits.Brackets - 1));
            Assert.That(TileLanguage.Print(Parse(text(deepest)).Root), Is.Not.Empty);
            foreach (var n in new[] { SyntaxLimits.Depth + 1, 1000, 100_000 })
            {
                Assert.That(Parse(text(n)).Diagnostics.Select(d => d.Code), Is.EqualTo(new[] { "TILE0110" }), $"{n} deep");
            }
        });
    }

    [Test]
    public void Brackets_beside_each_other_are_not_deep()
    {
        var text = "p " + string.Join(" ", Enumerable.Repeat("f(1)", 1000)) + ", " + string.Join(", ", Enumerable.Repeat("1+2", 1000));
        Assert.That(Parse(text).Diagnostics, Is.Empty);
    }

    [TestCase("{\n")]
    [TestCase("}")]
    [TestCase("a {}\n")]
    [TestCase("\n")]
    [TestCase("//\n")]
    [TestCase("a\n")]
    [TestCase("a;")]
    [TestCase("a ")]
    [TestCase("a,")]
    [TestCase("a\n{")]
    [TestCase("\"")]
    [TestCase("\\")]
    [TestCase("\u2028")]
    [TestCase("(")]
    [TestCase("1x")]
    [TestCase("9")]
    [TestCase("- ")]
    [TestCase("a{a \n")]
    [TestCase("\ud83d\ude00 ")]
    public void A_long_file_is_read_in_linear_time(string part)
    {
        var text = new StringBuilder().Insert(0, part, SyntaxLimits.FileLength / 4 / part.Length).ToString();
        var time = Stopwatch.StartNew();
        OnSmallStack(() => TileLanguage.Print(Parse(text).Root));
        // Quadratic time would be minutes; a slow machine takes a few seconds.
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(15)));
    }

    [Test]
    public void A_file_that_is_too_long_is_kept_as_it_is()
    {
        var text = new string('a', SyntaxLimits.FileLength) + "\r\n";
        var parsed = Parse(text);
        Assert.That(parsed.Diagnostics.Single().ToString(), Does.StartWith("x.tile(1,1): error TILE0111: Expected at most 1048576 characters, found 1048578."));
        Assert.That(parsed.Root.Lines, Has.Count.EqualTo(1));
    }

    [Test]
    public void Errors_past_the_limit_are_counted_out_and_stay_errors()
    {
        var bad = string.Concat(Enumerable.Repeat("a §\n", SyntaxLimits.Errors + 5)) + "b 1e999999999\nc " + new string('(', 100_000) + "\nd \"\\q\"\n";
        var parsed = Parse(bad);
        Assert.That(parsed.Diagnostics, Has.Count.EqualTo(SyntaxLimits.Errors + 1));
        Assert.That(parsed.Diagnostics[^1].Code, Is.EqualTo("TILE0112"));
        Assert.That(parsed.Root.Lines, Is.All.InstanceOf<BrokenLine>());
    }

    [TestCase("1e100", "0")]
    [TestCase("1e-100", "0")]
    [TestCase("1e+100", "0")]
    [TestCase("1e101", "TILE0109")]
    [TestCase("1e-101", "TILE0109")]
    [TestCase("1e99999999999999999999", "TILE0109")]
    [TestCase("1x1e101", "TILE0108")]
    [TestCase("1.00000000001111111111222222222233333333334444444444555555555", "0")]
    [TestCase("1.000000000011111111112222222222333333333344444444445555555555", "TILE0109")]
    [TestCase("1x1000000000011111111112222222222333333333344444444445555555555", "TILE0109")]
    public void Numbers_are_bounded(string number, string code)
    {
        Assert.That(Parse("p " + number).Diagnostics.Select(d => d.Code).DefaultIfEmpty("0"), Is.EqualTo(new[] { code }));
    }

    private static ParseResult Parse(string text) => TileLanguage.Parse(new("x.tile", text));

    /// <summary>Half of what the smallest default stack has; an optimised build needs half of that.</summary>
    private static void OnSmallStack(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            512 * 1024);
        thread.Start();
        thread.Join();
        if (failure is not null) throw new AssertionException(failure.ToString());
    }
}
