using System.Text.RegularExpressions;
using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Reads a file and what it imports, and notes what each declares.</summary>
internal sealed class ModuleLoader(ISourceResolver sources, DiagnosticSink sink)
{
    public const int MostFiles = 100;
    public const int DeepestImport = 20;

    private static readonly Regex BrokenDeclaration = new(
        @"^\s*(?:param|device|adc|dac|tile|slicing|data|network)\s+([A-Za-z_][A-Za-z_0-9]*)", RegexOptions.CultureInvariant);

    private readonly Dictionary<string, Module> _loaded = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];

    /// <summary>The modules in the order they were finished: a file comes after all it imports.</summary>
    public List<Module> Modules { get; } = [];

    public Module Load(string path, ParseResult parsed)
    {
        var module = new Module(path, parsed, sources);
        _loaded.Add(path, module);
        _open.Add(path);
        sink.Add(parsed.Diagnostics);
        Header.Check(parsed.Root, module, sink);
        foreach (var line in parsed.Root.Lines)
        {
            switch (line)
            {
                case PropertyNode { Keyword.Text: "import" } import:
                    Import(module, import);
                    break;
                case PropertyNode { Keyword.Text: "param" } param when ParameterBinder.NameOf(param) is { } name:
                    Declare(new Declaration("param", name, line, module));
                    break;
                case BlockNode block when Grammar.Blocks.Contains(block.Keyword.Text) && block.Keyword.Text != "check":
                    Declare(new Declaration(block.Keyword.Text, block.Name, line, module));
                    break;
                case BrokenLine broken when BrokenDeclaration.Match(broken.Text) is { Success: true } match:
                    module.DeclareUnreadable(match.Groups[1].Value);
                    break;
            }
        }
        _open.RemoveAt(_open.Count - 1);
        Modules.Add(module);
        return module;
    }

    private void Declare(Declaration declaration)
    {
        var name = declaration.NameNode;
        if (Grammar.KindOf(declaration.Name) is { } taken)
        {
            sink.Report(NameRules.NameTaken, name.Span, name.Text, taken);
            declaration.Module.DeclareUnreadable(name.Text);
        }
        else if (declaration.Module.Find(name.Text) is { } first)
        {
            sink.Report(NameRules.DuplicateName, name.Span, name.Text, first.NameNode.Span);
        }
        else
        {
            declaration.Module.Declare(declaration);
        }
    }

    private void Import(Module module, PropertyNode line)
    {
        var reader = new PropertyReader(line, module, sink);
        if (reader.Text("the path of a file", "\"presets/cells.tile\"") is not { } text) return;
        reader.End();
        if (Resolve(module, text) is not { } path) return;
        var start = _open.IndexOf(path);
        if (start >= 0)
        {
            sink.Report(NameRules.ImportCycle, text.Span, string.Join(" -> ", _open.Skip(start).Append(path)));
            return;
        }
        if (!_loaded.TryGetValue(path, out var imported))
        {
            if (_loaded.Count >= MostFiles || _open.Count > DeepestImport)
            {
                sink.Report(NameRules.TooManyImports, text.Span, MostFiles, DeepestImport);
                return;
            }
            if (Find(path) is not { } source)
            {
                var hint = path.StartsWith(RelativePath.Presets, StringComparison.Ordinal)
                    ? $" The presets are {Wording.List(Presets.Paths)}."
                    : " Paths are relative to the importing file, and case matters.";
                sink.Report(NameRules.ImportNotFound, text.Span, Wording.Short(text.Value), path, hint);
                return;
            }
            imported = Load(path, TileLanguage.Parse(source));
        }
        Bring(module, imported, text.Span);
    }

    private string? Resolve(Module module, StringNode text)
    {
        if (text.Value.StartsWith(RelativePath.Presets, StringComparison.Ordinal) && Presets.Find(text.Value) is not null) return text.Value;
        var path = RelativePath.Join(RelativePath.Folder(module.Path), text.Value, out var problem);
        if (path is null) sink.Report(NameRules.PathNotAllowed, text.Span, Wording.Short(text.Value), problem);
        return path;
    }

    private SourceText? Find(string path) =>
        path.StartsWith(RelativePath.Presets, StringComparison.Ordinal) && Presets.Find(path) is { } preset ? preset
        : sources.TryGet(path, out var text) ? text
        : null;

    private void Bring(Module module, Module imported, SourceSpan place)
    {
        foreach (var brought in imported.Reachable.Append(imported).Where(m => !module.Reachable.Contains(m)).SelectMany(m => m.Declarations))
        {
            if (module.Find(brought.Name) is { } first && first != brought)
                sink.Report(NameRules.ImportBringsDuplicate, place, brought.Name, brought.NameNode.Span, first.NameNode.Span);
        }
        module.Reach(imported);
    }
}
