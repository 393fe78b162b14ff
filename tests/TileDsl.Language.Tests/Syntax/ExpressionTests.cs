using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

/// <summary>What the phrases behind a keyword are read as, and how they are printed.</summary>
public class ExpressionTests
{
    [TestCase("25 uS", "25~uS", "25 uS")]
    [TestCase("25uS", "25~uS", "25 uS")]
    [TestCase("25 \u00B5S .. 30 \u03BCS", "(Range 25~uS 30~uS)", "25 uS .. 30 uS")]
    [TestCase("0.1%", "0.1~%", "0.1 %")]
    [TestCase("1e8 writes", "1e8~writes", "1e8 writes")]
    [TestCase("0..199", "(Range 0 199)", "0..199")]
    [TestCase("8 bit signed", "8~bit signed", "8 bit signed")]
    [TestCase("3 + 2 + 2 bit", "(Add (Add 3 2) 2~bit)", "3+2+2 bit")]
    [TestCase("8 x 1 bit", "8 x 1~bit", "8 x 1 bit")]
    [TestCase("256 x 256, pair", "256 x 256, pair", "256 x 256, pair")]
    [TestCase("1x49x10", "(shape 1 49 10)", "1x49x10")]
    [TestCase("int8[1x49x10]", "(index int8 (shape 1 49 10))", "int8[1x49x10]")]
    [TestCase("int8 [1x49x10]", "int8 (index none (shape 1 49 10))", "int8 [1x49x10]")]
    [TestCase("\"x.npy\"[0..199]", "<x.npy> (index none (Range 0 199))", "\"x.npy\" [0..199]")]
    [TestCase("dense(64->32),relu", "(call dense (Arrow 64 32)), relu", "dense(64 -> 32), relu")]
    [TestCase("dense (64)", "dense (group 64)", "dense (64)")]
    [TestCase("f()", "(call f )", "f()")]
    [TestCase("flicker(0.0088, exponent = -0.65, t_read = 250 ns)", "(call flicker 0.0088, (Assign exponent (neg 0.65)), (Assign t_read 250~ns))", "flicker(0.0088, exponent = -0.65, t_read = 250 ns)")]
    [TestCase("nu = 0.05 +- 0.01", "(Assign nu (PlusMinus 0.05 0.01))", "nu = 0.05 +- 0.01")]
    [TestCase("nu = 0.05 +-0.01", "(Assign nu (PlusMinus 0.05 0.01))", "nu = 0.05 +- 0.01")]
    [TestCase("+-0.5 lsb", "(prefix PlusMinus 0.5~lsb)", "+- 0.5 lsb")]
    [TestCase(">= 88 % on Speech, chips 20", "(prefix AtLeast 88~%) on Speech, chips 20", ">= 88 % on Speech, chips 20")]
    [TestCase("a = >= 1", "(Assign a (prefix AtLeast 1))", "a = >= 1")]
    [TestCase("(2 * n) uS", "(group (Multiply 2 n))~uS", "(2*n) uS")]
    [TestCase("1 / 16", "(Divide 1 16)", "1/16")]
    [TestCase("1 uS / 2", "(Divide 1~uS 2)", "1 uS / 2")]

    // A minus with a blank before it and none behind begins a value; any other stands between two.
    [TestCase("fixed -128 lsb .. 127 lsb", "fixed (Range (neg 128~lsb) 127~lsb)", "fixed -128 lsb .. 127 lsb")]
    [TestCase("a - b", "(Subtract a b)", "a-b")]
    [TestCase("a-b", "(Subtract a b)", "a-b")]
    [TestCase("a- b", "(Subtract a b)", "a-b")]
    [TestCase("a -b", "a (neg b)", "a -b")]
    [TestCase("a - -b", "(Subtract a (neg b))", "a - -b")]
    [TestCase("a + -b", "(Add a (neg b))", "a + -b")]
    [TestCase("a+-b", "(PlusMinus a b)", "a +- b")]
    [TestCase("- a", "(neg a)", "-a")]
    [TestCase("--a", "(neg (neg a))", "--a")]
    [TestCase("-a*b", "(Multiply (neg a) b)", "-a*b")]
    [TestCase("4..-2", "(Range 4 (neg 2))", "4..-2")]

    // From loosest: = , -> , >= <= , .. , +- , + - , * / ; left to right.
    [TestCase("a = b -> c >= d .. e +- f + g * h", "(Assign a (Arrow b (AtLeast c (Range d (PlusMinus e (Add f (Multiply g h)))))))", "a = b -> c >= d .. e +- f+g*h")]
    [TestCase("a * b + c +- d .. e <= f -> g = h", "(Assign (Arrow (AtMost (Range (PlusMinus (Add (Multiply a b) c) d) e) f) g) h)", "a*b+c +- d .. e <= f -> g = h")]
    [TestCase("a - b + c - d", "(Subtract (Add (Subtract a b) c) d)", "a-b+c-d")]
    [TestCase("a / b * c / d", "(Divide (Multiply (Divide a b) c) d)", "a/b*c/d")]
    [TestCase("a = b = c", "(Assign (Assign a b) c)", "a = b = c")]
    [TestCase("a - (b - c)", "(Subtract a (group (Subtract b c)))", "a-(b-c)")]

    [TestCase("\"\\\" \\\\ \\n \\t \\u00e9 \\u2028\"", "<\" \\ \n \t é \u2028>", "\"\\\" \\\\ \\n \\t é \\u2028\"")]
    [TestCase("\"// no comment { } ;\"", "<// no comment { } ;>", "\"// no comment { } ;\"")]
    public void Phrases_are_read_and_printed(string text, string tree, string printed)
    {
        var parsed = TileLanguage.Parse(new("x.tile", "p " + text));

        Assert.That(parsed.Diagnostics, Is.Empty);
        var property = (PropertyNode)parsed.Root.Lines.Single();
        Assert.That(TreeDump.Of(property.Phrases), Is.EqualTo(tree));
        Assert.That(TileLanguage.Print(parsed.Root), Is.EqualTo("p " + printed + "\n"));
    }

    [TestCase("\\ud800 alone")]
    [TestCase("\\u0000\\u000d\\u0085\\u007f")]
    [TestCase("\\u2028\\u2029")]
    public void What_does_not_show_in_a_string_stays_escaped(string escaped) =>
        Assert.That(
            TileLanguage.Print(TileLanguage.Parse(new("x.tile", $"p \"{escaped}\"")).Root),
            Is.EqualTo($"p \"{escaped}\"\n").IgnoreCase);

    [TestCase("8", "8")]
    [TestCase("0.10", "1/10")]
    [TestCase("1.25e2", "125")]
    [TestCase("1E-3", "1/1000")]
    [TestCase("2.5e+1", "25")]
    [TestCase("0007", "7")]
    public void Numbers_are_exact(string text, string value)
    {
        var property = (PropertyNode)TileLanguage.Parse(new("x.tile", "p " + text)).Root.Lines.Single();
        Assert.That(((NumberNode)property.Phrases[0].Terms[0]).Value.ToString(), Is.EqualTo(value));
    }

    [TestCase("mm2", Dimension.Area, "1/1000000")]
    [TestCase("um2", Dimension.Area, "1/1000000000000")]
    [TestCase("mS", Dimension.Conductance, "1/1000")]
    [TestCase("MS", Dimension.Conductance, "1000000")]
    [TestCase("ms", Dimension.Time, "1/1000")]
    [TestCase("min", Dimension.Time, "60")]
    [TestCase("day", Dimension.Time, "86400")]
    [TestCase("fJ", Dimension.Energy, "1/1000000000000000")]
    [TestCase("kohm", Dimension.Resistance, "1000")]
    [TestCase("%", Dimension.Number, "1/100")]
    [TestCase("\u00B5A", Dimension.Current, "1/1000000")]
    [TestCase("bit", Dimension.Bits, "1")]
    public void Units_have_a_dimension_and_an_exact_scale(string name, Dimension dimension, string scale)
    {
        Assert.That(Units.TryGet(name, out var unit), Is.True);
        Assert.That((unit!.Dimension, unit.Scale.ToString()), Is.EqualTo((dimension, scale)));
    }

    [TestCase("us2")]
    [TestCase("US")]
    [TestCase("x")]
    [TestCase("")]
    [TestCase("\u00B5")]
    [TestCase("kbit")]
    public void Other_words_are_no_units(string name) => Assert.That(Units.TryGet(name, out _), Is.False);
}
