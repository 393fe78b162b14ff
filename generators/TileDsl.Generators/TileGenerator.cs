using Microsoft.CodeAnalysis;
using TileDsl.Model;

namespace TileDsl.Generators;

/// <summary>
/// Compiles the .tile files of a project. Files are read, joined with what they import, compiled to values, and reported
/// and emitted apart: an edit that changes no value ends there.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TileGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider.Where(TileFile.Is)
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, cancellation) => TileFile.Read(pair.Left, pair.Right, cancellation))
            .WithTrackingName(Steps.Files);

        var units = files.Collect().SelectMany((all, _) => TileUnit.Of(all)).WithTrackingName(Steps.Units);

        var compiled = units.Select(CompiledUnit.Of).WithTrackingName(Steps.Compiled);

        var engine = context.CompilationProvider
            .Select((compilation, _) => compilation.GetTypeByMetadataName("TileDsl.Network") is not null)
            .WithTrackingName(Steps.Engine);

        var lawless = compiled.Select((unit, _) => unit.Laws).Collect().Combine(context.CompilationProvider)
            .Select((pair, _) => LawClasses.Missing(pair.Left, pair.Right))
            .WithTrackingName(Steps.Laws);

        var problems = compiled.Collect().Combine(engine).Combine(lawless)
            .Select((all, _) => ProjectOutput.Problems(all.Left.Left, hasEngine: all.Left.Right, all.Right))
            .WithTrackingName(Steps.Problems);
        context.RegisterSourceOutput(problems, (output, list) =>
        {
            foreach (var problem in list) output.ReportDiagnostic(problem.ToRoslyn());
        });

        // Code that names a class that is not there would be a second error, of a file nobody wrote.
        var sources = compiled.Combine(lawless)
            .Select((pair, _) => pair.Right.Any(problem => pair.Left.Laws.Any(law => law.Place == problem.Place)) ? ValueList<GeneratedSource>.Empty : pair.Left.Sources)
            .WithTrackingName(Steps.SourcesOfFile).Collect()
            .Combine(engine)
            .SelectMany((pair, _) => pair.Right ? ProjectOutput.Sources(pair.Left) : ValueList<GeneratedSource>.Empty)
            .WithTrackingName(Steps.Sources);
        context.RegisterSourceOutput(sources, (output, source) => output.AddSource(source.HintName, source.Text));
    }

    /// <summary>Names of the steps, for tests that ask which of them ran.</summary>
    internal static class Steps
    {
        public const string Files = nameof(Files);
        public const string Units = nameof(Units);
        public const string Compiled = nameof(Compiled);
        public const string Engine = nameof(Engine);
        public const string Laws = nameof(Laws);
        public const string Problems = nameof(Problems);
        public const string SourcesOfFile = nameof(SourcesOfFile);
        public const string Sources = nameof(Sources);
    }
}
