using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TileDsl.Emission;

namespace TileDsl.Scripting;

/// <summary>Generated C# to an assembly, in memory; what was compiled once in a process is not compiled again.</summary>
internal static class GeneratedCode
{
    /// <summary>Assemblies remembered; a sweep over thousands of programs begins anew when they are more.</summary>
    private const int Remembered = 256;

    private static readonly ConcurrentDictionary<string, byte[]> s_images = new(StringComparer.Ordinal);
    private static readonly Lazy<MetadataReference[]> s_references = new(References);

    public static byte[] Compile(IReadOnlyList<EmittedSource> sources)
    {
        var key = Key(sources);
        if (s_images.TryGetValue(key, out var known)) return known;
        var image = Emit(sources, key);
        if (s_images.Count >= Remembered) s_images.Clear();
        return s_images.GetOrAdd(key, image);
    }

    private static byte[] Emit(IReadOnlyList<EmittedSource> sources, string key)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None);
        var compilation = CSharpCompilation.Create(
            "TileDslProgram_" + key[..16],
            sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, parse, source.HintName, Encoding.UTF8)),
            s_references.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (result.Success) return image.ToArray();
        var first = result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        throw new InvalidOperationException($"The generated C# does not compile, which is a mistake of TileDsl and not of the program: {first}");
    }

    private static string Key(IReadOnlyList<EmittedSource> sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var source in sources)
        {
            foreach (var part in new[] { source.HintName, source.Text })
            {
                hash.AppendData(BitConverter.GetBytes(part.Length));
                hash.AppendData(Encoding.UTF8.GetBytes(part));
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
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
