using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TileDsl.Model;

namespace TileDsl.Generators;

/// <summary>The classes of laws that .tile files name, looked up in a project and what it references.</summary>
internal static class LawClasses
{
    private const string Base = "TileDsl.Devices.DeviceLaw";

    private const string Advice = "Write the class in this project, or reference the project or package that has it.";

    /// <summary>An error for every law that is not there; none where there is no engine, which is said by itself.</summary>
    public static ValueList<Problem> Missing(ImmutableArray<ValueList<NamedLaw>> laws, Compilation compilation)
    {
        if (laws.All(list => list.Count == 0) || compilation.GetTypeByMetadataName(Base) is not { } baseClass) return ValueList<Problem>.Empty;
        return (from law in laws.SelectMany(list => list).Distinct()
                let fault = Fault(compilation, law.Name, baseClass)
                where fault is not null
                select Problem.About(law.Place, LawRules.Missing, law.Name, fault, Known(compilation.Assembly, baseClass), Advice)).ToValueList();
    }

    private static string? Fault(Compilation compilation, string name, INamedTypeSymbol baseClass)
    {
        const string found = "the class of that name is ";
        return compilation.GetTypesByMetadataName(name).FirstOrDefault(compilation.IsAccessible) is not { } type ? "this project has no class of that name that it can use"
            : !Bases(type).Contains(baseClass, SymbolEqualityComparer.Default) ? found + "not derived from DeviceLaw"
            : type.IsAbstract ? found + "abstract"
            : !type.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty && compilation.IsAccessible(constructor)) ? found + "without a public constructor that has no arguments" : null;
    }

    private static bool IsAccessible(this Compilation compilation, ISymbol symbol) => compilation.IsSymbolAccessibleWithin(symbol, compilation.Assembly);

    /// <summary>The laws the project itself has; those of what it references may be many.</summary>
    private static string Known(IAssemblySymbol project, INamedTypeSymbol baseClass)
    {
        var known = Types(project.GlobalNamespace).Where(type => !type.IsAbstract && Bases(type).Contains(baseClass, SymbolEqualityComparer.Default))
            .Select(type => type.ToDisplayString()).OrderBy(name => name, StringComparer.Ordinal).ToList();
        return known.Count == 0 ? "this project has none" : "this project has " + string.Join(", ", known);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol space) => space.GetTypeMembers().Concat(space.GetNamespaceMembers().SelectMany(Types));

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType) yield return at;
    }
}
