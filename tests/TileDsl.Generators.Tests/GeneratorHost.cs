using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace TileDsl.Generators.Tests;

/// <summary>A .tile file of a made-up project at /project, with what a project file says about it.</summary>
internal sealed record ProjectFile(string Name, string Text, string Params = "", string Namespace = "", bool Emits = true, bool Readable = true)
{
    public string FullPath => "/project/" + Name;
}

/// <summary>A compiler in memory that runs the real generator and remembers from run to run, as an editor does.</summary>
internal sealed class GeneratorHost
{
    private static readonly List<MetadataReference> s_framework = References(name => name.StartsWith("System.", StringComparison.Ordinal));
    private static readonly List<MetadataReference> s_engine = References(name => name == "TileDsl.dll");

    private readonly Dictionary<ProjectFile, AdditionalText> _texts = [];
    private readonly string _rootNamespace;
    private GeneratorDriver _driver;
    private CSharpCompilation _compilation;
    private ImmutableArray<ProjectFile> _files = [];

    public GeneratorHost(string rootNamespace = "Sample", bool withEngine = true, string code = "")
    {
        _rootNamespace = rootNamespace;
        _driver = CSharpGeneratorDriver.Create([new TileGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        _compilation = CSharpCompilation.Create("Project", [CSharpSyntaxTree.ParseText(code)], withEngine ? s_framework.Concat(s_engine) : s_framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>Runs a project of one build.</summary>
    public static GeneratorRun Build(params ProjectFile[] files) => new GeneratorHost().Run(files);

    /// <summary>Runs the generator on these files; unchanged ones are the same to it as in the run before.</summary>
    public GeneratorRun Run(params ProjectFile[] files)
    {
        var kept = _files.Intersect(files).ToHashSet();
        foreach (var old in _files.Where(file => !kept.Contains(file))) _driver = _driver.RemoveAdditionalTexts([_texts[old]]);
        foreach (var file in files.Where(file => !kept.Contains(file)))
        {
            _texts[file] = new Text(file);
            _driver = _driver.AddAdditionalTexts([_texts[file]]);
        }
        _files = [.. files];
        _driver = _driver.WithUpdatedAnalyzerConfigOptions(new Options(_rootNamespace, _files));
        return Run();
    }

    /// <summary>Replaces the C# of the project and runs.</summary>
    public GeneratorRun RunWithCode(string code)
    {
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[0], CSharpSyntaxTree.ParseText(code));
        return Run();
    }

    private GeneratorRun Run()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out var output, out _);
        return new GeneratorRun(_driver.GetRunResult().Results.Single(), (CSharpCompilation)output, _compilation);
    }

    private static List<MetadataReference> References(Func<string, bool> wanted) =>
        (from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
         where wanted(Path.GetFileName(path))
         select (MetadataReference)MetadataReference.CreateFromFile(path)).ToList();

    private sealed class Text(ProjectFile file) : AdditionalText
    {
        public override string Path => file.FullPath;

        public override SourceText? GetText(CancellationToken cancellationToken = default) => file.Readable ? SourceText.From(file.Text) : null;
    }

    private sealed class Options(string rootNamespace, ImmutableArray<ProjectFile> files) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(new()
        {
            ["build_property.RootNamespace"] = rootNamespace,
            ["build_property.ProjectDir"] = "/project/",
        });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile)
        {
            var file = files.Single(candidate => candidate.FullPath == textFile.Path);
            return new Values(new()
            {
                ["build_metadata.AdditionalFiles.TileSource"] = file.Emits ? "true" : "",
                ["build_metadata.AdditionalFiles.TileParams"] = file.Params,
                ["build_metadata.AdditionalFiles.TileNamespace"] = file.Namespace,
            });
        }
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}

/// <summary>What a run gave.</summary>
internal sealed record GeneratorRun(GeneratorRunResult Result, CSharpCompilation Output, CSharpCompilation Input)
{
    public IReadOnlyDictionary<string, string> Sources { get; } =
        Result.GeneratedSources.IsDefault ? new Dictionary<string, string>() : Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>"sub/bad.tile(3,3): error TILE0101", as a build would print them.</summary>
    public IReadOnlyList<string> Reported { get; } = Result.Diagnostics.Select(diagnostic => diagnostic.ToString()).ToList();

    /// <summary>Errors and warnings of the C# compiler in the project with what was generated.</summary>
    public IReadOnlyList<Diagnostic> Complaints => Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();

    /// <summary>Full names of the types that generation added, nested ones aside.</summary>
    public IReadOnlyList<string> Types
    {
        get
        {
            var before = TypesOf(Input.Assembly.GlobalNamespace).ToHashSet();
            return TypesOf(Output.Assembly.GlobalNamespace).Where(type => !before.Contains(type)).Order(StringComparer.Ordinal).ToList();
        }
    }

    /// <summary>Why the outputs of a step are what they are, in order.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        Result.TrackedSteps.TryGetValue(step, out var runs) ? runs.SelectMany(run => run.Outputs).Select(output => output.Reason).ToList() : [];

    private static IEnumerable<string> TypesOf(INamespaceSymbol space) =>
        space.GetTypeMembers().Select(type => type.ToDisplayString()).Concat(space.GetNamespaceMembers().SelectMany(TypesOf));
}
