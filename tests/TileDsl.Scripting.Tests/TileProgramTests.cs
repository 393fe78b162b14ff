using System.Runtime.CompilerServices;
using TileDsl.Data;
using TileDsl.Generators.Tests;

namespace TileDsl.Scripting.Tests;

public class TileProgramTests
{
    private static readonly ArrayWeights s_weights = new(new WeightTensor("out", 3, 4, [1f, -2f, 3f, -4f, 0.5f, 0.25f, -0.125f, 1f, 4f, 3f, 2f, 1f]));
    private static readonly Samples s_samples = Samples.Of(new byte[] { 1, 2, 3, 4, 15, 0, 7, 9 }, 4);

    [Test]
    public void A_network_of_a_text_runs()
    {
        using var program = TileProgram.Parse(Programs.Hardware + Programs.Network("Small"));
        var network = program.Network("Small", s_weights, s_samples);
        Assert.That(network.Spec.Name, Is.EqualTo("Small"));
        Assert.That(network.Program().RunBatch(s_samples), Has.Length.EqualTo(6));
    }

    [Test]
    public void A_lossless_matrix_of_any_shape_is_the_integer_product()
    {
        using var program = TileProgram.Parse(Programs.Hardware);
        foreach (var (inputs, outputs) in new[] { (3, 2), (16, 16), (37, 19) })
        {
            var weights = Enumerable.Range(0, inputs * outputs).Select(i => (double)(i * 5 % 15 - 7)).ToArray();
            var x = Enumerable.Range(0, inputs).Select(i => i * 7 % 16).ToArray();
            var exact = Enumerable.Range(0, outputs).Select(j => Enumerable.Range(0, inputs).Sum(i => weights[j * inputs + i] * x[i]));
            Assert.That(program.Matrix("Core", "W4A4", inputs, outputs, weights).Program().Multiply(x), Is.EqualTo(exact));
        }
    }

    [Test]
    public void Parameters_replace_defaults()
    {
        using var wide = TileProgram.Parse(Programs.Hardware);
        using var narrow = TileProgram.Parse(Programs.Hardware, parameters: new Dictionary<string, decimal> { ["adc_bits"] = 4 });
        Assert.That((wide.Model.Adcs[0].Bits, narrow.Model.Adcs[0].Bits), Is.EqualTo((8, 4)));
    }

    [TestCase("adc_bits", 13)]
    [TestCase("adc_bits", 6.5)]
    [TestCase("adc_bit", 6)]
    public void A_parameter_that_cannot_be_is_an_error(string name, decimal value) =>
        Assert.That(() => TileProgram.Parse(Programs.Hardware, parameters: new Dictionary<string, decimal> { [name] = value }),
            Throws.TypeOf<TileCompilationException>().With.Message.Contains("error TILE"));

    [Test]
    public void All_errors_are_in_the_exception_as_a_compiler_prints_them()
    {
        var failure = Assert.Throws<TileCompilationException>(() => TileProgram.Parse("tile 1\ndac A {\n  bitz 1\n}\nadc B : sar {\n  rnge full\n}\n"));
        Assert.That(failure.Message, Does.Contain("program.tile(3,3): error TILE").And.Contain("program.tile(6,3): error TILE"));
        Assert.That(failure.Diagnostics, Has.Count.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void What_is_not_in_the_file_is_said_with_what_is()
    {
        using var program = TileProgram.Parse(Programs.Hardware + Programs.Network("Small"));
        Assert.That(() => program.Network("Smal", s_weights), Throws.TypeOf<TileException>().With.Message.Contains("Small"));
        Assert.That(() => program.Matrix("Cor", "W4A4", 2, 2, new double[4]), Throws.TypeOf<TileException>().With.Message.Contains("Core"));
        Assert.That(() => program.Matrix("Core", "W8", 2, 2, new double[4]), Throws.TypeOf<TileException>().With.Message.Contains("W4A4"));
    }

    [Test]
    public void A_mistake_of_the_user_comes_out_as_it_is()
    {
        using var program = TileProgram.Parse(Programs.Hardware + Programs.Network("Small"));
        var wrong = new ArrayWeights(new WeightTensor("out", 3, 5, new float[15]));
        Assert.That(() => program.Network("Small", wrong, s_samples), Throws.TypeOf<TileException>());
        Assert.That(() => program.Matrix("Core", "W4A4", 2, 2, new double[3]), Throws.TypeOf<TileException>());
        Assert.That(() => program.Matrix("Core", "W4A4", 0, 2, []), Throws.TypeOf<TileException>());
    }

    [Test]
    public void The_same_code_is_compiled_once_in_a_process()
    {
        var text = Programs.Hardware + Programs.Network("OnlyHere");
        using var first = TileProgram.Parse(text);
        using var second = TileProgram.Parse(text);
        var image = ProgramImages.Of(first.Sources, cache: null).Types;
        Assert.That(ProgramImages.Of(second.Sources, cache: null).Types, Is.SameAs(image));
        using var other = TileProgram.Parse(Programs.Hardware + Programs.Network("OnlyThere"));
        Assert.That(ProgramImages.Of(other.Sources, cache: null).Types, Is.Not.SameAs(image));
    }

    [Test]
    public void Code_is_unloaded_once_nothing_uses_it()
    {
        var type = RunAndForget();
        for (var i = 0; i < 20 && type.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(type.IsAlive, Is.False);
    }

    [Test]
    public void A_network_outlives_its_program_and_a_disposed_program_makes_no_more()
    {
        var program = TileProgram.Parse(Programs.Hardware + Programs.Network("Small"));
        var network = program.Network("Small", s_weights, s_samples);
        program.Dispose();
        GC.Collect();
        Assert.That(network.Program().RunBatch(s_samples), Has.Length.EqualTo(6));
        Assert.That(() => program.Network("Small", s_weights, s_samples), Throws.TypeOf<ObjectDisposedException>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunAndForget()
    {
        using var program = TileProgram.Parse(Programs.Hardware + Programs.Network("Small"));
        var network = program.Network("Small", s_weights, s_samples);
        network.Program().RunBatch(s_samples, threads: 1);
        return new WeakReference(network.GetType().Assembly);
    }
}
