using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Tests.Kernels;
using TileDsl.Tests.Running;

namespace TileDsl.Tests.Devices;

/// <summary>Given faults are those of the devices they name, array by array.</summary>
public class FaultMapTests
{
    private static readonly DeviceSpec s_device = Specs.Noisy with { FaultMap = "f.npy" };

    [Test]
    public void A_map_of_rows_and_columns_holds_for_all_arrays()
    {
        // Arrays of 4 rows and 2 columns: 8 inputs in two blocks, 3 outputs in two (2 and 1).
        var faults = new sbyte[8];
        faults[1 * 2 + 0] = 1;
        faults[3 * 2 + 1] = -1;
        var chip = Make().Program(1, history: Given(faults, 4, 2));
        var g = chip.Conductances(0);
        var plain = Make(Specs.Noisy).Program(1).Conductances(0);
        for (var polarity = 0; polarity < 2; polarity++)
        {
            for (var slice = 0; slice < 3; slice++)
            {
                for (var input = 0; input < 8; input++)
                {
                    for (var output = 0; output < 3; output++)
                    {
                        var at = ((polarity * 3 + slice) * 8 + input) * 3 + output;
                        var (row, column) = (input % 4, output == 2 ? 0 : output);
                        var due = (row, column) switch { (1, 0) => Math.BitIncrement(25.0), (3, 1) => Math.BitIncrement(0.1), _ => plain[at] };
                        Assert.That(g[at], Is.EqualTo(due), $"polarity {polarity}, slice {slice}, input {input}, output {output}");
                    }
                }
            }
        }
        Assert.That(chip.Programming.Stuck, Is.EqualTo(2 * 3 * (2 * 2 + 2 * 1) + 2 * 3 * 1), "both layers; the second has three rows");
    }

    [Test]
    public void Arrays_are_counted_through_the_layers_and_places_told_apart()
    {
        // The first layer has 2 x 2 blocks x 3 slices = 12 arrays, the second 1 x 1 x 3.
        var faults = new sbyte[15 * 2 * 1 * 4 * 2];
        int At(int array, int polarity, int row, int column) => ((array * 2 + polarity) * 4 + row) * 2 + column;
        faults[At(7, 1, 2, 0)] = 1; // row block 1, column block 0, slice 1
        faults[At(14, 0, 0, 1)] = 1; // the second layer's slice 2
        var chip = Make().Program(1, history: Given(faults, 15, 2, 1, 4, 2));
        var (first, second) = (chip.Conductances(0), chip.Conductances(1));
        Assert.That(Enumerable.Range(0, first.Length).Where(n => first[n] == Math.BitIncrement(25.0)), Is.EqualTo(new[] { ((1 * 3 + 1) * 8 + 6) * 3 + 0 }));
        Assert.That(Enumerable.Range(0, second.Length).Where(n => second[n] == Math.BitIncrement(25.0)), Is.EqualTo(new[] { ((0 * 3 + 2) * 3 + 0) * 2 + 1 }));
        Assert.That(chip.ProgrammingOf(0).Single(a => a.Tally.Stuck > 0), Has.Property("Array").EqualTo(7).And.Property("Polarity").EqualTo(1));
        Assert.That(chip.At(100).Conductances(0), Is.EqualTo(first), "nothing moves a stuck device");
    }

    [Test]
    public void Devices_of_a_cell_have_faults_of_their_own()
    {
        var faults = new sbyte[2 * 8];
        faults[8 + 0] = 1;
        var two = s_device with { Significance = [0.75, 0.25], ProgrammingSigma = [], Variability = 0.01 };
        var g = Make(two).Program(1, history: Given(faults, 1, 1, 2, 4, 2)).Conductances(0);
        var plain = Make(two with { FaultMap = null }).Program(1).Conductances(0);
        // A quarter of the cell is at g_max, the rest at its target.
        Assert.That(g[0], Is.EqualTo(0.75 * plain[0] + 0.25 * 25).Within(0.01 * 25));
        Assert.That(g[1], Is.EqualTo(plain[1]));
    }

    [Test]
    public void What_is_missing_or_does_not_fit_is_refused()
    {
        Refused(null, "'f.npy'", "FaultMap.Read");
        Refused(Given(new sbyte[8], 2, 4), "[1, 1, 1, 2, 4]", "[15, 2, 1, 4, 2]");
        Refused(Given(new sbyte[14 * 8], 14, 1, 1, 4, 2), "[14, 1, 1, 4, 2]");
        Assert.That(Make().Program(noise: Noise.Off).RunBatch(Samples.Of(new byte[8], 8)), Is.Not.Empty, "without noise there are no faults");
        void Refused(DeviceHistory? history, params string[] words)
        {
            var e = Assert.Throws<TileException>(() => Make().Program(history: history))!;
            foreach (var word in words) Assert.That(e.Message, Does.Contain(word));
        }
    }

    [Test]
    public void Only_faults_are_taken()
    {
        Assert.That(() => Map([0, 2], 1, 2), Throws.TypeOf<TileException>().With.Message.Contains("element 1 is 2"));
        Assert.That(() => Map([0, 0], 2), Throws.TypeOf<TileException>().With.Message.Contains("[row][column]"));
        Assert.That(() => Map([], 0, 2), Throws.TypeOf<TileException>());
        using var floats = new MemoryStream([.. NpyHeader.Bytes("<f4", [1, 1]), 0, 0, 0, 0]);
        Assert.That(() => FaultMap.Of(NpyArray.Read(floats, "f"), "f"), Throws.TypeOf<TileException>().With.Message.Contains("integers"));
    }

    private static DeviceHistory Given(sbyte[] faults, params int[] shape)
    {
        var map = Map(faults, shape);
        return new DeviceHistory { Faults = name => name == "f.npy" ? map : null };
    }

    private static FaultMap Map(sbyte[] faults, params int[] shape)
    {
        using var file = new MemoryStream([.. NpyHeader.Bytes("|i1", shape), .. faults.Select(f => (byte)f)]);
        return FaultMap.Of(NpyArray.Read(file, "f.npy"), "f.npy");
    }

    private static TestNetwork Make(DeviceSpec? device = null)
    {
        var spec = new NetworkSpec
        {
            Name = "N", InputType = ElementType.UInt8, InputShape = [8], InputScale = 1,
            Layers = [TestNetwork.Layer("a", Specs.Of(8, 3, 4, 2) with { Device = device ?? s_device }), TestNetwork.Layer("b", Specs.Of(3, 2, 4, 2) with { Device = device ?? s_device })],
        };
        float[] Reals(int count) => [.. Specs.Random(count, -1000, 1000, 1).Select(v => (float)(v / 1000))];
        return new TestNetwork(spec, new ArrayWeights(new WeightTensor("w", 3, 8, Reals(24)), new WeightTensor("v", 2, 3, Reals(6))), Samples.Of(new byte[] { 255, 1, 2, 3, 4, 5, 6, 7 }, 8));
    }
}
