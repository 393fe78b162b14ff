using TileDsl.Devices;
using TileDsl.Scripting;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>A law of a user's, which a file names.</summary>
public sealed class Leak : DeviceLaw
{
    public override void Program(in CellRow row, Span<double> conductances)
    {
        Span<float> xi = new float[conductances.Length];
        row.Gaussians(NoisePurpose.LawProgramming, xi);
        for (var j = 0; j < conductances.Length; j++) conductances[j] *= 1 - 0.1 * Math.Abs(xi[j]);
    }
}

/// <summary>No law.</summary>
public sealed class NoLaw;

public class NamedDeviceTests
{
    private const string Text = """
        tile 1
        device Plain : generic { conductance 0 uS .. 10 uS }
        device Leaky : generic { conductance 0 uS .. 10 uS; law "LAW" }
        device Two : generic { conductance 0 uS .. 10 uS; programming sigma = 0.5 uS }
        adc Adc : ideal { }
        tile Core { array 8 x 8, pair; cell Plain; adc Adc }
        tile Doubled { array 8 x 8, pair; cell Two, 2 devices per polarity, significance 4, 1; adc Adc }
        slicing Direct { weights analog, differential one_sided; inputs 4 bit unsigned, one pulse }
        """;

    private static readonly double[] s_weights = [0.5, -1, 0.25, 1, 0.75, -0.3];
    private static readonly int[] s_inputs = [3, 15, 7];

    [Test]
    public void A_law_written_in_CSharp_acts_in_programs_and_in_the_interpreter()
    {
        using var program = TileProgram.Parse(Text.Replace("LAW", typeof(Leak).FullName), device: "Leaky", useCache: false);
        Assert.That(program.Model.Tiles[0].Device.Name, Is.EqualTo("Leaky"));
        Assert.That(Product(program, "Core", Noise.On), Is.EqualTo(Interpreted(program, "Core")));
        Assert.That(Product(program, "Core", Noise.On), Is.Not.EqualTo(Product(program, "Core", Noise.Ideal)));
    }

    [Test]
    public void Another_device_takes_the_place_of_every_cell_without_an_edit()
    {
        using var own = TileProgram.Parse(Text, useCache: false);
        Assert.That(own.Model.Tiles.Select(t => t.Device.Name), Is.EqualTo(new[] { "Plain", "Two" }));
        using var preset = TileProgram.Parse(Text, device: "PcmJoshi", useCache: false);
        Assert.That(preset.Model.Tiles.Select(t => t.Device.Name), Is.EqualTo(new[] { "PcmJoshi", "PcmJoshi" }), "of the presets, though the file imports none");
        Assert.That(() => TileProgram.Parse(Text, device: "PcmJosh"), Throws.InstanceOf<TileCompilationException>().With.Message.Contains("Did you mean 'PcmJoshi'?"));
    }

    [Test]
    public void Several_devices_in_a_cell_are_the_same_to_kernels_and_interpreter()
    {
        using var program = TileProgram.Parse(Text, useCache: false);
        Assert.That(Product(program, "Doubled", Noise.On), Is.EqualTo(Interpreted(program, "Doubled")));
        Assert.That(program.Model.Tiles[1].Device.Significance.Select(s => s.ToDouble()), Is.EqualTo(new[] { 0.8, 0.2 }));
    }

    [Test]
    public void A_law_that_is_not_there_is_said_to_be_missing()
    {
        using var missing = TileProgram.Parse(Text.Replace("LAW", "No.Such.Law"), device: "Leaky", useCache: false);
        Assert.That(() => Product(missing, "Core", Noise.On), Throws.InstanceOf<TileException>().With.Message.Contains("No.Such.Law"));
        using var wrong = TileProgram.Parse(Text.Replace("LAW", typeof(NoLaw).FullName), device: "Leaky", useCache: false);
        Assert.That(() => Product(wrong, "Core", Noise.On), Throws.InstanceOf<TileException>().With.Message.Contains("no public class derived from"));
    }

    private static double[] Product(TileProgram program, string tile, Noise noise) =>
        program.Matrix(tile, "Direct", 3, 2, s_weights).Program(seed: 7, noise: noise).Multiply(s_inputs);

    private static double[] Interpreted(TileProgram program, string tile)
    {
        var model = program.Model.Tiles.Single(t => t.Name == tile);
        return new MatrixInterpreter(model, program.Model.Slicings[0], 3, 2, s_weights, law: DeviceLawTypes.Create).Program(seed: 7).Multiply(s_inputs);
    }
}
