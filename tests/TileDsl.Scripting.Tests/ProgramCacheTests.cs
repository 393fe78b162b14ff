using TileDsl.Data;
using TileDsl.Emission;
using TileDsl.Generators.Tests;

namespace TileDsl.Scripting.Tests;

/// <summary>Programs and the cache: what is kept is used, what is not right is compiled anew, an edit compiles little.</summary>
[NonParallelizable]
public class ProgramCacheTests
{
    private static readonly ArrayWeights s_weights = new(new WeightTensor("out", 3, 4, [1f, -2f, 3f, -4f, 0.5f, 0.25f, -0.125f, 1f, 4f, 3f, 2f, 1f]));
    private static readonly Samples s_samples = Samples.Of(new byte[] { 1, 2, 3, 4, 15, 0, 7, 9 }, 4);

    private string _folder = "";
    private KernelCache _cache = null!;

    private Dictionary<string, DateTime> Files => Directory.GetFiles(_folder).ToDictionary(path => path, File.GetLastWriteTimeUtc);

    [SetUp]
    public void Create()
    {
        _folder = Path.Combine(Directory.CreateTempSubdirectory("tiledsl").FullName, "kernels");
        _cache = CacheFolder.Open(_folder)!;
        ProgramImages.Forget();
    }

    [TearDown]
    public void Delete() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Test]
    public void An_unchanged_program_is_compiled_once()
    {
        var first = Run();
        var files = Files;
        Assert.That(files, Is.Not.Empty);
        ProgramImages.Forget();
        Assert.That(Run(), Is.EqualTo(first));
        Assert.That(Files, Is.EqualTo(files));
    }

    [Test]
    public void Files_that_are_not_right_are_compiled_anew()
    {
        var first = Run();
        foreach (var file in Files.Keys) File.WriteAllBytes(file, File.ReadAllBytes(file)[..100]);
        ProgramImages.Forget();
        Assert.That(Run(), Is.EqualTo(first));
        Assert.That(Files.Keys.Select(file => new FileInfo(file).Length), Has.All.GreaterThan(1000));
    }

    [Test]
    public void Programs_compiled_at_once_are_all_right()
    {
        var first = Run();
        foreach (var file in Files.Keys) File.Delete(file);
        ProgramImages.Forget();
        var all = new double[6][];
        Parallel.For(0, all.Length, i => all[i] = Run());
        Assert.That(all, Has.All.EqualTo(first));
    }

    [Test]
    public void Without_a_cache_nothing_is_written()
    {
        using var program = TileProgram.Parse(Programs.Hardware + Programs.Network("Small"), cache: null);
        program.Prepare();
        Assert.That(Files, Is.Empty);
    }

    [Test]
    public void A_program_prepared_is_the_same()
    {
        using var program = TileProgram.Parse(Programs.Hardware + Programs.Network("Small"), _cache);
        program.Prepare();
        var files = Files;
        program.Network("Small", s_weights, s_samples);
        Assert.That(Files, Is.EqualTo(files));
    }

    [Test]
    public void An_edit_of_one_layer_leaves_most_kernels_compiled()
    {
        var before = Layers(40, _ => 16);
        var edited = Layers(40, layer => layer == 17 ? 15 : 16);
        var kernels = before.Sources.Count(source => source.IsKernel);
        Assert.That(kernels, Is.GreaterThanOrEqualTo(40));
        var changed = edited.Sources.Where(source => source.IsKernel).Except(before.Sources).Count();
        Assert.That(changed, Is.InRange(1, 4), "the layer and the one behind it");

        ProgramImages.Of(before.Sources, _cache);
        ProgramImages.Forget();
        var files = Files;
        ProgramImages.Of(edited.Sources, _cache);
        var written = Files.Keys.Except(files.Keys).Count();
        Assert.That(files, Has.Count.GreaterThan(4));
        Assert.That(written, Is.InRange(2, 1 + 2 * changed), "the types, and for each kernel the group it left and the one it came to");
    }

    [Test]
    public void The_key_knows_text_names_and_what_is_used()
    {
        var kernel = new EmittedSource("K.g.cs", "class K { }", IsKernel: true);
        var types = new EmittedSource("T.g.cs", "class T { }");
        var all = new[] { new[] { kernel, types }, [kernel with { Text = "class L { }" }, types], [kernel, types with { Text = "class U { }" }], [kernel with { HintName = "L.g.cs" }, types] };
        Assert.That(all.Select(sources => ProgramParts.Of(sources).Types.Key).Distinct().Count(), Is.EqualTo(all.Length));
        Assert.That(all.Select(sources => ProgramParts.Of(sources).Kernels.Single().Key).Distinct().Count(), Is.EqualTo(3));
    }

    private static CompiledTile Layers(int count, Func<int, int> inputsOf)
    {
        // Outputs differ from layer to layer, so that kernels do.
        var shapes = Enumerable.Range(0, count + 1).Select(layer => inputsOf(layer) + layer).ToArray();
        var layers = string.Concat(Enumerable.Range(0, count).Select(layer => $"  layer l{layer} : dense({shapes[layer]} -> {shapes[layer + 1]}), relu\n"));
        var text = Programs.Hardware + $"network Deep {{\n  input uint8[{shapes[0]}], scale 1/16\n{layers}  place all on Core using W4A4\n}}\n";
        var compiled = TileCompiler.Compile(new Syntax.SourceText("deep.tile", text), new MemorySources(null), TileProgram.GeneratedNamespace);
        Assert.That(compiled.HasErrors, Is.False, string.Join('\n', compiled.Diagnostics));
        return compiled;
    }

    private double[] Run()
    {
        using var program = TileProgram.Parse(Programs.Hardware + Programs.Network("Small"), _cache);
        return program.Network("Small", s_weights, s_samples).Program(seed: 3).RunBatch(s_samples);
    }
}
