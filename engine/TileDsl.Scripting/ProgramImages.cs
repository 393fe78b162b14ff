using System.Collections.Concurrent;
using TileDsl.Emission;

namespace TileDsl.Scripting;

/// <summary>The compiled assemblies of a program: remembered in this process, kept on the disk, or compiled now.</summary>
/// <param name="Types">The assembly of its networks and matrices.</param>
/// <param name="Kernels">The assemblies of its kernels, by name.</param>
internal sealed record ProgramImages(byte[] Types, IReadOnlyDictionary<string, byte[]> Kernels)
{
    /// <summary>Assemblies remembered; a sweep over thousands of programs begins anew when they are more.</summary>
    private const int Remembered = 1024;

    private static readonly ConcurrentDictionary<string, byte[]> s_known = new(StringComparer.Ordinal);

    /// <param name="sources">A program's C#.</param>
    /// <param name="cache">The cache on the disk, or null to do without.</param>
    /// <param name="laws">Assemblies of a user's laws of devices.</param>
    public static ProgramImages Of(IReadOnlyList<EmittedSource> sources, KernelCache? cache, IReadOnlyList<System.Reflection.Assembly>? laws = null)
    {
        var parts = ProgramParts.Of(sources);
        var kernels = parts.Kernels.ToDictionary(part => part.AssemblyName, part => Find(part, cache), StringComparer.Ordinal);
        var types = Find(parts.Types, cache);
        var isNew = types is null || kernels.ContainsValue(null);
        if (!isNew) return new(types!, kernels!);
        foreach (var part in parts.Kernels)
            kernels[part.AssemblyName] ??= Keep(part, cache, GeneratedCode.Compile(part.AssemblyName, part.Sources, [], ProgramParts.TypesAssembly, laws));
        types ??= Keep(parts.Types, cache, GeneratedCode.Compile(parts.Types.AssemblyName, parts.Types.Sources, kernels.Values!, laws: laws));
        cache?.Trim();
        return new(types, kernels!);
    }

    /// <summary>Forgets what is remembered in this process, as a new one would begin.</summary>
    internal static void Forget() => s_known.Clear();

    private static byte[]? Find(ProgramPart part, KernelCache? cache)
    {
        if (s_known.TryGetValue(part.Key, out var known)) return known;
        return cache?.Read(part.Key) is { } kept ? Remember(part, kept) : null;
    }

    private static byte[] Keep(ProgramPart part, KernelCache? cache, byte[] image)
    {
        cache?.Write(part.Key, image);
        return Remember(part, image);
    }

    private static byte[] Remember(ProgramPart part, byte[] image)
    {
        if (s_known.Count >= Remembered) s_known.Clear();
        return s_known.GetOrAdd(part.Key, image);
    }
}
