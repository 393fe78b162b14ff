using Microsoft.CodeAnalysis;
using static TileDsl.Generators.TileGenerator;

namespace TileDsl.Generators.Tests;

/// <summary>What an edit costs: each test names the steps that may run again and the outputs that must not.</summary>
public class CachingTests
{
    private static readonly IncrementalStepRunReason[] s_kept = [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged];

    [Test]
    public void Nothing_runs_again_where_nothing_changed()
    {
        var host = new GeneratorHost();
        host.Run(Programs.File("Small"));
        var again = host.Run(Programs.File("Small"));
        Assert.That(again.Reasons(Steps.Compiled), Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
        Assert.That(again.Reasons(Steps.Sources), Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    [Test]
    public void An_edit_of_unrelated_code_compiles_nothing()
    {
        var host = new GeneratorHost(code: "class A { }");
        host.Run(Programs.File("Small"));
        var edited = host.RunWithCode("class A { int _b; }");
        Assert.That(edited.Reasons(Steps.Engine), Is.EqualTo(new[] { IncrementalStepRunReason.Unchanged }));
        Assert.That(edited.Reasons(Steps.Compiled), Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
        Assert.That(edited.Reasons(Steps.Sources), Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
        Assert.That(edited.Reasons(Steps.Problems), Is.EqualTo(new[] { IncrementalStepRunReason.Cached }));
    }

    [TestCase("// a remark\n")]
    [TestCase("\n\n")]
    public void An_edit_of_a_comment_leaves_the_sources(string remark)
    {
        var host = new GeneratorHost();
        var file = Programs.File("Small");
        host.Run(file);
        var edited = host.Run(file with { Text = file.Text.Replace("network", remark + "network", StringComparison.Ordinal) });
        Assert.That(edited.Reasons(Steps.Files), Does.Contain(IncrementalStepRunReason.Modified).Or.Contain(IncrementalStepRunReason.New), "the edit was seen");
        Assert.That(edited.Reasons(Steps.SourcesOfFile), Is.Not.Empty.And.All.AnyOf(s_kept));
        Assert.That(edited.Reasons(Steps.Sources), Is.Not.Empty.And.All.AnyOf(s_kept));
    }

    [Test]
    public void An_edit_of_a_shape_generates_again()
    {
        var host = new GeneratorHost();
        var before = host.Run(Programs.File("Small"));
        var after = host.Run(new ProjectFile("small.tile", Programs.Hardware + Programs.Network("Small", outputs: 5)));
        Assert.That(after.Reasons(Steps.Sources), Does.Contain(IncrementalStepRunReason.Modified).Or.Contain(IncrementalStepRunReason.New));
        Assert.That(after.Sources["Sample.Small.g.cs"], Is.Not.EqualTo(before.Sources["Sample.Small.g.cs"]));
    }

    [Test]
    public void An_edit_of_an_imported_file_generates_again_what_imports_it_and_nothing_else()
    {
        var host = new GeneratorHost();
        var hardware = new ProjectFile("parts/hardware.tile", Programs.Hardware, Emits: false);
        var importing = new ProjectFile("small.tile", "tile 1\nimport \"parts/hardware.tile\"\n" + Programs.Network("Small"));
        var other = Programs.File("Other", "other.tile");
        var before = host.Run(hardware, importing, other);
        Assert.That(before.Reported, Has.None.Contains("error"));

        var after = host.Run(hardware with { Text = Programs.Hardware.Replace("adc_bits = 8", "adc_bits = 4", StringComparison.Ordinal) }, importing, other);
        Assert.That(after.Sources["Sample.Small.g.cs"], Is.Not.EqualTo(before.Sources["Sample.Small.g.cs"]));
        Assert.That(after.Sources["Sample.Other.g.cs"], Is.EqualTo(before.Sources["Sample.Other.g.cs"]));
        Assert.That(after.Reasons(Steps.Compiled).Where(s_kept.Contains).Count(), Is.EqualTo(1), "other.tile is not compiled again");
    }

    [Test]
    public void An_edit_of_one_layer_emits_that_layer_again_and_no_other()
    {
        var host = new GeneratorHost();
        var before = host.Run(new ProjectFile("deep.tile", Programs.Hardware + Deep(8, edited: -1)));
        Assert.That(before.Reported, Has.None.Contains("error"));
        var after = host.Run(new ProjectFile("deep.tile", Programs.Hardware + Deep(8, edited: 3)));
        // Layer 3 and, since its inputs are other ones now, layer 4; and the network that names their kernels.
        var emitted = after.Sources.Where(source => !before.Sources.TryGetValue(source.Key, out var text) || text != source.Value).Select(source => source.Key).ToList();
        var kernels = emitted.Where(name => name != "Sample.Deep.g.cs").ToList();
        Assert.That(emitted, Has.Count.EqualTo(kernels.Count + 1));
        Assert.That(kernels, Has.Count.InRange(1, 2 * KernelsOf(before) / 8));
        var ran = after.Reasons(Steps.Sources).Count(reason => !s_kept.Contains(reason) && reason != IncrementalStepRunReason.Removed);
        Assert.That(ran, Is.EqualTo(emitted.Count), "the step gives again only what is new");
        Assert.That(after.Reasons(Steps.Sources).Count(s_kept.Contains), Is.EqualTo(after.Sources.Count - emitted.Count));

        static int KernelsOf(GeneratorRun outcome) => outcome.Sources.Count - 1;
    }

    /// <summary>Layers of different sizes, so that no two share a kernel.</summary>
    private static string Deep(int layers, int edited)
    {
        int Size(int layer) => layer == edited + 1 && edited >= 0 ? 3 : 4 + layer;
        var lines = string.Concat(Enumerable.Range(0, layers).Select(layer => $"  layer l{layer} : dense({Size(layer)} -> {Size(layer + 1)}), relu\n"));
        return $"network Deep {{\n  input uint8[{Size(0)}], scale 1/16\n{lines}  place all on Core using W4A4\n}}\n";
    }
}
