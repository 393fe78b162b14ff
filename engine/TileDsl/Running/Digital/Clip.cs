using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>Limits of a value: the activations that need nothing else.</summary>
internal readonly record struct Clip(float Lowest, float Highest)
{
    /// <summary>No limits.</summary>
    public static Clip None { get; } = new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>A number within the limits.</summary>
    public float Of(float x) => Math.Min(Math.Max(x, Lowest), Highest);

    /// <summary>In every lane. Not a number stays so: of the native instructions, the second operand is the result then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Of(Vector<float> x) => Vector.MinNative(new Vector<float>(Highest), Vector.MaxNative(new Vector<float>(Lowest), x));

    /// <summary>In every lane of 512 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> x) => Vector512.MinNative(Vector512.Create(Highest), Vector512.MaxNative(Vector512.Create(Lowest), x));

    /// <summary>The limits that are an activation, and what remains to be applied after them.</summary>
    public static (Clip Clip, Activation Remaining) Of(Activation activation) => activation switch
    {
        Activation.Relu => (None with { Lowest = 0 }, Activation.None),
        Activation.Relu6 => (new Clip(0, 6), Activation.None),
        _ => (None, activation),
    };
}
