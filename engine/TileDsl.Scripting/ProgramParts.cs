using System.Buffers.Binary;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TileDsl.Emission;

namespace TileDsl.Scripting;

/// <summary>An assembly of a program, still as text.</summary>
/// <param name="AssemblyName">What its assembly is called.</param>
/// <param name="Key">A hash of all that decides its image.</param>
/// <param name="Sources">Its text.</param>
internal sealed record ProgramPart(string AssemblyName, string Key, IReadOnlyList<EmittedSource> Sources);

/// <summary>
/// A program's C# cut into assemblies: its kernels in groups of a few, by their own hash, and the types that use them. So an
/// edit of a layer compiles the group its kernel leaves, the one it comes to, and the types; and what two programs share is
/// compiled once.
/// </summary>
/// <param name="Kernels">Groups of kernels, none empty.</param>
/// <param name="Types">Networks and matrices.</param>
internal sealed record ProgramParts(IReadOnlyList<ProgramPart> Kernels, ProgramPart Types)
{
    /// <summary>What the types' assembly is called, so that kernels can be visible to it and to nothing else.</summary>
    public const string TypesAssembly = "TileDslProgram";

    /// <summary>With eight an edit takes more than twice as long; with two, a whole program is compiled and loaded as fast.</summary>
    private const int KernelsPerGroup = 2;

    /// <summary>
    /// What an image depends on besides the text: the engine it is compiled against, the library that runs the compiler, the
    /// compiler (as referenced: asking the compiler itself would load it) and the framework.
    /// </summary>
    private static readonly string s_toolchain = string.Join('\n',
    [
        typeof(Network).Module.ModuleVersionId.ToString(),
        typeof(ProgramParts).Module.ModuleVersionId.ToString(),
        .. typeof(ProgramParts).Assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)).Select(name => name.FullName),
        RuntimeInformation.FrameworkDescription,
        typeof(object).Module.ModuleVersionId.ToString(),
    ]);

    public static ProgramParts Of(IReadOnlyList<EmittedSource> sources)
    {
        var kernels = sources.Where(source => source.IsKernel).ToList();
        var bits = Math.Max(0, BitOperations.Log2((uint)Math.Max(1, kernels.Count / KernelsPerGroup)));
        // A kernel is compiled with the one it names.
        var named = kernels.ToDictionary(kernel => kernel.HintName, StringComparer.Ordinal);
        var groups = kernels.GroupBy(kernel => (int)((ulong)Prefix(kernel.Uses is null ? kernel : named[kernel.Uses]) >> (32 - bits))).OrderBy(group => group.Key)
            .Select(group => group.OrderBy(kernel => kernel.HintName, StringComparer.Ordinal).ToList()).Select(group => (Key: Key(group, []), Sources: group))
            .Select(group => new ProgramPart("TileDslKernels_" + group.Key[..16], group.Key, group.Sources))
            .ToList();
        var types = sources.Where(source => !source.IsKernel).ToList();
        return new ProgramParts(groups, new ProgramPart(TypesAssembly, Key(types, groups.Select(group => group.Key)), types));
    }

    /// <summary>The first bits of a kernel's hash: the same in every program.</summary>
    private static uint Prefix(EmittedSource kernel) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(kernel.Text)));

    private static string Key(IReadOnlyList<EmittedSource> sources, IEnumerable<string> uses)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in sources.SelectMany(source => new[] { source.HintName, source.Text }).Concat(uses).Prepend(s_toolchain))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
