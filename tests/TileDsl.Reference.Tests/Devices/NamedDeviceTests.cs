using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Scripting;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>A law of a user's, which a file names.</summary>
public sealed class Leak : DeviceLaw
{
    public override bool HasFreshNoise => true;

    public override void Program(in CellRow row, Span<double> conductances)
    {
        Span<float> xi = new float[conductances.Length];
        row.Gaussians(NoisePurpose.LawProgramming, xi);
        for (var j = 0; j < conductances.Length; j++) conductances[j] *= 1 - 0.1 * Math.Abs(xi[j]);
    }

    public override void Age(in CellRow row, in ReadClock clock, Span<double> conductances)
    {
        Span<float> xi = new float[conductances.Length];
        row.Gaussians(NoisePurpose.LawTime, xi);
        for (var j = 0; j < conductances.Length; j++) conductances[j] *= 1 - 0.05 * Math.Abs(xi[j]) * clock.Time / (clock.Time + 60);
    }

    public override void AddFreshVariance(in CellRow row, ReadOnlySpan<double> aged, in ReadClock clock, Span<double> variance)
    {
        for (var j = 0; j < variance.Length; j++) variance[j] += 0.01 * aged[j];
    }
}

/// <summary>No law.</summary>
public sealed class NoLaw;

/// <summary>A law that nobody else sees.</summary>
internal sealed class HiddenLaw : DeviceLaw;

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
        adc Eight : sar { bits 8; codes signed; range calibrated 100 % }
        tile Converted { array 8 x 8, pair; cell Plain; adc Eight }
        network Net {
            input uint8[3], scale 1/16
            layer first : dense(3 -> 4), relu place on Converted using Direct
            layer second : dense(4 -> 2)      place on Converted using Direct
        }
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

    [TestCase(0)]
    [TestCase(3600)]
    public void So_it_does_in_networks(double time)
    {
        using var program = TileProgram.Parse(Text.Replace("LAW", typeof(Leak).FullName), device: "Leaky", useCache: false);
        var weights = new ArrayWeights(new WeightTensor("first", 4, 3, [0.5f, -1, 0.25f, 1, 0.75f, -0.3f, -0.6f, 0.1f, 0.9f, 0.2f, 0.4f, -0.8f]), new WeightTensor("second", 2, 4, [0.7f, -0.2f, 0.3f, 1, -0.5f, 0.9f, 0.1f, -0.4f]));
        var samples = Samples.Of(new byte[] { 3, 15, 7, 12, 0, 9, 255, 130, 40 }, 3);
        var chip = program.Network("Net", weights, samples).Program(7).At(time);
        var model = program.Model.Networks[0];
        var interpreted = new NetworkInterpreter(model, weights, samples, DeviceLawTypes.Create).Program(7, clock: new ReadClock(time, 0));
        var due = Enumerable.Range(0, samples.Count).SelectMany(n => interpreted.Run(samples, n)).ToArray();
        Assert.That(chip.RunBatch(samples), Is.EqualTo(due));
        Assert.That(new NetworkInterpreter(model, weights, samples, DeviceLawTypes.Create).Program(7, noise: Noise.Off).Run(samples, 0), Is.Not.EqualTo(due[..2]));
        Assert.That(() => new NetworkInterpreter(model, weights, samples).Program(7), Throws.InstanceOf<TileException>().With.Message.Contains(nameof(Leak)));
    }

    [Test]
    public void Another_device_takes_the_place_of_every_cell_without_an_edit()
    {
        using var own = TileProgram.Parse(Text, useCache: false);
        Assert.That(own.Model.Tiles.Select(t => t.Device.Name), Is.EqualTo(new[] { "Plain", "Two", "Plain" }));
        using var preset = TileProgram.Parse(Text, device: "PcmJoshi", useCache: false);
        Assert.That(preset.Model.Tiles.Select(t => t.Device.Name), Is.EqualTo(new[] { "PcmJoshi", "PcmJoshi", "PcmJoshi" }), "of the presets, though the file imports none");
        Assert.That(() => TileProgram.Parse(Text, device: "PcmJosh"), Throws.InstanceOf<TileCompilationException>().With.Message.Contains("Did you mean 'PcmJoshi'?"));
    }

    [Test]
    public void Several_devices_in_a_cell_are_the_same_to_kernels_and_interpreter()
    {
        using var program = TileProgram.Parse(Text, useCache: false);
        Assert.That(Product(program, "Doubled", Noise.On), Is.EqualTo(Interpreted(program, "Doubled")));
        Assert.That(program.Model.Tiles[1].Device.Significance.Select(s => s.ToDouble()), Is.EqualTo(new[] { 0.8, 0.2 }));
    }

    [TestCase("No.Such.Law", "no loaded assembly has a class of that name")]
    [TestCase("TileDsl.Reference.Tests.Devices.leak", "no loaded assembly has a class of that name")]
    [TestCase("TileDsl.Reference.Tests.Devices.NoLaw", "the class of that name is not derived from DeviceLaw")]
    [TestCase("TileDsl.Reference.Tests.Devices.HiddenLaw", "the class of that name is not public")]
    [TestCase("TileDsl.Devices.DeviceLaw", "the class of that name is not derived from DeviceLaw")]
    [TestCase("TileDsl.Devices.StateNoise", "the class of that name is without a public constructor")]
    public void A_law_that_is_not_there_is_an_error_in_its_place(string name, string why)
    {
        var text = Text.Replace("LAW", name);
        var error = Assert.Throws<TileCompilationException>(() => TileProgram.Parse(text, device: "Leaky", useCache: false))!.Diagnostics.Single(d => d.Code == "TILE0704");
        Assert.That(error.ToString(), Does.StartWith($"program.tile(3,{text.Split('\n')[2].IndexOf('"') + 1}): error TILE0704: There is no law '{name}': {why}"));
        Assert.That(error.Span.Length, Is.EqualTo(name.Length + 2));
        Assert.That(error.Message, Does.Contain(typeof(Leak).FullName).And.Not.Contain("NoLaw,"), "the laws there are");
        Assert.That(() => TileProgram.Parse(text, useCache: false).Dispose(), Throws.Nothing, "a device that no tile has");
        Assert.That(() => DeviceLawTypes.Create(name), Throws.InstanceOf<TileException>().With.Message.Contains(why));
    }

    private static double[] Product(TileProgram program, string tile, Noise noise) =>
        program.Matrix(tile, "Direct", 3, 2, s_weights).Program(seed: 7, noise: noise).Multiply(s_inputs);

    private static double[] Interpreted(TileProgram program, string tile)
    {
        var model = program.Model.Tiles.Single(t => t.Name == tile);
        return new MatrixInterpreter(model, program.Model.Slicings[0], 3, 2, s_weights, law: DeviceLawTypes.Create).Program(seed: 7).Multiply(s_inputs);
    }
}
