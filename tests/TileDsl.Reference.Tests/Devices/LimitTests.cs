using TileDsl.Devices;
using TileDsl.Model;
using TileDsl.Scripting;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>Physics of size zero, one law after the other and all together: what is left is the ideal, bit for bit.</summary>
public class LimitTests
{
    private const string Device = "programming sigma = 0 uS; variability 0 %; drift nu = 0 +- 0, t0 = 20 s; read_noise sigma = 0 uS; faults stuck_low = 0 %, stuck_high = 0 %; iv cubic = 0; read 0.2 V, 100 ns";
    private const string Converter = "noise 0 lsb; offset +- 0 lsb; gain +- 0 %; nonlinearity mismatch 0 %, comparator 0 lsb";
    private const string Driver = "noise 0 lsb; offset +- 0 lsb; gain +- 0 %; nonlinearity +- 0 lsb";
    private const string Wires = "wire row 0 ohm, column 0 ohm, row_end 0 ohm, column_end 0 ohm; zero_input disconnected";

    private static readonly double[] s_weights = [.. Enumerable.Range(0, 40).Select(n => (double)(n * 37 % 127 - 63))];

    private static IEnumerable<TestCaseData> Zeros =>
        from line in Device.Split("; ").Where(l => !l.StartsWith("read 0", StringComparison.Ordinal)).Select(l => (Device: l + "; read 0.2 V, 100 ns", Converter: "", Driver: "", Wires: ""))
            .Concat(Converter.Split("; ").Select(l => (Device: "", Converter: l, Driver: "", Wires: "")))
            .Concat(Driver.Split("; ").Select(l => (Device: "", Converter: "", Driver: l, Wires: "")))
            .Append((Device: "", Converter: "", Driver: "", Wires))
            .Append((Device, Converter, Driver, Wires))
        select new TestCaseData(line.Device, line.Converter, line.Driver, line.Wires);

    [TestCaseSource(nameof(Zeros))]
    public void Zero_physics_is_the_integer_product(string device, string converter, string driver, string wires)
    {
        int[] x = [0, 15, 7, 3, 12, 1, 9, 4];
        var exact = Enumerable.Range(0, 5).Select(j => Enumerable.Range(0, 8).Sum(i => s_weights[j * 8 + i] * x[i])).ToArray();
        // An infinite ratio of on to off, and a finite one.
        foreach (var least in new[] { "0 uS", "3 uS" })
        {
            using var program = TileProgram.Parse($$"""
                tile 1
                device Cell : generic { conductance {{least}} .. 24 uS; {{device}} }
                adc Adc : sar { bits 10; codes signed; range full; {{converter}} }
                dac Dac { bits 4; {{driver}} }
                tile Core { array 6 x 4, pair; cell Cell; adc Adc; dac Dac; {{wires}} }
                slicing Sliced { weights 7 bit signed, slices 3+3 bit, differential; inputs 4 bit unsigned, one pulse }
                """, useCache: false);
            var matrix = program.Matrix("Core", "Sliced", 8, 5, s_weights);
            Assert.That(matrix.Program(3).Multiply(x), Is.EqualTo(exact));
            Assert.That(matrix.Program(3).At(86400, extrapolate: true).Multiply(x), Is.EqualTo(exact), "in time");
            Assert.That(matrix.Program(3, noise: Noise.Off).Multiply(x), Is.EqualTo(exact), "noise off");
        }
    }

    [Test]
    public void What_was_measured_at_one_time_has_no_other([Values("measured 0 s", "measured 1 s")] string measured)
    {
        using var program = TileProgram.Parse($$"""
            tile 1
            device Cell : generic { conductance 0 uS .. 24 uS; programming sigma = 0.3 uS; {{measured}} }
            adc Adc : ideal { }
            tile Core { array 8 x 4, pair; cell Cell; adc Adc }
            slicing Sliced { weights 7 bit signed, slices 3+3 bit, differential; inputs 4 bit unsigned, one pulse }
            """, useCache: false);
        var (chip, last) = (program.Matrix("Core", "Sliced", 8, 5, s_weights).Program(3), measured == "measured 0 s" ? 0 : 1);
        var interpreter = new MatrixInterpreter(program.Model.Tiles[0], program.Model.Slicings[0], 8, 5, s_weights);
        Assert.That(() => chip.At(last), Throws.Nothing);
        Assert.That(() => chip.At(last + 0.5), Throws.TypeOf<TileException>().With.Message.Contains($"up to {last} s"));
        Assert.That(() => interpreter.Program(3, clock: new ReadClock(last + 0.5, 0)).Multiply(new int[8]), Throws.TypeOf<TileException>().With.Message.Contains($"up to {last} s"));
        Assert.That(() => chip.At(last + 0.5, extrapolate: true), Throws.Nothing);
    }

    [TestCaseSource(typeof(PresetNumbersTests), nameof(PresetNumbersTests.Names))]
    public void Without_noise_and_in_no_time_a_cell_is_its_target(string name)
    {
        var (physics, device) = (Presets.Named(name), Presets.Device(name));
        var (least, most) = (1e6 * device.GMin.ToDouble(), 1e6 * device.GMax.ToDouble());
        var targets = Enumerable.Range(0, 33).Select(n => least + n * (most - least) / 32).ToArray();
        var (programmed, aged, tally) = (new double[targets.Length], new double[targets.Length], default(ProgrammingTally));
        physics.Program(targets, null, programmed, ref tally);
        // Pulses stop within the tolerance.
        var tolerance = device.Verify is { Model: not PulseModelName.Reprogram } verify ? 1e6 * verify.Tolerance.ToDouble() : 0;
        for (var n = 0; n < targets.Length; n++) Assert.That(programmed[n], Is.EqualTo(targets[n]).Within(tolerance));
        physics.Age(targets, programmed, new ReadClock(0, 1), null, aged);
        Assert.That(aged, Is.EqualTo(programmed));
    }
}
