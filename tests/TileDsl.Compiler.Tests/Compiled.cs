using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TileDsl.Emission;
using TileDsl.Model;
using TileDsl.Planning;
using MatrixKernel = TileDsl.Kernels.MatrixKernel;

namespace TileDsl.Compiler.Tests;

/// <summary>Emitted text through the C# compiler, as a project with nullable and all warnings as errors would have it.</summary>
internal static class Compiled
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> s_references = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "TileDsl.dll")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToList());

    public static Assembly Load(IEnumerable<EmittedSource> sources)
    {
        var compilation = CSharpCompilation.Create(
            "Emitted" + Guid.NewGuid().ToString("N"),
            sources.Select(s => CSharpSyntaxTree.ParseText(s.Text, new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose), s.HintName)),
            s_references.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        var messages = result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.That(messages, Is.Empty, string.Join("\n", messages.Take(5)));
        stream.Position = 0;
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(stream);
    }

    public static ProgramPlan Program(MatrixPlan plan) => new("test.tile", ValueList<NetworkPlan>.Empty, new ValueList<MatrixPlan>([plan]));

    /// <summary>The kernel of a strategy, of a plan's emitted text.</summary>
    public static MatrixKernel Kernel(MatrixPlan plan, KernelStrategy strategy) => Load(Emitter.Emit(Program(plan), "Test.Space")).GetTypes()
        .Where(t => t.IsSubclassOf(typeof(MatrixKernel)))
        .Select(t => (MatrixKernel)t.GetProperty("Instance")!.GetValue(null)!)
        .Single(k => k.Strategy.ToString() == strategy.ToString());
}
