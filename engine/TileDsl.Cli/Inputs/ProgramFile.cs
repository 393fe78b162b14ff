using TileDsl.Cli.Results;
using TileDsl.Devices;
using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Onnx;
using TileDsl.Scripting;

namespace TileDsl.Cli.Inputs;

/// <summary>A compiled .tile file and the folder its data comes from.</summary>
internal sealed class ProgramFile : IDisposable
{
    private readonly DataFolder _folder;
    private readonly Dictionary<string, FaultMap> _faults = new(StringComparer.Ordinal);

    private ProgramFile(string path, TileProgram program, DataFolder folder) => (Path, Program, _folder, Data) = (path, program, folder, new DataSets(folder));

    public string Path { get; }

    public TileProgram Program { get; }

    public ProgramModel Model => Program.Model;

    public DataSets Data { get; }

    /// <summary>Reads a file; its warnings go to the error stream.</summary>
    /// <param name="used">The tiles that are worked with: where others cannot take the device, they keep their own. Null for every tile.</param>
    public static ProgramFile Load(
        string path, string? dataDirectory, IReadOnlyDictionary<string, decimal> parameters, bool useCache, Terminal terminal, bool sayWarnings = true,
        CellSubstitute? device = null, Func<ProgramModel, IEnumerable<TileModel>>? used = null)
    {
        if (Directory.Exists(path)) throw new TileException($"{path}: is a folder; a .tile file is needed");
        if (!File.Exists(path)) throw new TileException($"{path}: there is no such file");
        var folder = new DataFolder(path, dataDirectory);
        terminal.Progress($"reading {path} …");
        var program = Compile(path, parameters, useCache, device, used);
        terminal.ClearProgress();
        if (sayWarnings) SayWarnings(path, program.Diagnostics, terminal);
        return new ProgramFile(path, program, folder);
    }

    public static void SayWarnings(string path, IEnumerable<Diagnostic> diagnostics, Terminal terminal)
    {
        foreach (var warning in diagnostics.Where(d => d.Severity == Severity.Warning)) terminal.WriteError(DiagnosticText.Of(warning, path));
    }

    /// <summary>The tiles that networks are placed on: those of one, or of all.</summary>
    public static Func<ProgramModel, IEnumerable<TileModel>> TilesOf(string? network) =>
        model => TilesOf(model.Networks.Where(n => network is null || n.Name == network));

    public static IEnumerable<TileModel> TilesOf(IEnumerable<NetworkModel> networks) => networks.SelectMany(n => n.Layers).Select(layer => layer.Tile).OfType<TileModel>();

    private static TileProgram Compile(
        string path, IReadOnlyDictionary<string, decimal> parameters, bool useCache, CellSubstitute? device, Func<ProgramModel, IEnumerable<TileModel>>? used)
    {
        try
        {
            return TileProgram.Load(path, parameters, useCache, device);
        }
        catch (TileCompilationException e)
        {
            // Where the file has no errors of its own, they are the other device's, and of the tiles that cannot take it.
            if (device is null || OwnModel(path, parameters, useCache) is not { } own) throw new ProgramErrors(path, e, areOfCommandLine: false);
            if (used is null || device.Tiles is not null) throw new ProgramErrors(path, e, areOfCommandLine: true);
            return Compile(path, parameters, useCache, device with { Tiles = used(own).Select(tile => tile.Name).Distinct().ToValueList() }, used);
        }
    }

    /// <summary>What a file says with its own devices; null where it has errors.</summary>
    private static ProgramModel? OwnModel(string path, IReadOnlyDictionary<string, decimal> parameters, bool useCache)
    {
        try
        {
            using var program = TileProgram.Load(path, parameters, useCache);
            return program.Model;
        }
        catch (TileCompilationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Begins to compile, or to load what is compiled, on another thread while data is read. What goes wrong there goes wrong
    /// again, and is said, where the network is asked for.
    /// </summary>
    public void PrepareMeanwhile() => Task.Run(Program.Prepare);

    /// <summary>The networks to work on: the one named, else all.</summary>
    public IReadOnlyList<NetworkModel> Networks(string? name)
    {
        if (Model.Networks.Count == 0) throw new TileException($"{Path}: declares no network");
        return name is null ? Model.Networks : [Pick(Path, "network", name, Model.Networks, n => n.Name)];
    }

    /// <summary>A network bound to its weights and calibrated.</summary>
    public Network Bind(NetworkModel network)
    {
        var weights = Weights(network) ?? throw new TileException($"{Path}: network '{network.Name}' names no weights");
        return Program.Network(network.Name, weights, network.CalibrateOn is { } data ? Data.Inputs(data, network) : null);
    }

    /// <summary>The weights a network names, read; null where it names none.</summary>
    public OnnxWeights? Weights(NetworkModel network) => network.Weights is { } path ? OnnxWeights.Read(_folder.Resolve(path)) : null;

    /// <summary>What devices bring with them; maps of faults come from where data comes from.</summary>
    /// <param name="writes">Writes that every device has seen before.</param>
    public DeviceHistory History(double writes = 0) => new() { Writes = writes, Faults = Faults };

    private FaultMap Faults(string path) => _faults.TryGetValue(path, out var known) ? known : _faults[path] = FaultMap.Read(_folder.Resolve(path));

    /// <summary>The declaration of a name, or a message that lists those there are.</summary>
    public static T Pick<T>(string path, string kind, string name, IReadOnlyList<T> declared, Func<T, string> nameOf)
        where T : class =>
        declared.FirstOrDefault(d => nameOf(d) == name)
        ?? throw new TileException(declared.Count == 0
            ? $"{path}: declares no {kind}"
            : $"{path}: there is no {kind} '{name}'; it declares {string.Join(", ", declared.Select(nameOf))}");

    public void Dispose() => Program.Dispose();
}
