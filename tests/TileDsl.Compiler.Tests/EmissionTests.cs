using TileDsl.Emission;
using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Compiler.Tests;

/// <summary>What is emitted for a whole program.</summary>
public sealed class EmissionTests
{
    [Test]
    public void A_network_says_all_that_the_model_says()
    {
        var type = Compiled.Load(Emitter.Emit(Programs.Network(from: "W1"), "A.Space")).GetType("A.Space.Digits")!;
        var spec = (NetworkSpec)type.GetProperty("Definition")!.GetValue(null)!;
        Assert.That((spec.Name, spec.InputType.ToString(), spec.InputScale, spec.InputZeroPoint), Is.EqualTo(("Digits", "UInt8", (double?)0.0625, 3)));
        Assert.That(spec.InputShape, Is.EqualTo(new[] { 4, 4 }));
        var layer = spec.Layers[0];
        Assert.That((layer.Name, layer.From, layer.Activation.ToString(), layer.ActivationParameter), Is.EqualTo(("hidden", "W1", "LeakyRelu", 0.1)));
        Assert.That((layer.Matrices[0].NoiseFree.Strategy.ToString(), layer.Matrices[0].Noisy!.Strategy.ToString()), Is.EqualTo(("Collapsed", "Programmed")));
        Assert.That((layer.Matrices[0].Matrix.Inputs, layer.Matrices[0].Matrix.Outputs, layer.Matrices[0].Matrix.ArrayRows, layer.Matrices[0].Matrix.ArrayColumns), Is.EqualTo((16, 8, 24, 16)));
        Assert.That(layer.Matrices[0].Matrix.WeightSlices, Is.EqualTo(new[] { 1, 2 }), "least significant first");
        Assert.That((layer.Matrices[0].Matrix.Device.GMin, layer.Matrices[0].Matrix.Device.GMax), Is.EqualTo(("0", "25")));
        Assert.That(layer.Matrices[0].Matrix.Device.ProgrammingSigma, Is.EqualTo(new[] { 0.25 }));
        Assert.That((layer.Matrices[0].Matrix.Converter!.Bits, layer.Matrices[0].Matrix.Converter!.Codes.ToString()), Is.EqualTo((7, "Signed")));
    }

    [Test]
    public void A_kernel_and_a_network_read_as_they_did()
    {
        // Row blocks of two sizes, slices of two widths, a converter that rounds: every part of a kernel's text.
        var tile = Build.Tile(24, 16, adc: Build.Adc(4, CodeKind.Unsigned)) with { SubtractDigital = true };
        var slicing = Build.Slicing(Build.Weights(WeightEncoding.Differential, 4, 2, 1), Build.Inputs(InputForm.SignMagnitude, 3, 1, 1));
        var (plan, _) = Planner.PlanMatrix("Core", tile, slicing, 47, 20);
        Snapshot.Match("Sliced", Emitter.Emit(Compiled.Program(plan!), "Demo").Single(s => s.HintName.StartsWith("Sliced", StringComparison.Ordinal)).Text);
        Snapshot.Match("Digits", Emitter.Emit(Programs.Network(), "Demo").Single(s => s.HintName == "Digits.g.cs").Text);
    }

    [Test]
    public void Amperes_become_cells()
    {
        // 5 uA at 0.2 V are one cell of 25 uS.
        var tile = Build.Tile(16, 16, adc: Build.Adc(4, range: new FixedRange(Build.Micro(-5), Build.Micro(10), RangeUnit.Amperes)));
        var (plan, _) = Planner.PlanMatrix("M", tile, Programs.Model().Slicings[0], 16, 16);
        var converter = ((Kernels.MatrixSpec)Compiled.Load(Emitter.Emit(Compiled.Program(plan!), "T")).GetType("T.M")!.GetProperty("Definition")!.GetValue(null)!).Converter!;
        Assert.That((converter.FixedLo, converter.FixedHi, converter.FixedInCells), Is.EqualTo(("-1", "2", true)));
    }

    [Test]
    public void Wires_are_said_in_ohm_and_only_where_they_have_resistance()
    {
        var wired = Build.Tile(16, 16) with { Wire = new WireModel(1, new Rational(5, 2), 0, 40), DisconnectsZeroInputs = true, InterleavesPolarities = true };
        var expected = new Devices.WireSpec { Row = 1, Column = 2.5, RowEnd = 0, ColumnEnd = 40, Disconnected = true, Interleaved = true };
        Assert.That(Emitted(wired), Is.EqualTo(expected));
        Assert.That(Emitted(wired with { DisconnectsZeroInputs = false }), Is.EqualTo(expected with { Disconnected = false }));
        Assert.That(Emitted(wired with { InterleavesPolarities = false }), Is.EqualTo(expected with { Interleaved = false }));
        Assert.That(Emitted(wired with { Wire = null }), Is.Null);

        static Devices.WireSpec? Emitted(TileModel tile)
        {
            var (plan, _) = Planner.PlanMatrix("M", tile, Programs.Model().Slicings[0], 16, 16);
            return ((Kernels.MatrixSpec)Compiled.Load(Emitter.Emit(Compiled.Program(plan!), "T")).GetType("T.M")!.GetProperty("Definition")!.GetValue(null)!).Wires;
        }
    }

    [Test]
    public void Layers_of_one_signature_share_a_kernel_and_emission_is_deterministic()
    {
        var model = Programs.Model();
        var twice = model with { Networks = new ValueList<NetworkModel>([model.Networks[0], model.Networks[0] with { Name = "Other" }]) };
        var sources = Emitter.Emit(Planner.Plan(twice).Plan, "T");
        Assert.That(sources.Select(s => s.HintName), Is.Unique);
        Assert.That(sources.Count(s => s.HintName.Contains('_', StringComparison.Ordinal)), Is.EqualTo(4), "two layers, two kernels each, whatever the networks");
        Assert.That(Emitter.Emit(Planner.Plan(twice).Plan, "T"), Is.EqualTo(sources));
        Assert.That(sources.Select(s => s.Text), Has.None.Contains("\r"));
    }

    [Test]
    public void A_bare_tile_is_a_matrix_for_every_slicing_that_fits()
    {
        var model = Programs.Model();
        var narrow = model.Slicings[0] with { Name = "Narrow", Weights = Build.Weights(WeightEncoding.Differential, 2, 1) };
        var single = model.Slicings[0] with { Name = "Single", Weights = Build.Weights(WeightEncoding.Offset, 2, 2) };
        var bare = model with { Networks = ValueList<NetworkModel>.Empty, Slicings = new ValueList<SlicingModel>([narrow, single]) };
        Assert.That(Planner.Plan(bare).Plan.Matrices.Select(m => (m.ClassName, m.Inputs, m.Outputs)), Is.EqualTo(new[] { ("Core", 24, 16) }));
        var both = bare with { Slicings = new ValueList<SlicingModel>([narrow, model.Slicings[0]]) };
        var plan = Planner.Plan(both).Plan;
        Assert.That(plan.Matrices.Select(m => m.ClassName), Is.EqualTo(new[] { "CoreNarrow", "CoreSliced" }));
        Assert.That(Compiled.Load(Emitter.Emit(plan, "T")).GetTypes().Count(t => t.BaseType == typeof(Matrix)), Is.EqualTo(2));
    }

    [TestCase("class")]
    [TestCase("record")]
    [TestCase("digits")]
    [TestCase("Network")]
    [TestCase("System")]
    [TestCase("TileDsl")]
    [TestCase("Spec")]
    public void Awkward_names_compile(string name)
    {
        var plan = Programs.Network(name);
        Assert.That(Compiled.Load(Emitter.Emit(plan, "T")).GetType("T." + plan.Networks[0].ClassName), Is.Not.Null);
    }

    [TestCase("Load")]
    [TestCase("Definition")]
    [TestCase("TileDslKernels")]
    public void Names_of_generated_members_are_diagnosed(string name) =>
        Assert.That(Planner.Plan(Programs.Model(name)).Diagnostics.Select(d => d.Rule), Has.Member(PlanRules.NameTaken));

    [Test]
    public void Two_types_of_one_name_are_diagnosed()
    {
        var model = Programs.Model("Core");
        var bare = model with { Tiles = new ValueList<TileModel>([model.Tiles[0] with { Rows = 25 }, model.Tiles[0] with { Name = "Bare" }]) };
        Assert.That(Planner.Plan(bare).Diagnostics.Select(d => d.Rule), Has.No.Member(PlanRules.NameTaken));
        var clash = Programs.Model("Bare") with { Tiles = new ValueList<TileModel>([model.Tiles[0] with { Name = "Bare" }]) };
        Assert.That(Planner.Plan(clash).Diagnostics.Select(d => d.Rule), Has.Member(PlanRules.NameTaken));
    }
}
