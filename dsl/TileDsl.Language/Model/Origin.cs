using TileDsl.Syntax;

namespace TileDsl.Model;

/// <summary>
/// Where a part of a model was written. Origins are for messages: two models that differ only in where things stand are
/// equal, which is what lets a build keep its sources when a comment is edited.
/// </summary>
public readonly struct Origin(SourceSpan span) : IEquatable<Origin>
{
    public SourceSpan Span { get; } = span;

    public static implicit operator Origin(SourceSpan span) => new(span);

    public bool Equals(Origin other) => true;

    public override bool Equals(object? obj) => obj is Origin;

    public override int GetHashCode() => 0;

    public override string ToString() => "";
}

/// <summary>What a file says in quotation marks, such as a path, and where; equal to the same text elsewhere.</summary>
public sealed record Quoted(string Text, Origin Origin)
{
    public override string ToString() => Text;
}
