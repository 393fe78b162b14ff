using TileDsl.Cli.Inputs;
using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Cli.Results;

/// <summary>Tries the weights, data and maps of faults of a program where they are there.</summary>
internal sealed class FileCheck
{
    private readonly ProgramFile _program;
    private readonly List<Diagnostic> _found = [];
    private readonly Dictionary<Quoted, FaultMap> _maps = [];

    private FileCheck(ProgramFile program) => _program = program;

    public static IReadOnlyList<Diagnostic> Of(ProgramFile program)
    {
        var check = new FileCheck(program);
        foreach (var data in program.Model.DataSets) check.Try(data);
        foreach (var map in check.Maps()) check.Try(map);
        foreach (var network in program.Model.Networks) check.Try(network);
        return check._found;
    }

    private void Try(DataModel data)
    {
        if (!AreThere(data)) return;
        Say(FileRules.Data, data.Origin, () =>
        {
            if (data.Labels.Count > 0) _program.Data.Labelled(data);
            else _program.Data.Inputs(data);
        });
    }

    /// <summary>A map by itself; whether it fits is a question of the networks on its devices.</summary>
    private void Try(Quoted map)
    {
        if (IsThere(map.Text, map.Origin)) Say(FileRules.Data, map.Origin, () => _maps[map] = _program.History().Map(map.Text)!);
    }

    private IEnumerable<Quoted> Maps()
    {
        var model = _program.Model;
        return MapsOf([.. model.Devices, .. model.Tiles.Concat(model.ImportedTiles).Select(tile => tile.Device)]);
    }

    private static IEnumerable<Quoted> MapsOf(IEnumerable<DeviceModel?> devices) => devices.Select(device => device?.FaultMap).OfType<Quoted>().Distinct();

    private void Try(NetworkModel network)
    {
        if (network.Weights is not { } path || !IsThere(path, network.Origin)) return;
        if (network.CalibrateOn is { } data && !_program.Data.AreThere(data)) return;
        // What is wrong with the data has been said, or is in an imported file.
        Samples? calibration = null;
        if (network.CalibrateOn is { } calibrateOn && !Say(FileRules.Data, network.Origin, () => calibration = _program.Data.Inputs(calibrateOn, network))) return;
        if (network.EvaluateOn is { } evaluateOn && _program.Data.AreThere(evaluateOn)) Say(FileRules.Data, network.Origin, () => _program.Data.Labelled(evaluateOn, network));
        Network? bound = null;
        if (!Say(FileRules.Weights, network.Origin, () => bound = _program.Program.Network(network.Name, _program.Weights(network)!, calibration))) return;
        foreach (var map in MapsOf(network.Layers.Select(layer => layer.Tile?.Device)).Where(_maps.ContainsKey))
            Say(FileRules.Data, map.Origin, () => bound!.Check(map.Text, _maps[map]));
    }

    private bool AreThere(DataModel data) =>
        data.Inputs.Concat(data.Labels).Select(part => part.Path).Distinct().Count(path => !IsThere(path, data.Origin)) == 0;

    private bool IsThere(string path, Origin origin)
    {
        var isThere = false;
        Say(FileRules.Data, origin, () => isThere = _program.Data.IsThere(path));
        if (!isThere) _found.Add(new Diagnostic(FileRules.Absent, origin.Span, path));
        return isThere;
    }

    private bool Say(DiagnosticRule rule, Origin origin, Action attempt)
    {
        try
        {
            attempt();
            return true;
        }
        catch (TileException e)
        {
            if (_found.All(d => d.Message != e.Message)) _found.Add(new Diagnostic(rule, origin.Span, e.Message));
            return false;
        }
    }
}
