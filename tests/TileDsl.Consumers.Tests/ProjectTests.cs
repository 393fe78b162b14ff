using System.Globalization;
using TileDsl.Data;
using TileDsl.Scripting;

namespace TileDsl.Consumers.Tests;

/// <summary>A project outside the repository, with nothing but a package reference and a .tile file beside its code.</summary>
public class ProjectTests
{
    private const string Chip = """
        tile 1
        param adc_bits = 8 in 4..12
        param rows = 4 in 2..64
        device Cell : generic { conductance 0 uS .. 25 uS; programming sigma = poly(0.3 uS) }
        adc Adc : sar { bits adc_bits; codes signed; range full }
        dac Dac { bits 1 }
        tile Core {
            array rows x 4, pair
            cell Cell
            adc Adc, subtract analog
            dac Dac
        }
        slicing W4A4 {
            weights 4 bit signed, slices 3 bit, differential, across arrays
            inputs 8 bit unsigned, slices 8 x 1 bit
        }
        network Tiny {
            input uint8[4], scale 1/16
            layer out : dense(4 -> 3)
            place all on Core using W4A4
        }

        """;

    private const string More = """
          <PropertyGroup><IsAotCompatible>true</IsAotCompatible></PropertyGroup>
          <ItemGroup><Tile Update="chips/tiny.tile" Params="adc_bits=5;rows=2" Namespace="Chips" /></ItemGroup>
        """;

    private const string Code = """
        using Chips;
        using System.Globalization;
        using TileDsl.Data;

        var weights = new ArrayWeights(new WeightTensor("out", 3, 4, [1f, -2f, 3f, -4f, 0.5f, 0.25f, -0.125f, 1f, 4f, 3f, 2f, 1f]));
        var chip = new Tiny(weights, Samples.Of(new byte[] { 10, 20, 30, 40 }, 4)).Program(seed: 7);
        foreach (var value in chip.Run(new byte[] { 10, 200, 30, 250 })) Console.WriteLine(value.ToString("R", CultureInfo.InvariantCulture));

        """;

    private ConsumerProject _project = null!;

    [OneTimeSetUp]
    public void Create()
    {
        _project = ConsumerProject.Create(Packages.NewFolder("fresh"), "fresh", More);
        _project.Write("Program.cs", Code);
        _project.Write("chips/tiny.tile", Chip);
    }

    [Test]
    public void A_fresh_project_programs_a_chip_and_gets_the_numbers_of_a_script()
    {
        var run = _project.Dotnet("run");
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Lines, Is.EqualTo(ExpectedLines()), run.Output);
    }

    [Test]
    public void An_error_in_a_tile_file_stops_the_build_at_its_line_and_column()
    {
        _project.Write("sub/bad.tile", "tile 1\ndac Dac {\n  bitz 1\n}\n");
        var build = _project.Dotnet("build");
        _project.Delete("sub");
        Assert.That(build.ExitCode, Is.Not.Zero);
        Assert.That(build.Output, Does.Match(@"sub/bad\.tile\(3,3\): error TILE\d{4}: "));
        Assert.That(build.Output, Does.Not.Contain("error CS"));
    }

    private static IEnumerable<string> ExpectedLines()
    {
        using var program = TileProgram.Parse(Chip, parameters: new Dictionary<string, decimal> { ["adc_bits"] = 5, ["rows"] = 2 });
        var weights = new ArrayWeights(new WeightTensor("out", 3, 4, [1f, -2f, 3f, -4f, 0.5f, 0.25f, -0.125f, 1f, 4f, 3f, 2f, 1f]));
        var chip = program.Network("Tiny", weights, Samples.Of(new byte[] { 10, 20, 30, 40 }, 4)).Program(seed: 7);
        return chip.Run([10, 200, 30, 250]).Select(value => value.ToString("R", CultureInfo.InvariantCulture)).ToList();
    }
}
