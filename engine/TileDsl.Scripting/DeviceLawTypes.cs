using System.Reflection;
using TileDsl.Devices;

namespace TileDsl.Scripting;

/// <summary>Laws of devices written in C#, found by their full names among what is loaded in this process.</summary>
public static class DeviceLawTypes
{
    /// <summary>A law by its full name; what the interpreter asks.</summary>
    /// <param name="name">As the file names it.</param>
    /// <exception cref="TileException">There is no such public class, or it is no law.</exception>
    public static DeviceLaw Create(string name) => (DeviceLaw)Activator.CreateInstance(Find(name))!;

    /// <summary>The assemblies that hold some laws.</summary>
    internal static Assembly[] Assemblies(IEnumerable<string?> names) => [.. names.OfType<string>().Distinct().Select(name => Find(name).Assembly).Distinct()];

    private static Type Find(string name)
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.IsDynamic || assembly.GetType(name) is not { } type) continue;
            if (type.IsPublic && !type.IsAbstract && type.IsSubclassOf(typeof(DeviceLaw)) && type.GetConstructor([]) is not null) return type;
            throw new TileException($"{name} is named as the law of a device, and is no public class derived from {typeof(DeviceLaw).FullName} with a constructor without arguments");
        }
        throw new TileException($"{name} is named as the law of a device, and no loaded assembly has it: reference its assembly and use something of it before the program is loaded");
    }
}
