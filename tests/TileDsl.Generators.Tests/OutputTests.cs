namespace TileDsl.Generators.Tests;

/// <summary>What a project gets.</summary>
public class OutputTests
{
    [Test]
    public void A_network_becomes_a_documented_type_that_compiles_without_a_warning()
    {
        var run = GeneratorHost.Build(Programs.File("Small"));
        Assert.That(run.Reported, Has.None.Contains("error"));
        Assert.That(run.Complaints, Is.Empty);
        var type = run.Output.GetTypeByMetadataName("Sample.Small")!;
        Assert.That(type.BaseType!.ToDisplayString(), Is.EqualTo("TileDsl.Network"));
        Assert.That(type.GetDocumentationCommentXml(), Does.Contain("<summary>"));
    }

    [Test]
    public void Files_that_need_the_same_kernel_share_it()
    {
        var apart = GeneratorHost.Build(Programs.File("One"));
        var together = GeneratorHost.Build(Programs.File("One", "a.tile"), Programs.File("Two", "b.tile"));
        Assert.That(together.Complaints, Is.Empty);
        Assert.That(together.Sources, Has.Count.EqualTo(apart.Sources.Count + 1), "one file more: the second network");
    }

    [Test]
    public void Generated_text_does_not_depend_on_where_the_project_is_or_on_other_files()
    {
        var alone = GeneratorHost.Build(Programs.File("Small"));
        var among = GeneratorHost.Build(Programs.File("Zebra", "z.tile"), Programs.File("Small"), Programs.File("Ant", "a.tile"));
        Assert.That(among.Sources["Sample.Small.g.cs"], Is.EqualTo(alone.Sources["Sample.Small.g.cs"]));
        Assert.That(alone.Sources.Values, Has.None.Contains("/project"));
    }

    [Test]
    public void Names_that_differ_only_in_case_do_not_meet_on_a_disk()
    {
        var run = GeneratorHost.Build(Programs.File("Small", "a.tile"), Programs.File("small", "b.tile"));
        Assert.That(run.Complaints, Is.Empty);
        Assert.That(run.Types, Is.SupersetOf(new[] { "Sample.Small", "Sample.small" }));
        Assert.That(run.Sources.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count(), Is.EqualTo(run.Sources.Count));
    }

    [Test]
    public void Long_names_make_short_files()
    {
        var name = new string('x', 400);
        var run = GeneratorHost.Build(new ProjectFile("small.tile", Programs.Hardware + Programs.Network(name + "1") + Programs.Network(name + "2")));
        Assert.That(run.Sources.Keys, Has.All.Length.LessThan(140));
        Assert.That(run.Complaints, Is.Empty);
    }

    [Test]
    public void Only_tiles_of_the_project_emit()
    {
        var run = GeneratorHost.Build(Programs.File("Small") with { Emits = false });
        Assert.That(run.Sources, Is.Empty);
        Assert.That(run.Reported, Is.Empty);
    }

    [TestCase("parts/hardware.tile", "chips/small.tile", "../parts/hardware.tile")]
    [TestCase("chips/parts/hardware.tile", "chips/small.tile", "parts/hardware.tile")]
    [TestCase("hardware.tile", "a/b/small.tile", "../../hardware.tile")]
    public void Imports_are_relative_to_the_importing_file(string hardware, string importing, string path)
    {
        var run = GeneratorHost.Build(
            new ProjectFile(hardware, Programs.Hardware),
            new ProjectFile(importing, $"tile 1\nimport \"{path}\"\n" + Programs.Network("Small")));
        Assert.That(run.Reported, Has.None.Contains("error"));
        Assert.That(run.Types, Does.Contain("Sample.Small"));
    }

    [Test]
    public void A_table_is_an_additional_file_and_an_edit_of_it_generates_again()
    {
        var table = new ProjectFile("measured/adc.csv", string.Join('\n', Enumerable.Range(-127, 255).Select(code => $"{code},0.25")), Emits: false);
        var hardware = Programs.Hardware.Replace("range full", "range full; nonlinearity table \"measured/adc.csv\"", StringComparison.Ordinal);
        var file = new ProjectFile("small.tile", hardware + Programs.Network("Small"));
        var host = new GeneratorHost();
        var before = host.Run(file, table);
        Assert.That(before.Reported, Has.None.Contains("error"));
        Assert.That(string.Concat(before.Sources.Values), Does.Contain("TableMean = [0.25, 0.25,"));
        var after = host.Run(file, table with { Text = table.Text.Replace("-127,0.25", "-127,0.75", StringComparison.Ordinal) });
        Assert.That(string.Concat(after.Sources.Values), Does.Contain("TableMean = [0.75, 0.25,"));
        Assert.That(host.Run(file).Reported, Has.Some.Contains("TILE0231"));
        var wrong = host.Run(file, table with { Text = "-127,a" });
        Assert.That(wrong.Reported, Has.Some.Contains("measured/adc.csv(1,6)").And.Some.Contains("TILE0232"));
    }

    [Test]
    public void An_import_is_not_found_under_another_case_or_in_another_folder()
    {
        var run = GeneratorHost.Build(
            new ProjectFile("parts/hardware.tile", Programs.Hardware),
            new ProjectFile("a.tile", "tile 1\nimport \"hardware.tile\"\n"),
            new ProjectFile("b.tile", "tile 1\nimport \"parts/Hardware.tile\"\n"));
        Assert.That(run.Reported.Where(line => line.Contains("error TILE", StringComparison.Ordinal)).ToList(), Has.Count.EqualTo(2));
    }

    [Test]
    public void The_generator_is_built_against_the_compiler_that_users_have()
    {
        var roslyn = typeof(TileGenerator).Assembly.GetReferencedAssemblies().Single(name => name.Name == "Microsoft.CodeAnalysis");
        Assert.That(roslyn.Version!.ToString(3), Is.EqualTo("5.0.0"), "built against a newer one the generator is silently not run");
    }
}
