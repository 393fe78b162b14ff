using TileDsl.Diagnostics;
using TileDsl.Emission;
using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>The names of generated types, each given once.</summary>
internal sealed class TypeNames(List<Diagnostic> diagnostics)
{
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal)
    {
        [Identifiers.KernelNamespace] = "the namespace of generated kernels",
        ["Definition"] = "a member of generated types",
        ["Flatten"] = "a member of generated types",
        ["Load"] = "a member of generated types",
        ["NoiseFreeKernel"] = "a member of generated types",
        ["NoisyKernel"] = "a member of generated types",
    };

    public string Take(string name, string owner, Origin origin)
    {
        var type = Identifiers.TypeName(name);
        if (_owners.TryGetValue(type, out var first))
            diagnostics.Add(new Diagnostic(PlanRules.NameTaken, origin.Span, first, owner, type));
        else
            _owners.Add(type, owner);
        return type;
    }
}
