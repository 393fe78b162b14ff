using System.Collections.Immutable;
using TileDsl.Model;

namespace TileDsl.Generators;

/// <summary>What the files of a project generate together.</summary>
internal static class ProjectOutput
{
    private const int LongestHint = 120;

    /// <summary>
    /// Every source once: two files may need the same kernel, and a kernel's name is its content. Names that differ only in
    /// case or are long would meet on a disk, where a build may write them, and are told apart by a number.
    /// </summary>
    public static ValueList<GeneratedSource> Sources(ImmutableArray<ValueList<GeneratedSource>> files)
    {
        var kept = new List<GeneratedSource>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var onDisk = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in files.SelectMany(file => file))
        {
            if (!seen.Add(source.HintName)) continue;
            var name = source.HintName;
            if (name.Length > LongestHint) name = name.Substring(0, LongestHint);
            var free = name;
            for (var number = 2; !onDisk.Add(free); number++) free = name + "." + number;
            kept.Add(source with { HintName = free });
        }
        return kept.ToValueList();
    }

    /// <summary>The problems of all files, those of a file imported by several once, laws that are not there, types that two files generate, and a missing engine.</summary>
    public static ValueList<Problem> Problems(ImmutableArray<CompiledUnit> units, bool hasEngine, ValueList<Problem> lawless)
    {
        var missing = hasEngine || units.IsEmpty ? [] : new[] { Problem.About((Place?)null, GeneratorRules.EngineMissing) };
        var twice =
            from same in units.SelectMany(unit => unit.Types).GroupBy(type => type.FullName, StringComparer.Ordinal)
            let first = same.First()
            from other in same.Skip(1)
            where other.File != first.File
            select Problem.About(other.Place, GeneratorRules.TypeDeclaredTwice, other.File.Name, other.FullName, first.File.Name);
        return missing.Concat(units.SelectMany(unit => unit.Problems)).Concat(lawless).Concat(twice).Distinct().ToValueList();
    }
}
