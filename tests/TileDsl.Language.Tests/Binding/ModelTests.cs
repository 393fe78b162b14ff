using TileDsl.Model;
using TileDsl.Syntax;
using TileDsl.Tests.Shared;

namespace TileDsl.Tests.Binding;

/// <summary>What right files mean: exact values in SI units, least significant slices first, names and derivations resolved.</summary>
[TestFixture]
public sealed class ModelTests
{
    internal static ProgramModel Model(string text, IReadOnlyDictionary<string, Rational>? parameters = null, params (string Path, string Text)[] files)
    {
        var complete = text.StartsWith("tile 1", StringComparison.Ordinal) ? text : CaseFile.Prelude + text;
        var result = TileLanguage.Bind(new SourceText("main.tile", complete), new MemorySources(files.ToDictionary(f => f.Path, f => f.Text)), parameters);
        Assert.That(result.Diagnostics, Is.Empty);
        return result.Model!;
    }

    [Test]
    public void TheDigitsOfTheRepositoryBind()
    {
        var path = Path.Combine(Repository.Root, "scripts", "digits.tile");
        var result = TileLanguage.Bind(new SourceText("digits.tile", File.ReadAllText(path)), new MemorySources(new Dictionary<string, string>()));
        Assert.That(result.Diagnostics, Is.Empty);
        var model = result.Model!;
        var network = model.Networks.Single();
        Assert.Multiple(() =>
        {
            Assert.That(model.Parameters.Single(), Is.EqualTo(new ParameterModel("adc_bits", 8, 4, 12, default)));
            Assert.That(model.Devices.Single().GMax, Is.EqualTo(new Rational(25, 1_000_000)));
            Assert.That(model.Devices.Single().ProgrammingSigma[2], Is.EqualTo(new Rational(-11731, 10_000_000_000)));
            Assert.That(model.Adcs.Single().Range, Is.EqualTo(new CalibratedRange(new Rational(999, 1000), false)));
            Assert.That(model.Slicings.Single().Weights.SliceBits, Is.EqualTo(new ValueList<int>([2, 2, 3])));
            Assert.That(model.Slicings.Single().Inputs.SliceBits, Is.EqualTo(Enumerable.Repeat(1, 8).ToValueList()));
            Assert.That(network.Input, Is.EqualTo(new NetworkInput(ElementType.UInt8, new([8, 8]), new Rational(1, 16), 0, default)));
            Assert.That(network.Layers.Select(l => (l.Name, l.Inputs, l.Outputs, l.Activation.Kind)), Is.EqualTo(new[] { ("hidden", 64, 32, Activation.Relu), ("digit", 32, 10, Activation.None) }));
            Assert.That(network.Layers[0].Tile, Is.EqualTo(model.Tiles.Single()));
            Assert.That(network.CalibrateOn, Is.EqualTo(model.DataSets[0]));
            Assert.That(network.EvaluateOn!.Labels.Single(), Is.EqualTo(new DataPart("data/y_u8.npy", 1297, 1796, default)));
            Assert.That(model.Checks.Single().Items.Single(), Is.EqualTo(new AccuracyCheck(new Rational(9, 10), model.DataSets[1], 10, 0, default)));
        });
    }

    [Test]
    public void WiresOfATile()
    {
        var tiles = Model(
            "tile O : Core { }\n" +
            "tile A : Core { wire row 1 ohm, column 2 ohm }\n" +
            "tile B : A { wire column_end 4 kohm, row_end 0 ohm, column 2 mohm, row 1.5 ohm; zero_input disconnected; polarities interleaved }\n" +
            "tile C : B { wire none; zero_input grounded; polarities separate }\n" +
            "tile D : B { wire row 0 ohm, column 0 ohm }").Tiles.ToDictionary(t => t.Name);
        Assert.Multiple(() =>
        {
            Assert.That(tiles["O"].Wire, Is.Null);
            Assert.That(tiles["A"].Wire, Is.EqualTo(new WireModel(1, 2, 1, 2)), "ends are as their segments where nothing is said");
            Assert.That(tiles["B"].Wire, Is.EqualTo(new WireModel(new Rational(3, 2), new Rational(1, 500), 0, 4000)));
            Assert.That(tiles["C"].Wire, Is.Null);
            Assert.That(tiles["D"].Wire, Is.Null, "without resistance there are no wires");
            Assert.That(tiles.ToDictionary(t => t.Key, t => t.Value.DisconnectsZeroInputs), Is.SupersetOf(new Dictionary<string, bool> { ["A"] = false, ["B"] = true, ["C"] = false, ["D"] = true }));
            Assert.That(tiles.ToDictionary(t => t.Key, t => t.Value.InterleavesPolarities), Is.SupersetOf(new Dictionary<string, bool> { ["A"] = false, ["B"] = true, ["C"] = false, ["D"] = true }));
        });
    }

    [TestCase("slices 3+2+2 bit, differential", WeightEncoding.Differential, new[] { 2, 2, 3 })]
    [TestCase("slices 1 + 2 + 4 bit, differential, across arrays, scaled per layer", WeightEncoding.Differential, new[] { 4, 2, 1 })]
    [TestCase("slices 4 x 2 bit, offset", WeightEncoding.Offset, new[] { 2, 2, 2, 2 })]
    [TestCase("slices 4x2 bit, offset", WeightEncoding.Offset, new[] { 2, 2, 2, 2 })]
    [TestCase("slices 8 bit, offset", WeightEncoding.Offset, new[] { 8 })]
    [TestCase("slices 1 bit + 1 bit + 6 bit, twos_complement", WeightEncoding.TwosComplement, new[] { 6, 1, 1 })]
    public void WeightSlices(string text, WeightEncoding encoding, int[] leastFirst)
    {
        var slicing = Model($"slicing S {{ weights 8 bit signed, {text}; inputs 8 bit unsigned, one pulse }}").Slicings.Single().Weights;
        Assert.That(slicing, Is.EqualTo(new WeightSlicing(encoding, 8, false, new(leastFirst), false, false)));
    }

    [TestCase("analog, differential one_sided", WeightEncoding.AnalogOneSided, false)]
    [TestCase("analog, differential two_sided, scaled per column", WeightEncoding.AnalogTwoSided, true)]
    public void AnalogWeights(string text, WeightEncoding encoding, bool perColumn)
    {
        var slicing = Model($"slicing S {{ weights {text}; inputs 8 bit unsigned, one pulse }}").Slicings.Single().Weights;
        Assert.That(slicing, Is.EqualTo(new WeightSlicing(encoding, 0, false, new([0]), perColumn, false)));
    }

    [Test]
    public void OptionsOfWeights()
    {
        var slicing = Model("slicing S { weights 5 bit symmetric, slices 2+2 bit, differential, scaled per column, across columns; inputs 1 bit unsigned, one pulse }");
        Assert.That(slicing.Slicings.Single().Weights, Is.EqualTo(new WeightSlicing(WeightEncoding.Differential, 5, true, new([2, 2]), true, true)));
    }

    [TestCase("8 bit unsigned, slices 8 x 1 bit", Signedness.Unsigned, InputForm.Unsigned, new[] { 1, 1, 1, 1, 1, 1, 1, 1 })]
    [TestCase("8 bit unsigned, slices 3+5 bit", Signedness.Unsigned, InputForm.Unsigned, new[] { 5, 3 })]
    [TestCase("8 bit unsigned, one pulse", Signedness.Unsigned, InputForm.Unsigned, new[] { 8 })]
    [TestCase("8 bit signed, one pulse", Signedness.Signed, InputForm.SignMagnitude, new[] { 7 })]
    [TestCase("8 bit symmetric, one pulse, two_phase", Signedness.Symmetric, InputForm.TwoPhase, new[] { 7 })]
    [TestCase("8 bit signed, slices 2 x 4 bit, sign_magnitude", Signedness.Signed, InputForm.SignMagnitude, new[] { 4, 4 })]
    [TestCase("8 bit signed, slices 1+7 bit, twos_complement", Signedness.Signed, InputForm.TwosComplement, new[] { 7, 1 })]
    public void InputSlices(string text, Signedness sign, InputForm form, int[] leastFirst)
    {
        var slicing = Model($"slicing S {{ weights analog, differential one_sided; inputs {text} }}").Slicings.Single().Inputs;
        Assert.That(slicing, Is.EqualTo(new InputSlicing(8, sign, form, new(leastFirst))));
    }

    [Test]
    public void ADriverScalesByCalibrationUnlessItSaysEachVector()
    {
        var drivers = Model("""
            dac A { bits 8 }
            dac B : A { range abs_max }
            dac C : B { range calibrated }
            """).Dacs;
        Assert.That(drivers.Select(driver => driver.AbsMax), Is.EqualTo(new[] { false, true, false }));
    }

    [Test]
    public void WhatADeviceCanSay()
    {
        var micro = new Rational(1, 1_000_000);
        var devices = Model("""
            device A : generic {
                conductance 0.1 uS .. 25 uS
                programming sigma = 2 %
                variability 3 %
                read_noise  sigma = 0.2 uS
                read        0.2 V, 130 ns
                write       100 pJ, 1 us
            }
            device B : A { programming none; read_noise none; variability none; write none }
            device C : ideal { }
            device D : A { programming sigma = poly(1 uS, -10 %); read_noise sigma = 2 % }
            device E : A { read_noise sigma = 0.2 uS, clipped }
            """).Devices;
        Assert.Multiple(() =>
        {
            Assert.That(devices[0], Is.EqualTo(new DeviceModel(
                "A", DeviceKind.Generic, micro / 10, micro * 25, new([micro / 2]), new Rational(3, 100), micro / 5,
                new Rational(1, 5), new Rational(130, 1_000_000_000), micro / 10_000, micro, default)));
            Assert.That(devices[1], Is.EqualTo(devices[0] with { Name = "B", ProgrammingSigma = ValueList<Rational>.Empty, Variability = 0, ReadNoise = 0, WriteEnergy = null, WriteTime = null }));
            Assert.That(devices[2], Is.EqualTo(new DeviceModel("C", DeviceKind.Ideal, 0, micro, ValueList<Rational>.Empty, 0, 0, null, null, null, null, default)));
            Assert.That(devices[3].ProgrammingSigma, Is.EqualTo(new ValueList<Rational>([micro, micro * -5 / 2])));
            Assert.That(devices[4], Is.EqualTo(devices[0] with { Name = "E", ClipsReadNoise = true }));
            Assert.That(devices[3].ReadNoise, Is.EqualTo(micro / 2), "a share of g_max");
        });
    }

    [Test]
    public void WhatAConverterCanSay()
    {
        var adcs = Model("""
            adc A : sar { bits 8; codes mid_rise; range fixed -128 lsb .. 127 lsb; energy 2 pJ; time 1.2 ns; area 1200 um2; shared_by 8 columns }
            adc B : A { range fixed -1.5 cells .. 1.5 cells; energy none }
            adc C : A { range fixed 0 uA .. 2 uA; codes unsigned }
            adc D : A { range calibrated 99.9 % per_column }
            adc E : A { range calibrated 100 %, per_column; codes symmetric }
            adc F : ideal { }
            adc G : flash { bits 1; codes unsigned }
            """).Adcs;
        Assert.Multiple(() =>
        {
            Assert.That(adcs[0], Is.EqualTo(new AdcModel(
                "A", AdcKind.Sar, 8, CodeKind.MidRise, new FixedRange(-128, 127, RangeUnit.Lsb), 8,
                new Rational(2, 1_000_000_000_000), new Rational(12, 10_000_000_000), new Rational(12, 10_000_000_000), default)));
            Assert.That(adcs[1].Range, Is.EqualTo(new FixedRange(new Rational(-3, 2), new Rational(3, 2), RangeUnit.Cells)));
            Assert.That(adcs[1].Energy, Is.Null);
            Assert.That(adcs[2].Range, Is.EqualTo(new FixedRange(0, new Rational(2, 1_000_000), RangeUnit.Amperes)));
            Assert.That(adcs[3].Range, Is.EqualTo(new CalibratedRange(new Rational(999, 1000), true)));
            Assert.That(adcs[4].Range, Is.EqualTo(new CalibratedRange(1, true)));
            Assert.That(adcs[5], Is.EqualTo(new AdcModel("F", AdcKind.Ideal, 0, CodeKind.Unsigned, new FullRange(), 1, null, null, null, default)));
            Assert.That((adcs[6].Bits, adcs[6].Range), Is.EqualTo((1, (RangeModel)new FullRange())));
        });
    }

    [Test]
    public void WhatATileCanSay()
    {
        var tiles = Model("""
            tile A { array 64 x 32, pair; cell Cell; adc Adc }
            tile B : A { array 65536x1, pair; adc Adc, accumulate analog, subtract digital; dac Dac }
            tile C : B { dac none; array 8 x 8, single; adc Adc, accumulate each_cycle; pedestal digital; offset column }
            """).Tiles;
        Assert.Multiple(() =>
        {
            Assert.That((tiles[0].Rows, tiles[0].Columns, tiles[0].Cells, tiles[0].SubtractDigital, tiles[0].AccumulateAnalog, tiles[0].Pedestal, tiles[0].OffsetColumn),
                Is.EqualTo((64, 32, CellArrangement.Pair, false, false, PedestalRemoval.Reference, false)));
            Assert.That(tiles[0].Dac, Is.Null);
            Assert.That((tiles[1].Rows, tiles[1].Columns, tiles[1].SubtractDigital, tiles[1].AccumulateAnalog, tiles[1].Dac!.Bits), Is.EqualTo((65536, 1, true, true, 1)));
            Assert.That((tiles[2].Cells, tiles[2].SubtractDigital, tiles[2].AccumulateAnalog, tiles[2].Pedestal, tiles[2].OffsetColumn),
                Is.EqualTo((CellArrangement.Single, false, false, PedestalRemoval.Digital, true)));
            Assert.That(tiles[2].Dac, Is.Null);
        });
    }

    [Test]
    public void WhatANetworkCanSay()
    {
        var network = Model("""
            data Two { inputs "a/x.npy" [0..9], "b.npy" [5..5]; labels "y.npy" }
            network N {
                input   int8[1x2x2], scale 0.5, zero_point -3
                layer a : dense(1x2x2 -> 4), leaky_relu(0.25), from "fc1.weight" place on Core using W8A8
                layer b : dense(4 -> 2 * 2) place on Core using W8A8
                layer c : dense(4 -> 4), hard_swish
                layer d : dense(4 -> 3), from "last", softmax
                place all on Core using W8A8
                evaluate on Two, accuracy
            }
            network F { input float32[4]; layer a : dense(4 -> 4), tanh, place on Core using W8A8 }
            """).Networks;
        var layers = network[0].Layers;
        Assert.Multiple(() =>
        {
            Assert.That(network[0].Input, Is.EqualTo(new NetworkInput(ElementType.Int8, new([1, 2, 2]), new Rational(1, 2), -3, default)));
            Assert.That(layers.Select(l => (l.Inputs, l.Outputs, l.Activation.Kind, l.Activation.First, l.From)), Is.EqualTo(new (int, int, Activation, Rational, string?)[]
            {
                (4, 4, Activation.LeakyRelu, new Rational(1, 4), "fc1.weight"),
                (4, 4, Activation.None, 0, null),
                (4, 4, Activation.HardSwish, 0, null),
                (4, 3, Activation.Softmax, 0, "last"),
            }));
            Assert.That(network[0].EvaluateOn!.Inputs, Is.EqualTo(new ValueList<DataPart>([new("a/x.npy", 0, 9, default), new("b.npy", 5, 5, default)])));
            Assert.That(network[0].EvaluateOn!.Labels.Single(), Is.EqualTo(new DataPart("y.npy", null, null, default)));
            Assert.That(network[0].CalibrateOn, Is.Null);
            Assert.That(network[1].Input, Is.EqualTo(new NetworkInput(ElementType.Float32, new([4]), null, 0, default)));
        });
    }

    [Test]
    public void DataSayTheirColumnsAndTheOrderOfTheirAxes()
    {
        var data = Model("""
            tile 1
            data Table { inputs "t.csv" [0..9] columns 1..784, "u.csv" column 3; labels "t.csv" column 0; layout NHWC }
            data Plain { inputs "x.npy"; layout NCHW }
            """).DataSets;
        Assert.Multiple(() =>
        {
            Assert.That(data[0].Inputs.Select(p => (p.Path, p.First, p.Last, p.FirstColumn, p.LastColumn)), Is.EqualTo(new (string, int?, int?, int?, int?)[] { ("t.csv", 0, 9, 1, 784), ("u.csv", null, null, 3, 3) }));
            Assert.That((data[0].Labels.Single().FirstColumn, data[0].IsChannelsLast), Is.EqualTo(((int?)0, true)));
            Assert.That((data[1].Inputs.Single().FirstColumn, data[1].IsChannelsLast), Is.EqualTo(((int?)null, false)));
        });
    }

    [Test]
    public void OnlyWhatTheFileDeclaresIsListed()
    {
        var model = Model("tile Mine : Core { array 8 x 8, pair }");
        Assert.That(model.Tiles.Select(t => t.Name), Is.EqualTo(new[] { "Mine" }));
        Assert.That((model.Devices.Count, model.Adcs.Count, model.Slicings.Count), Is.EqualTo((0, 0, 0)));
        Assert.That(model.Tiles[0].Device.Name, Is.EqualTo("Cell"));
        Assert.That(model.ImportedTiles.Select(t => t.Name), Does.Contain("Core"));
        Assert.That(model.ImportedSlicings, Is.Not.Empty);
    }

    [Test]
    public void AChecksumThatSaysNoRateRaisesAFalseAlarmOnceInAMillion()
    {
        var tiles = Model("""
            tile Usual { array 8 x 8, pair; cell Cell; adc Adc; spare_columns 8; correction checksum }
            tile Own { array 8 x 8, pair; cell Cell; adc Adc; spare_columns 8; correction checksum, false_alarm 1e-3 }
            """).Tiles;
        Assert.That(tiles.Select(t => t.Checksum!.FalseAlarm), Is.EqualTo(new[] { new Rational(1, 1_000_000), new Rational(1, 1000) }));
    }

    [Test]
    public void WhereThingsStandDoesNotCount()
    {
        Assert.That(Model("// moved\n\n\ndac A { bits 1 }   // here"), Is.EqualTo(Model("dac A { bits 1 }")));
    }

    [Test]
    public void PathsOfImportedDataAreSeenFromTheProgram()
    {
        const string text = "tile 1\nimport \"sets/digits.tile\"\nimport \"lib.tile\"\nnetwork N { input uint8[4], scale 1; layer a : dense(4 -> 4); place all on Core using W8A8; calibrate on D }";
        var model = Model(text, null, ("sets/digits.tile", "tile 1\ndata D { inputs \"raw/x.npy\" }"));
        Assert.That(model.Networks.Single().CalibrateOn!.Inputs.Single().Path, Is.EqualTo("sets/raw/x.npy"));
    }
}
