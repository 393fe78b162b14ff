using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using TileDsl.Diagnostics;
using TileDsl.Emission;
using TileDsl.Model;
using TileDsl.Planning;
using TileDsl.Scripting;
using TileDsl.Syntax;

namespace TileDsl.Properties.Tests;

/// <summary>A program as the compiler understood it: what is emitted for it, or why nothing is.</summary>
/// <param name="ClassName">The generated type, without its namespace.</param>
internal sealed record Understood(ProgramModel? Model, string ClassName, IReadOnlyList<EmittedSource> Sources, IReadOnlyList<Diagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(d => d.Severity == Severity.Error);

    /// <summary>Parses, binds and plans a matrix on tile Core with slicing Sliced, without the rewrites the program forbids.</summary>
    public static Understood Matrix(MatrixProgram program, string @namespace)
    {
        var (text, inputs, outputs) = (program.Text, program.Inputs, program.Outputs);
        var bound = TileLanguage.Bind(new SourceText("random.tile", text), NoImports.Instance);
        if (bound.Model is null || bound.HasErrors) return new(null, "", [], bound.Diagnostics);
        var (plan, diagnostics) = Planner.PlanMatrix("Random", bound.Model.Tiles[0], bound.Model.Slicings[0], inputs, outputs, new PlanOptions(program.Without));
        if (plan is null) return new(bound.Model, "", [], diagnostics);
        var planned = new ProgramPlan("random.tile", ValueList<NetworkPlan>.Empty, new([plan]));
        return new(bound.Model, plan.ClassName, Emitter.Emit(planned, @namespace), diagnostics);
    }

    /// <summary>Compiles a whole file, which declares one network.</summary>
    public static Understood Network(string text, string @namespace)
    {
        var compiled = TileCompiler.Compile(new SourceText("random.tile", text), NoImports.Instance, @namespace);
        return new(compiled.Model, compiled.Plan?.Networks.FirstOrDefault()?.ClassName ?? "", compiled.Sources, compiled.Diagnostics);
    }

    private sealed class NoImports : ISourceResolver
    {
        public static NoImports Instance { get; } = new();

        public bool TryGet(string path, out SourceText? text)
        {
            text = null;
            return false;
        }
    }
}

/// <summary>Many programs' generated code in one assembly; a namespace each keeps them apart.</summary>
internal sealed class Compilation : IDisposable
{
    private readonly AssemblyLoadContext _context = new("random programs", isCollectible: true);
    private readonly Assembly _assembly;

    public Compilation(IEnumerable<EmittedSource> sources) =>
        _assembly = _context.LoadFromStream(new MemoryStream(GeneratedCode.Compile("RandomPrograms", sources, [])));

    public T Create<T>(string typeName, params object?[] arguments)
    {
        var type = _assembly.GetType(typeName, throwOnError: true)!;
        var constructor = type.GetConstructors().First(c => Fits(c, arguments));
        try
        {
            return (T)constructor.Invoke(arguments);
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    public void Dispose() => _context.Unload();

    private static bool Fits(ConstructorInfo constructor, object?[] arguments) =>
        constructor.GetParameters().Length == arguments.Length
        && constructor.GetParameters().Zip(arguments).All(p => p.Second is null || p.First.ParameterType.IsInstanceOfType(p.Second));
}
