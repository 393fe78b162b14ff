using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Reads <c>relu</c>, <c>leaky_relu(0.01)</c>, <c>clip(0..6)</c>, <c>hard_sigmoid(0.2, 0.5)</c>.</summary>
internal static class ActivationReader
{
    private static readonly Due Limit = Due.Number("a limit", "6");

    /// <summary>The next term; null where it is none, which has been reported.</summary>
    public static ActivationModel? Read(PropertyReader reader)
    {
        var term = reader.Take("an activation, `of`, `from` or `place`", "relu");
        var name = term switch { NameNode word => word, CallNode call => call.Name, _ => null };
        if (name is null || !ActivationWords.TryGet(name.Text, out var kind))
        {
            if (name is not null) reader.Unknown(name, "an activation", ActivationWords.All, []);
            else if (term is not null) reader.Report(ValueRules.Unexpected, term.Span, "An activation, `of`, `from` or `place`", "relu", Wording.Found(term));
            return null;
        }
        return Parameters(reader, term!, kind, term is CallNode { Arguments: var arguments } ? arguments : []);
    }

    /// <summary>What is said of an activation: its word alone, or its parameters.</summary>
    /// <param name="term">Where it stands.</param>
    public static ActivationModel? Parameters(PropertyReader reader, Expression term, Activation kind, IReadOnlyList<PhraseNode> arguments)
    {
        switch (kind)
        {
            case Activation.LeakyRelu:
                if (arguments.Count != 1) return Missing(reader, term, "The slope below zero", "leaky_relu(0.01)");
                var slope = Inside(reader, arguments[0], r => r.Value(Due.Number("the slope below zero", "0.01"), v => v.Sign >= 0 && v <= 1, "in 0..1"));
                return new ActivationModel(kind, slope, 0);
            case Activation.Clip:
                if (arguments.Count != 1) return Missing(reader, term, "The range it is clipped to", "clip(0..6)");
                var (low, high) = Inside(reader, arguments[0], r => r.Range(Limit with { What = "a range" }, orEqual: true));
                return new ActivationModel(kind, low, high);
            case Activation.HardSigmoid when arguments.Count == 2:
                var factor = Inside(reader, arguments[0], r => r.Value(Due.Number("the slope", "0.2"), v => v.Sign > 0, "above 0"));
                return new ActivationModel(kind, factor, Inside(reader, arguments[1], r => r.Value(Due.Number("the value at zero", "0.5"))));
            default:
                if (arguments.Count > 0) reader.Report(ValueRules.LeftOver, arguments[0].Span, ActivationWords.Of(kind), Wording.Found(arguments[0].Terms[0]));
                return new ActivationModel(kind, 0, 0);
        }
    }

    private static ActivationModel? Missing(PropertyReader reader, Expression term, string what, string example)
    {
        reader.Report(ValueRules.Missing, term.Span, what, example, "activation");
        return null;
    }

    private static T Inside<T>(PropertyReader reader, PhraseNode argument, Func<PropertyReader, T> read)
    {
        var inner = reader.Inside(argument);
        var value = read(inner);
        inner.End();
        if (inner.Failed) reader.Fail();
        return value;
    }
}
