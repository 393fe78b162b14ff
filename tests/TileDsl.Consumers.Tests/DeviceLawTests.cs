namespace TileDsl.Consumers.Tests;

/// <summary>A law of a device that a user writes in C# in a project of their own, as devices.md shows it.</summary>
public class DeviceLawTests
{
    private const string Hardware = """
        tile 1
        device Leaky : generic { conductance 0 uS .. 25 uS; law "My.Company.Leak" }
        adc Adc : ideal { }
        tile Core { array 1 x 1, pair; cell Leaky; adc Adc }
        slicing Direct { weights analog, differential one_sided; inputs 4 bit unsigned, one pulse }

        """;

    private const string Code = """
        using System.Globalization;

        var matrix = new Chips.Core([1]);
        for (var chip = 0; chip < 24; chip++)
        {
            var programmed = matrix.Program(seed: 1, chip);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{programmed.Multiply([10])[0]:0.00} {programmed.At(3600).Multiply([10])[0]:0.00}"));
        }

        """;

    [Test]
    public void The_law_of_the_page_on_devices_acts_in_a_project()
    {
        var page = File.ReadAllText(Path.Combine(Packages.Repository, "dsl", "docs", "devices.md"));
        var law = page[(page.IndexOf("```csharp", StringComparison.Ordinal) + 9)..];
        var project = ConsumerProject.Create(Packages.NewFolder("law"), "law", """<ItemGroup><Tile Update="leaky.tile" Namespace="Chips" /></ItemGroup>""");
        project.Write("leaky.tile", Hardware);
        project.Write("Program.cs", "return;");
        var without = project.Dotnet("build");
        Assert.That(without.ExitCode, Is.Not.Zero);
        Assert.That(without.Output, Does.Match(@"leaky\.tile\(2,57\): error TILE0704: There is no law 'My\.Company\.Leak': this project has no class of that name").And.Not.Contain("error CS"));

        project.Write("Leak.cs", "using TileDsl.Devices;\n" + law[..law.IndexOf("```", StringComparison.Ordinal)]);
        project.Write("Program.cs", Code);
        var run = project.Dotnet("run");
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        // Half of the devices lose a tenth, and only with time.
        Assert.That(run.Lines, Is.All.AnyOf("10.00 10.00", "10.00 9.00"), run.Output);
        Assert.That(run.Lines, Does.Contain("10.00 10.00").And.Contain("10.00 9.00"), run.Output);
    }
}
