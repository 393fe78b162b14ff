using TileDsl.Benchmarks.Compiling;
using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Benchmarks.Tests;

/// <summary>The network that compiling is measured with.</summary>
public sealed class DeepProgramTests
{
    /// <summary>UTF-8.</summary>
    private const int MostSourceBytes = 2_000_000;

    [TestCase(37)]
    [TestCase(41)]
    public void Its_sources_stay_small(int stride)
    {
        var sources = Compiled(DeepProgram.Text("Deep", stride)).Sources;
        Assert.That(sources.Count(source => source.IsKernel), Is.EqualTo(2 * DeepProgram.Layers), "every layer has two kernels of its own");
        Assert.That(sources.Sum(source => System.Text.Encoding.UTF8.GetByteCount(source.Text)), Is.LessThan(MostSourceBytes));
    }

    [Test]
    public void The_two_that_are_compared_share_nothing_and_an_edit_changes_two_layers()
    {
        var (first, second) = (Compiled(DeepProgram.Text("First", 37)), Compiled(DeepProgram.Text("Second", 41)));
        var edited = Compiled(DeepProgram.Text("Second", 41, edited: true));
        Assert.That(Kernels(first).Intersect(Kernels(second)), Is.Empty);
        Assert.That(Kernels(edited).Except(Kernels(second)).Count(), Is.EqualTo(4), "the layer before the size and the one behind, without errors and with");
    }

    private static IEnumerable<string> Kernels(CompiledTile compiled) => compiled.Sources.Where(source => source.IsKernel).Select(source => source.Text);

    private static CompiledTile Compiled(string text)
    {
        var compiled = TileCompiler.Compile(new SourceText("deep.tile", text), DeepProgram.NoImports, "Deep");
        Assert.That(compiled.Diagnostics.Where(d => d.Severity == Severity.Error), Is.Empty);
        return compiled;
    }
}
