using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using TileDsl.Data;
using TileDsl.Diagnostics;
using TileDsl.Emission;
using TileDsl.Model;
using TileDsl.Planning;
using TileDsl.Syntax;

namespace TileDsl.Scripting;

/// <summary>
/// A .tile file compiled while a program runs, by the planner and emitter of the build, into a collectible context. The C# is
/// compiled when a network or matrix is first asked for, unless it was compiled before: in this process, or in an earlier one
/// that left it in the user's kernel cache. Thread-safe.
/// </summary>
public sealed class TileProgram : IDisposable
{
    /// <summary>Namespace of the generated types.</summary>
    public const string GeneratedNamespace = "TileDslProgram";

    private const string NameOfText = "program.tile";

    private readonly Dictionary<string, GeneratedAssembly> _loaded = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _disposed;

    private readonly KernelCache? _cache;
    private readonly Assembly[] _laws;

    private TileProgram(CompiledTile compiled, Assembly[] laws, KernelCache? cache)
    {
        (_laws, _cache) = (laws, cache);
        Model = compiled.Model!;
        Plan = compiled.Plan!;
        Sources = compiled.Sources;
        Diagnostics = compiled.Diagnostics;
    }

    /// <summary>What the file says.</summary>
    public ProgramModel Model { get; }

    /// <summary>What was planned.</summary>
    public ProgramPlan Plan { get; }

    /// <summary>The generated C#, the same as a build emits for this file in the namespace <see cref="GeneratedNamespace"/>.</summary>
    public IReadOnlyList<EmittedSource> Sources { get; }

    /// <summary>SHA-256, in hexadecimal, of <see cref="Sources"/>: of all that the text, its imports, parameters and the device say, comments and layout apart.</summary>
    public string Fingerprint
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var source in Sources) hash.AppendData(Encoding.UTF8.GetBytes(source.Text + "\0"));
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Warnings and remarks; errors are thrown.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Compiles a file; imports are looked up in and below its folder.</summary>
    /// <param name="path">A .tile file.</param>
    /// <param name="parameters">Values that replace the defaults of <c>param</c> declarations.</param>
    /// <param name="useCache">Whether compiled kernels are looked for, and kept, in the user's cache folder.</param>
    /// <param name="device">A device of the file, its imports or the presets that takes the place of every tile's cell, or what else does; null for those they name.</param>
    /// <exception cref="TileException">The file cannot be read.</exception>
    /// <exception cref="TileCompilationException">The file has errors: all of them.</exception>
    public static TileProgram Load(string path, IReadOnlyDictionary<string, decimal>? parameters = null, bool useCache = true, CellSubstitute? device = null)
    {
        var full = Path.GetFullPath(path);
        var folder = new FolderSources(Path.GetDirectoryName(full) ?? full);
        return Compile(folder.Read(Path.GetFileName(full)), folder, parameters, useCache ? CacheFolder.Default : null, device);
    }

    /// <summary>Compiles a text; <paramref name="sources"/> are the texts it may import, by path.</summary>
    /// <param name="text">The text of a .tile file.</param>
    /// <param name="sources">Texts by the path they are imported by, with '/'.</param>
    /// <param name="parameters">Values that replace the defaults of <c>param</c> declarations.</param>
    /// <param name="useCache">Whether compiled kernels are looked for, and kept, in the user's cache folder.</param>
    /// <param name="device">A device of the text, its imports or the presets that takes the place of every tile's cell, or what else does; null for those they name.</param>
    /// <exception cref="TileCompilationException">The text has errors: all of them.</exception>
    public static TileProgram Parse(
        string text, IReadOnlyDictionary<string, string>? sources = null, IReadOnlyDictionary<string, decimal>? parameters = null, bool useCache = true, CellSubstitute? device = null) =>
        Parse(text, useCache ? CacheFolder.Default : null, sources, parameters, device);

    internal static TileProgram Parse(
        string text, KernelCache? cache, IReadOnlyDictionary<string, string>? sources = null, IReadOnlyDictionary<string, decimal>? parameters = null, CellSubstitute? device = null) =>
        Compile(new SourceText(NameOfText, text), new MemorySources(sources), parameters, cache, device);

    /// <summary>
    /// Compiles the networks and bare tiles of the file now, or loads them from the cache, so that the first one asked for need
    /// not wait: to be called on another thread while data is read.
    /// </summary>
    public void Prepare() => Loaded("", Sources).Prepare();

    /// <summary>A network of the file with weights and calibration: the base type of what a build generates.</summary>
    /// <param name="name">As the file calls it.</param>
    /// <param name="weights">Weight tensors in topological order.</param>
    /// <param name="calibration">Samples for activation scales and calibrated ranges; null where the program needs none.</param>
    /// <exception cref="TileException">No such network; weights or calibration data that do not fit.</exception>
    public Network Network(string name, IWeightSource weights, Samples? calibration = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var plan = Find("network", name, Plan.Networks, network => network.Name);
        return Loaded("", Sources).Create<Network>(plan.ClassName, [typeof(IWeightSource), typeof(Samples)], weights, calibration);
    }

    /// <summary>A matrix of any shape on a tile.</summary>
    /// <param name="tile">A tile of the file or of what it imports.</param>
    /// <param name="slicing">A slicing of the file or of what it imports.</param>
    /// <param name="inputs">N.</param>
    /// <param name="outputs">M.</param>
    /// <param name="weights">W row-major, M by N: integers for sliced encodings, reals for analog ones.</param>
    /// <param name="analogFullScale">The weight at g_max for analog encodings; 0 for the largest magnitude in the matrix.</param>
    /// <param name="calibration">Input codes, samples by N, for a calibrated range; else null.</param>
    /// <exception cref="TileException">No such tile or slicing; weights or calibration data that do not fit.</exception>
    /// <exception cref="TileCompilationException">The tile cannot hold such a matrix.</exception>
    public Matrix Matrix(string tile, string slicing, int inputs, int outputs, double[] weights, double analogFullScale = 0, int[]? calibration = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (inputs < 1 || outputs < 1) throw new TileException($"a matrix has at least one input and one output, not {inputs} inputs and {outputs} outputs");
        var tileModel = Find("tile", tile, Model.Tiles.Concat(Model.ImportedTiles), model => model.Name);
        var slicingModel = Find("slicing", slicing, Model.Slicings.Concat(Model.ImportedSlicings), model => model.Name);
        var (plan, diagnostics) = Planner.PlanMatrix($"{tile}_{slicing}_{outputs}x{inputs}", tileModel, slicingModel, inputs, outputs);
        if (plan is null) throw new TileCompilationException(diagnostics);
        var sources = Emitter.Emit(new ProgramPlan(Plan.Path, ValueList<NetworkPlan>.Empty, new([plan])), GeneratedNamespace);
        return Loaded(plan.ClassName, sources).Create<Matrix>(plan.ClassName, [typeof(double[]), typeof(double), typeof(int[])], weights, analogFullScale, calibration);
    }

    /// <summary>Unloads the compiled code once nothing uses it; networks and matrices that are still held keep working.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var assembly in _loaded.Values) assembly.Unload();
            _loaded.Clear();
        }
    }

    private static TileProgram Compile(SourceText text, ISourceResolver sources, IReadOnlyDictionary<string, decimal>? parameters, KernelCache? cache, CellSubstitute? device)
    {
        var values = parameters?.ToDictionary(pair => pair.Key, pair => ParameterValues.Of(pair.Value), StringComparer.Ordinal);
        var compiled = TileCompiler.Compile(text, sources, GeneratedNamespace, values, device);
        // What the file imports may be asked for as a matrix.
        var (laws, missing) = compiled.Model is { } model ? DeviceLawTypes.Resolve(model.Laws.Concat(model.ImportedTiles.Select(tile => tile.Device.Law).OfType<Quoted>()).Distinct()) : ([], []);
        if (compiled.HasErrors || missing.Length > 0) throw new TileCompilationException([.. compiled.Diagnostics.Concat(missing).OrderBy(d => d.Span.Start)], compiled);
        return new TileProgram(compiled, laws, cache);
    }

    private static T Find<T>(string kind, string name, IEnumerable<T> known, Func<T, string> nameOf)
        where T : class
    {
        if (known.FirstOrDefault(model => nameOf(model) == name) is { } found) return found;
        var names = string.Join(", ", known.Select(nameOf));
        throw new TileException($"no {kind} '{name}' in the file; {(names.Length == 0 ? $"it declares no {kind}" : $"there are: {names}")}");
    }

    private GeneratedAssembly Loaded(string key, IReadOnlyList<EmittedSource> sources)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_loaded.TryGetValue(key, out var assembly)) _loaded.Add(key, assembly = new GeneratedAssembly(ProgramImages.Of(sources, _cache, _laws), _laws));
            return assembly;
        }
    }
}
