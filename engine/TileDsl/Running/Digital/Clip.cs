using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>Limits of a value: the activations that need nothing else.</summary>
internal readonly record struct Clip(float Lowest, float Highest)
{
    /// <summary>No limits.</summary>
    public static Clip None { get; } = new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>The limits that are an activation, and what remains to be applied after them.</summary>
    public static (Clip Clip, Activation Remaining) Of(Activation activation) => activation switch
    {
        Activation.Relu => (None with { Lowest = 0 }, Activation.None),
        Activation.Relu6 => (new Clip(0, 6), Activation.None),
        _ => (None, activation),
    };
}
