using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>
/// From trees to a checked model: load what is imported, evaluate parameters, then read every declaration of every file, so
/// that all errors are found at once.
/// </summary>
internal static class Binder
{
    public static BindResult Bind(SourceText text, ISourceResolver sources, IReadOnlyDictionary<string, Rational>? parameters, CellSubstitute? cells)
    {
        if (cells is { SpareColumns: < 0 or > TileBinder.MostLines }) throw new ArgumentOutOfRangeException(nameof(cells), $"spare columns are 0 .. {TileBinder.MostLines}");
        if (cells?.Stuck is { } stuck && (stuck < 0 || stuck > 1)) throw new ArgumentOutOfRangeException(nameof(cells), "a share of stuck devices is 0 .. 1");
        var sink = new DiagnosticSink();
        var path = text.Path.Replace('\\', '/');
        var loader = new ModuleLoader(sources, sink);
        var root = loader.Load(path, TileLanguage.Parse(text));
        var replacement = cells is null ? CellReplacement.None : new CellReplacement(Replacing(cells.Device, root, loader, sink), cells.Stuck, cells.SpareColumns, cells.Tiles);
        // Imports come before what imports them, so that their parameters have values; the program's own file is the last.
        var values = new ParameterBinder(parameters ?? new Dictionary<string, Rational>(), sink);
        var ownParameters = new List<ParameterModel>();
        foreach (var module in loader.Modules) ownParameters = Parameters(module, values);
        values.ReportUnused(loader.Modules, new SourceSpan(text, 0, 0));
        var program = new Program(RelativePath.Folder(path), sink) { Cells = replacement };
        foreach (var module in loader.Modules) BindAll(module, program);
        IReadOnlyList<CheckModel?> checks = [];
        foreach (var module in loader.Modules) checks = program.Checks(module);

        var diagnostics = sink.Diagnostics.Select((d, i) => (Diagnostic: d, Index: i))
            .OrderBy(d => FileOrder(loader, root, d.Diagnostic.Span.Path)).ThenBy(d => d.Diagnostic.Span.Start).ThenBy(d => d.Index)
            .Select(d => d.Diagnostic)
            .ToArray();
        var model = diagnostics.Any(d => d.Severity == Diagnostics.Severity.Error) ? null : Model(text.Path, root, loader.Modules.Where(m => m != root), ownParameters, checks, program);
        return new BindResult(model, diagnostics);
    }

    /// <summary>The device that takes the place of tiles' cells; looked up in the file, its imports and the presets.</summary>
    private static Declaration? Replacing(string? device, Module root, ModuleLoader loader, DiagnosticSink sink)
    {
        if (device is null) return null;
        if (root.Find(device) is { Keyword: "device" } own) return own;
        var presets = Presets.Paths.Select(loader.Preset).ToList();
        // The program's own file is the last.
        loader.Modules.Remove(root);
        loader.Modules.Add(root);
        foreach (var preset in presets)
        {
            if (preset.Find(device) is { Keyword: "device" } found) return found;
        }
        var known = root.Names("device").Concat(presets.SelectMany(preset => preset.Names("device"))).Distinct().ToArray();
        sink.Report(Diagnostics.NameRules.NameUnknown, new SourceSpan(root.Parsed.Text, 0, 0), "device", Wording.Short(device), sink.DidYouMeanOneOf(device, known));
        return null;
    }

    private static List<ParameterModel> Parameters(Module module, ParameterBinder values)
    {
        var models = new List<ParameterModel>();
        foreach (var line in module.Parsed.Root.Lines.OfType<PropertyNode>().Where(p => p.Keyword.Text == "param"))
        {
            var declaration = ParameterBinder.NameOf(line) is { } name && module.Find(name.Text) is { } found && found.Line == line ? found : null;
            if (values.Bind(line, module, declaration) is { } model) models.Add(model);
        }
        return models;
    }

    private static void BindAll(Module module, Program program)
    {
        foreach (var declaration in module.Declarations)
        {
            _ = declaration.Keyword switch
            {
                "device" => program.Device(declaration),
                "adc" => program.Adc(declaration),
                "dac" => program.Dac(declaration),
                "tile" => program.Tile(declaration),
                "slicing" => program.Slicing(declaration),
                "data" => program.Data(declaration),
                "network" => program.Network(declaration),
                _ => (object?)null,
            };
        }
    }

    private static ProgramModel Model(
        string path, Module root, IEnumerable<Module> imports, List<ParameterModel> parameters, IReadOnlyList<CheckModel?> checks, Program program)
    {
        ValueList<T> All<T>(string keyword, Func<Declaration, T?> bound)
            where T : class => Bound(root.Declarations, keyword, bound);
        ValueList<T> Imported<T>(string keyword, Func<Declaration, T?> bound)
            where T : class => Bound(imports.SelectMany(m => m.Declarations), keyword, bound);
        return new ProgramModel(
            path,
            parameters.ToValueList(),
            All("device", program.Device),
            All("adc", program.Adc),
            All("dac", program.Dac),
            All("tile", program.Tile),
            All("slicing", program.Slicing),
            All("data", program.Data),
            All("network", program.Network),
            checks.Select(c => c!).ToValueList())
        {
            ImportedTiles = Imported("tile", program.Tile),
            ImportedSlicings = Imported("slicing", program.Slicing),
        };
    }

    private static ValueList<T> Bound<T>(IEnumerable<Declaration> declarations, string keyword, Func<Declaration, T?> bound)
        where T : class => declarations.Where(d => d.Keyword == keyword).Select(d => bound(d)!).ToValueList();

    /// <summary>The program's own file first, then imports as they were finished.</summary>
    private static int FileOrder(ModuleLoader loader, Module root, string path) =>
        path == root.Parsed.Text.Path ? -1 : loader.Modules.FindIndex(m => m.Parsed.Text.Path == path);
}
