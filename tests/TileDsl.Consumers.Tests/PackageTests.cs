using System.IO.Compression;

namespace TileDsl.Consumers.Tests;

/// <summary>What is in the packages.</summary>
public class PackageTests
{
    private static readonly string[] s_names =
        ["TileDsl", "TileDsl.Cli", "TileDsl.Compiler", "TileDsl.Language", "TileDsl.Onnx", "TileDsl.Reference", "TileDsl.Scripting"];

    [Test]
    public void Packing_warns_of_nothing() => Assert.That(Packages.Packed.Output, Does.Not.Contain("warning").IgnoreCase);

    [Test]
    public void Every_library_is_a_package() =>
        Assert.That(Directory.GetFiles(Packages.Feed).Select(Path.GetFileName).Order(), Is.EqualTo(s_names.Select(name => $"{name}.{Packages.Version}.nupkg").Order()));

    [Test]
    public void TileDsl_brings_the_generator_and_what_it_needs()
    {
        using var package = ZipFile.OpenRead(Path.Combine(Packages.Feed, $"TileDsl.{Packages.Version}.nupkg"));
        Assert.That(package.Entries.Select(entry => entry.FullName), Is.SupersetOf(new[]
        {
            "analyzers/dotnet/cs/Superpower.dll",
            "analyzers/dotnet/cs/TileDsl.Compiler.dll",
            "analyzers/dotnet/cs/TileDsl.Generators.dll",
            "analyzers/dotnet/cs/TileDsl.Language.dll",
            "build/TileDsl.props",
            "build/TileDsl.targets",
            "buildTransitive/TileDsl.props",
            "buildTransitive/TileDsl.targets",
            "lib/net10.0/TileDsl.dll",
            "lib/net10.0/TileDsl.xml",
            "README.md",
            "THIRD-PARTY-NOTICES.txt",
        }));
        Assert.That(package.Entries.Select(entry => entry.Name), Has.None.StartsWith("Microsoft.CodeAnalysis").And.None.StartsWith("System."),
            "the compiler brings its own");
    }

    [Test]
    public void The_tool_says_whose_libraries_it_brings()
    {
        using var package = ZipFile.OpenRead(Path.Combine(Packages.Feed, $"TileDsl.Cli.{Packages.Version}.nupkg"));
        using var reader = new StreamReader(package.GetEntry("THIRD-PARTY-NOTICES.txt")!.Open());
        var notices = reader.ReadToEnd();
        var others = package.Entries.Select(entry => entry.Name).Where(name => name.EndsWith(".dll", StringComparison.Ordinal) && !name.StartsWith("TileDsl", StringComparison.Ordinal) && name != "tiledsl.dll")
            .Select(Path.GetFileNameWithoutExtension).Distinct().ToArray();
        Assert.That(others, Does.Contain("SixLabors.ImageSharp"));
        foreach (var name in others) Assert.That(notices, Does.Match($@"(?m)^  (.*, )?{name!.Replace(".", @"\.", StringComparison.Ordinal)}\b"), name);
        Assert.That(notices, Does.Contain("Apache License").And.Contain("Redistribution and use in source and binary forms").And.Contain("Permission is hereby granted"));
    }

    [Test]
    public void TileDsl_depends_on_nothing_and_every_package_says_what_it_is()
    {
        foreach (var name in s_names)
        {
            using var package = ZipFile.OpenRead(Path.Combine(Packages.Feed, $"{name}.{Packages.Version}.nupkg"));
            using var reader = new StreamReader(package.GetEntry(name + ".nuspec")!.Open());
            var description = reader.ReadToEnd();
            Assert.That(description, Does.Contain("<license type=\"expression\">MIT</license>").And.Contain("<readme>README.md</readme>").And.Contain("<description>"), name);
            if (name == "TileDsl") Assert.That(description, Does.Not.Contain("<dependency "));
        }
    }
}
