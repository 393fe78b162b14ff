namespace TileDsl.Planning;

/// <summary>How programs are planned; for tests that force a strategy, and for comparing one with another.</summary>
/// <param name="Without">Names of rewrites that are not to be tried; see <see cref="Rewrites.Names"/>.</param>
public sealed record PlanOptions(IReadOnlyCollection<string> Without)
{
    /// <summary>Every rewrite is tried.</summary>
    public static PlanOptions Default { get; } = new([]);
}
