using System.Reflection;
using TileDsl.Devices;
using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Scripting;

/// <summary>Laws of devices written in C#, found by their full names among what is loaded in this process.</summary>
public static class DeviceLawTypes
{
    private const int MostListed = 20;

    /// <summary>A law by its full name; what the interpreter asks.</summary>
    /// <param name="name">As the file names it.</param>
    /// <exception cref="TileException">There is no such public class, or it is no law.</exception>
    public static DeviceLaw Create(string name) => Find(name, out var problem) is { } type
        ? (DeviceLaw)Activator.CreateInstance(type)!
        : throw new TileException(Missing(new Quoted(name, default), problem).Message);

    /// <summary>The assemblies that hold some laws, and an error for each that none holds.</summary>
    internal static (Assembly[] Found, Diagnostic[] Missing) Resolve(IEnumerable<Quoted> laws)
    {
        var (found, missing) = (new HashSet<Assembly>(), new List<Diagnostic>());
        foreach (var law in laws)
        {
            if (Find(law.Text, out var problem) is { } type) found.Add(type.Assembly);
            else missing.Add(Missing(law, problem));
        }
        return ([.. found], [.. missing]);
    }

    private static Type? Find(string name, out string problem)
    {
        problem = "no loaded assembly has a class of that name";
        foreach (var assembly in Loaded())
        {
            if (assembly.GetType(name) is not { } type) continue;
            problem = $"the class of that name is {Fault(type)}";
            return Fault(type) is null ? type : null;
        }
        return null;
    }

    /// <summary>Why a class is no law that a file can name; null for one that is.</summary>
    private static string? Fault(Type type) =>
        !type.IsSubclassOf(typeof(DeviceLaw)) ? "not derived from DeviceLaw"
        : !type.IsPublic ? "not public"
        : type.IsAbstract ? "abstract"
        : type.GetConstructor([]) is null ? "without a public constructor that has no arguments" : null;

    private static Diagnostic Missing(Quoted law, string problem)
    {
        var known = Loaded().SelectMany(Types).Where(type => type.IsSubclassOf(typeof(DeviceLaw)) && Fault(type) is null).Select(type => type.FullName!).Order(StringComparer.Ordinal).ToList();
        return new Diagnostic(
            LawRules.Missing, law.Origin.Span, law.Text, problem,
            known.Count == 0 ? "none is loaded" : $"{string.Join(", ", known.Take(MostListed))}{(known.Count > MostListed ? " and others are" : known.Count > 1 ? " are" : " is")} loaded",
            "Load the assembly that has it before the file: a script or program references it and uses something of it first. The tool tiledsl has no laws but those of the language.");
    }

    private static IEnumerable<Assembly> Loaded() => AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic);

    /// <summary>What an assembly shows; nothing where it builds on others that are not there.</summary>
    private static Type[] Types(Assembly assembly)
    {
        try
        {
            return assembly.GetExportedTypes();
        }
        catch (Exception e) when (e is IOException or TypeLoadException or BadImageFormatException or NotSupportedException)
        {
            return [];
        }
    }
}
