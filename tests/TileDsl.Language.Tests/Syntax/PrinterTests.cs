namespace TileDsl.Language.Tests.Syntax;

public class PrinterTests
{
    private static readonly TestCaseData[] Layouts =
    [
        Case("An empty file", "", ""),
        Case("Only comments", "\n\n//a\n\n\n// b", "//a\n\n// b\n"),
        Case("Statements", "tile   1\nimport\"x\"\nparam b=8 in 4 .. 12", "tile 1\nimport \"x\"\nparam b = 8 in 4..12\n"),
        Case("Values in one column, a longer keyword with one blank",
            "tile T {\narray 4 x 4\nspare_columns 16\nspare_columns_2 1\nexact\n}",
            "tile T {\n    array         4 x 4\n    spare_columns 16\n    spare_columns_2 1\n    exact\n}\n"),
        Case("Sentences are not spread",
            "check N {\nno_clipping   on S\naccuracy>=88% on S\noffset+-1\n}",
            "check N {\n    no_clipping on S\n    accuracy >= 88 % on S\n    offset        +- 1\n}\n"),
        Case("Layers below each other",
            "network N {\nlayer a:dense(1->2),relu   place digital\nlayer longer : dense(2 -> 3)\n}",
            "network N {\n    layer a      : dense(1 -> 2), relu place digital\n    layer longer : dense(2 -> 3)\n}\n"),
        Case("A block on one line stays there", "dac Dac{bits 1;energy 0.4pJ;}", "dac Dac { bits 1; energy 0.4 pJ }\n"),
        Case("An empty block", "device F:G{}\ndevice H:G{\n}", "device F : G { }\ndevice H : G {\n}\n"),
        Case("A block on several lines stays there", "dac Dac { bits 1\n}", "dac Dac {\n    bits          1\n}\n"),
        Case("A block that is too long for one line",
            "dac D { " + string.Join("; ", Enumerable.Repeat("energy 1 pJ", 8)) + " }",
            "dac D {\n" + string.Concat(Enumerable.Repeat("    energy        1 pJ\n", 8)) + "}\n"),
        Case("An opening brace on a line of its own", "dac D // d\n\n{ // e\nbits 1\n}", "// d\ndac D {  // e\n    bits          1\n}\n"),
        Case("onto", "map  N onto  C{replicate a x 4}", "map N onto C { replicate a x 4 }\n"),
        Case("Several blocks on a line", "dac A { bits 1 } dac B { bits 2 }", "dac A { bits 1 }\ndac B { bits 2 }\n"),
        Case("Empty lines become one, and none at either end of a block",
            "\n\ndac A {\n\n\nbits 1\n\n\n\nenergy 1 pJ\n\n}\n\n\n\ndac B { }\n\n",
            "dac A {\n    bits          1\n\n    energy        1 pJ\n}\n\ndac B { }\n"),
        Case("Comments everywhere",
            "//1\n\n// 2\ndac A { // 3\n// 4\nbits 1 // 5\n\n// 6\n} // 7\n// 8\ndac B { bits 1 } // 9\n// 10",
            "//1\n\n// 2\ndac A {  // 3\n    // 4\n    bits          1  // 5\n\n    // 6\n}  // 7\n// 8\ndac B { bits 1 }  // 9\n// 10\n"),
        Case("A run of comments is aligned",
            "adc A {\nbits 8 // a\ncodes signed  // b\nrange full\ntime 1 ns // c\n}",
            "adc A {\n    bits          8       // a\n    codes         signed  // b\n    range         full\n    time          1 ns  // c\n}\n"),
        Case("A comment after a semicolon", "a 1; // c\n; // d\nb 2", "a 1  // c\n// d\nb 2\n"),
        Case("Comments are kept as they are", "a //\u2028  \u0085 x\t\n//\t y  ", "a  //\u2028  \u0085 x\n//\t y\n"),
        Case("Line ends, tabs and a byte order mark", "\uFEFFa 1\r\n\tb\t2\rdac D {\r\n}", "a 1\nb 2\ndac D {\n}\n"),
        Case("A broken line is kept", "adc A {\n  bits   8  §  // why\n}", "adc A {\n    bits   8  §  // why\n}\n"),
        Case("A broken block is kept", "adc : {\r\n  bits   8 // a\r\n\r\n\r\n x\r\n} // b\ntile 1", "adc : {\n  bits   8 // a\n\n\n x\n}  // b\ntile 1\n"),
        Case("A block that nothing opens stays apart", "a b; // c\n{ x }", "a b  // c\n; { x }\n"),
    ];

    [TestCaseSource(nameof(Layouts))]
    public void There_is_one_layout(string text, string canonical)
    {
        var printed = TileLanguage.Print(TileLanguage.Parse(new("x.tile", text)).Root);

        Assert.That(printed, Is.EqualTo(canonical));
        Assert.That(TileLanguage.Print(TileLanguage.Parse(new("x.tile", printed)).Root), Is.EqualTo(canonical));
    }

    private static TestCaseData Case(string name, string text, string canonical) => new(text, canonical) { TestName = name };
}
