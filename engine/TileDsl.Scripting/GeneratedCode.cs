using System.Reflection;
using System.Reflection.Metadata;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TileDsl.Emission;

namespace TileDsl.Scripting;

/// <summary>Generated C# to an assembly, in memory. The one class that names Roslyn: where nothing is compiled, it is not loaded.</summary>
internal static class GeneratedCode
{
    // The text is TileDsl's own, and is compiled with all warnings by its tests: looking for them here costs a quarter of the time.
    private static readonly CSharpParseOptions s_parse = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None)
        .WithFeatures([new("run-nullable-analysis", "never")]);

    private static readonly CSharpCompilationOptions s_options =
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true, warningLevel: 0);

    private static readonly Lazy<MetadataReference[]> s_references = new(References);

    /// <param name="assemblyName">What the assembly is called.</param>
    /// <param name="sources">What it holds.</param>
    /// <param name="uses">Images of other generated assemblies it uses.</param>
    /// <param name="internalsVisibleTo">The assembly that may use what it holds, if any.</param>
    /// <param name="laws">Assemblies of a user's laws of devices.</param>
    public static byte[] Compile(
        string assemblyName, IEnumerable<EmittedSource> sources, IEnumerable<byte[]> uses, string? internalsVisibleTo = null, IReadOnlyList<Assembly>? laws = null)
    {
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, s_parse, source.HintName, Encoding.UTF8)).ToList();
        if (internalsVisibleTo is not null)
            trees.Add(CSharpSyntaxTree.ParseText($"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{internalsVisibleTo}\")]", s_parse));
        var references = s_references.Value.Concat(uses.Select(image => MetadataReference.CreateFromImage(image))).Concat((laws ?? []).Select(Reference));
        var compilation = CSharpCompilation.Create(assemblyName, trees, references, s_options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (result.Success) return image.ToArray();
        var first = result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        throw new InvalidOperationException($"The generated C# does not compile, which is a mistake of TileDsl and not of the program: {first}");
    }

    /// <summary>
    /// The engine and what it is built on, as they are loaded in this process: there need be no files, as in a single-file
    /// program, and script hosts keep theirs in places of their own.
    /// </summary>
    private static MetadataReference[] References()
    {
        var engine = typeof(Network).Assembly;
        return engine.GetReferencedAssemblies().Select(Assembly.Load).Append(engine).Append(typeof(object).Assembly).Distinct().Select(Reference).ToArray();
    }

    private static unsafe MetadataReference Reference(Assembly assembly)
    {
        if (!assembly.TryGetRawMetadata(out var blob, out var length))
            throw new InvalidOperationException($"{assembly.FullName} has no metadata to compile against; programs cannot be compiled in a native process.");
        return AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata((IntPtr)blob, length)).GetReference();
    }
}
