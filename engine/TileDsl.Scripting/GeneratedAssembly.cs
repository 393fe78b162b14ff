using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace TileDsl.Scripting;

/// <summary>Generated code, loaded into a context of its own that can be unloaded.</summary>
internal sealed class GeneratedAssembly
{
    private readonly Context _context;
    private readonly Assembly _types;

    public GeneratedAssembly(ProgramImages images, IReadOnlyList<Assembly> laws)
    {
        _context = new Context(images.Kernels, laws);
        _types = _context.LoadFromStream(new MemoryStream(images.Types));
    }

    /// <summary>Calls a constructor of a generated type; what it throws comes out as it is.</summary>
    public T Create<T>(string typeName, Type[] parameters, params object?[] arguments)
        where T : class
    {
        var type = _types.GetType(TileProgram.GeneratedNamespace + "." + typeName, throwOnError: true)!;
        var constructor = type.GetConstructor(parameters)
            ?? throw new MissingMethodException(type.FullName, $"({string.Join(", ", parameters.Select(parameter => parameter.Name))})");
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

    /// <summary>Loads the kernels and makes the definitions that types hold.</summary>
    public void Prepare()
    {
        foreach (var type in _types.GetTypes()) RuntimeHelpers.RunClassConstructor(type.TypeHandle);
    }

    public void Unload() => _context.Unload();

    private sealed class Context(IReadOnlyDictionary<string, byte[]> kernels, IReadOnlyList<Assembly> laws) : AssemblyLoadContext("TileDsl program", isCollectible: true)
    {
        /// <summary>The program's own kernels, laws of a user's, and the engine that is running, wherever a script host has loaded it.</summary>
        protected override Assembly? Load(AssemblyName name)
        {
            if (kernels.TryGetValue(name.Name!, out var image)) return LoadFromStream(new MemoryStream(image));
            var engine = typeof(Network).Assembly;
            return name.Name == engine.GetName().Name ? engine : laws.FirstOrDefault(law => law.GetName().Name == name.Name);
        }
    }
}
