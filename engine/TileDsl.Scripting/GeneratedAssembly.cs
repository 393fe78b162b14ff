using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using TileDsl.Emission;

namespace TileDsl.Scripting;

/// <summary>Generated code, loaded into a context of its own that can be unloaded.</summary>
internal sealed class GeneratedAssembly
{
    private readonly Context _context = new();
    private readonly Assembly _assembly;

    private GeneratedAssembly(byte[] image) => _assembly = _context.LoadFromStream(new MemoryStream(image));

    public static GeneratedAssembly Of(IReadOnlyList<EmittedSource> sources) => new(GeneratedCode.Compile(sources));

    /// <summary>Calls a constructor of a generated type; what it throws comes out as it is.</summary>
    public T Create<T>(string typeName, Type[] parameters, params object?[] arguments)
        where T : class
    {
        var type = _assembly.GetType(TileProgram.GeneratedNamespace + "." + typeName, throwOnError: true)!;
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

    public void Unload() => _context.Unload();

    private sealed class Context() : AssemblyLoadContext("TileDsl program", isCollectible: true)
    {
        /// <summary>The engine that is running, wherever a script host has loaded it.</summary>
        protected override Assembly? Load(AssemblyName name)
        {
            var engine = typeof(Network).Assembly;
            return name.Name == engine.GetName().Name ? engine : null;
        }
    }
}
