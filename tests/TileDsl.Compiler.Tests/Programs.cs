using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Compiler.Tests;

/// <summary>Whole programs of a tile, a slicing and a network of two layers.</summary>
internal static class Programs
{
    public static ProgramPlan Network(string name = "Digits", string layer = "hidden", string? from = null, string path = "digits.tile")
    {
        var result = Planner.Plan(Model(name, layer, from, path));
        Assert.That(result.Diagnostics.Where(d => d.Severity == Diagnostics.Severity.Error), Is.Empty);
        return result.Plan;
    }

    public static ProgramModel Model(string name = "Digits", string layer = "hidden", string? from = null, string path = "digits.tile")
    {
        var tile = Build.Tile(24, 16, device: Build.Device(programming: true), adc: Build.Adc(7));
        var slicing = Build.Slicing(Build.Weights(WeightEncoding.Differential, 4, 2, 1), Build.Inputs(InputForm.Unsigned, 2, 1, 1));
        var layers = new[]
        {
            LayerModel.Dense(layer, 0, 16, 8, new ActivationModel(Activation.LeakyRelu, new Rational(1, 10), 0), tile, slicing, from),
            LayerModel.Dense("digit", 1, 8, 10, ActivationModel.None, tile, slicing),
        };
        var input = new NetworkInput(ElementType.UInt8, new ValueList<int>([4, 4]), new Rational(1, 16), 3, default);
        var network = new NetworkModel(name, input, path, layers.ToValueList(), null, null, default);
        return Empty(path) with { Tiles = new ValueList<TileModel>([tile]), Slicings = new ValueList<SlicingModel>([slicing]), Networks = new ValueList<NetworkModel>([network]) };
    }

    public static ProgramModel Empty(string path) => new(
        path,
        ValueList<ParameterModel>.Empty,
        ValueList<DeviceModel>.Empty,
        ValueList<AdcModel>.Empty,
        ValueList<DacModel>.Empty,
        ValueList<TileModel>.Empty,
        ValueList<SlicingModel>.Empty,
        ValueList<DataModel>.Empty,
        ValueList<NetworkModel>.Empty,
        ValueList<CheckModel>.Empty);
}
