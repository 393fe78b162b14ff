using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Generators;

/// <summary>A generated file.</summary>
/// <param name="HintName">As the emitter named it, below the namespace: "Chips.Digits.g.cs".</param>
internal sealed record GeneratedSource(string HintName, string Text);

/// <summary>A type that a file generates, and where it is declared.</summary>
internal sealed record DeclaredType(string FullName, TileFile File, Place Place);

/// <summary>A law written in C# that a file names, and where.</summary>
internal sealed record NamedLaw(string Name, Place Place);

/// <summary>What became of a file; compared by value. Sources know no places in the text, so that moving it leaves them equal.</summary>
internal sealed record CompiledUnit(ValueList<GeneratedSource> Sources, ValueList<Problem> Problems, ValueList<DeclaredType> Types, ValueList<NamedLaw> Laws)
{
    public static CompiledUnit Of(TileUnit unit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (unit.File.Text is not { } text) return Failed(Problem.About(unit.File, GeneratorRules.FileUnreadable));
        if (!ParameterValues.TryParse(unit.File.Parameters, out var parameters, out var complaint))
            return Failed(Problem.About(unit.File, GeneratorRules.ParametersUnreadable, unit.File.Parameters, complaint));
        try
        {
            return From(TileCompiler.Compile(new SourceText(unit.File.Name, text), new Resolver(unit), unit.File.Namespace, parameters), unit);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A generator that throws is switched off for the whole build, with a warning that is easily missed.
            return Failed(Problem.About(unit.File, GeneratorRules.Unexpected, failure.GetType().Name, failure.Message));
        }
    }

    private static CompiledUnit Failed(Problem problem) => new(ValueList<GeneratedSource>.Empty, new([problem]), ValueList<DeclaredType>.Empty, ValueList<NamedLaw>.Empty);

    private static CompiledUnit From(CompiledTile compiled, TileUnit unit) => new(
        compiled.Sources.Select(source => new GeneratedSource(unit.File.Namespace + "." + source.HintName, source.Text)).ToValueList(),
        compiled.Diagnostics.Select(diagnostic => Problem.From(diagnostic, unit)).ToValueList(),
        compiled.HasErrors ? ValueList<DeclaredType>.Empty : TypesOf(compiled, unit.File).ToValueList(),
        compiled.Model is null ? ValueList<NamedLaw>.Empty : compiled.Model.Laws.Select(law => new NamedLaw(law.Text, unit.PlaceOf(law.Origin.Span))).ToValueList());

    private static IEnumerable<DeclaredType> TypesOf(CompiledTile compiled, TileFile file)
    {
        foreach (var network in compiled.Plan!.Networks)
        {
            var declaration = compiled.Model!.Networks.First(model => model.Name == network.Name).Origin.Span;
            yield return new DeclaredType(file.Namespace + "." + network.ClassName, file, Place.Of(declaration, file.FullPath));
        }
        foreach (var matrix in compiled.Plan.Matrices) yield return new DeclaredType(file.Namespace + "." + matrix.ClassName, file, Place.Start(file.FullPath));
    }

    /// <summary>Imports among the project's files.</summary>
    private sealed class Resolver(TileUnit unit) : ISourceResolver
    {
        public bool TryGet(string path, out SourceText? text)
        {
            var file = unit.Reachable.Append(unit.File).FirstOrDefault(candidate => candidate.Name == path);
            text = file?.Text is null ? null : new SourceText(file.Name, file.Text);
            return text is not null;
        }
    }
}
