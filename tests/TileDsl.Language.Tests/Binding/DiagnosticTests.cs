using TileDsl.Syntax;

namespace TileDsl.Tests.Binding;

/// <summary>What is said about wrong files: code, place and words, all of them and nothing else.</summary>
[TestFixture]
public sealed class DiagnosticTests
{
    private static IEnumerable<TestCaseData> Cases() =>
        CaseFile.All("values.txt", "names.txt", "imports.txt", "slicing.txt", "networks.txt", "devices.txt", "converters.txt").Select(c => new TestCaseData(c).SetArgDisplayNames(c.Title));

    [TestCaseSource(nameof(Cases))]
    public void EveryErrorIsSaidOnceAndInItsPlace(Case @case)
    {
        var text = new SourceText("main.tile", @case.Text);
        var result = TileLanguage.Bind(text, new MemorySources(@case.Files));
        var found = result.Diagnostics.Select(d => $"{d.Code} {d.Span.Path} {d.Span} +{d.Span.Length}: {d.Message}");
        var expected = @case.Expected.Select(e => $"{e.Code} {e.Path} {Place(@case, e)} +{e.Length}: {e.Message}");
        Assert.That(string.Join("\n", found), Is.EqualTo(string.Join("\n", expected)));
        Assert.That(result.Model is null, Is.EqualTo(result.HasErrors));
    }

    private static SourceSpan Place(Case @case, Expected expected) => new(new SourceText(expected.Path, @case.Files[expected.Path]), expected.Start, expected.Length);
}
