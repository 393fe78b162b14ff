using System.Numerics;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>What follows a layer's product, in float32 and in place.</summary>
public static class FloatActivation
{
    /// <summary>Applies an activation to every value; softmax to all of them together.</summary>
    /// <param name="activation">Which.</param>
    /// <param name="parameters">The slope of LeakyRelu; the factor of HardSigmoid (0 for 1/6 and 1/2) and what it adds.</param>
    /// <param name="values">Overwritten.</param>
    /// <param name="path">The width of the vectors.</param>
    public static void Apply(Activation activation, (float First, float Second) parameters, Span<float> values, VectorPath path = VectorPath.Auto)
    {
        if (activation == Activation.None) return;
        if (activation == Activation.Softmax)
        {
            FloatSoftmax.Apply(values, path);
            return;
        }
        if (TilePath.Resolve(path) == VectorPath.Scalar)
        {
            foreach (ref var y in values) y = Of(activation, parameters, y);
            return;
        }
        switch (activation)
        {
            case Activation.Clip: Lanes.Map(new ClipLanes(new Clip(parameters.First, parameters.Second)), values, values); break;
            case Activation.Relu or Activation.Relu6: Lanes.Map(new ClipLanes(Clip.Of(activation).Clip), values, values); break;
            case Activation.LeakyRelu: Lanes.Map(new LeakyReluLanes(parameters.First), values, values); break;
            case Activation.Sigmoid: Lanes.Map(new SigmoidLanes(), values, values); break;
            case Activation.HardSigmoid when parameters.First != 0: Lanes.Map(new GivenHardSigmoidLanes(parameters.First, parameters.Second), values, values); break;
            case Activation.HardSigmoid: Lanes.Map(new HardSigmoidLanes(), values, values); break;
            case Activation.HardSwish: Lanes.Map(new HardSwishLanes(), values, values); break;
            case Activation.Tanh: Lanes.Map(new TanhLanes(), values, values); break;
            default: throw new ArgumentOutOfRangeException(nameof(activation));
        }
    }

    private static float Of(Activation activation, (float First, float Second) parameters, float y) => activation switch
    {
        Activation.Relu => Math.Max(y, 0),
        Activation.Clip => Math.Min(Math.Max(y, parameters.First), parameters.Second),
        Activation.Relu6 => Math.Min(Math.Max(y, 0), 6),
        Activation.LeakyRelu => y >= 0 ? y : parameters.First * y,
        Activation.Sigmoid => (float)Elementary.Sigmoid(y),
        Activation.HardSigmoid => parameters.First == 0 ? HardSigmoid(y) : Math.Min(Math.Max(parameters.First * y + parameters.Second, 0), 1),
        Activation.HardSwish => y * HardSigmoid(y),
        Activation.Tanh => (float)Elementary.Tanh(y),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    private static float HardSigmoid(float y) => Math.Min(Math.Max(y / 6 + 0.5f, 0), 1);

    private readonly struct ClipLanes(Clip clip) : ILaneFunction
    {
        public Vector<float> Of(Vector<float> x) => clip.Of(x);
    }

    private readonly struct LeakyReluLanes(float slope) : ILaneFunction
    {
        public Vector<float> Of(Vector<float> x) => Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), x * new Vector<float>(slope), x);
    }

    private readonly struct SigmoidLanes : ILaneFunction
    {
        public Vector<float> Of(Vector<float> x) => FloatFunctions.Sigmoid(x);
    }

    private readonly struct HardSigmoidLanes : ILaneFunction
    {
        public Vector<float> Of(Vector<float> x) =>
            Vector.MinNative(Vector<float>.One, Vector.MaxNative(Vector<float>.Zero, x / new Vector<float>(6f) + new Vector<float>(0.5f)));
    }

    private readonly struct GivenHardSigmoidLanes(float factor, float sum) : ILaneFunction
    {
        public Vector<float> Of(Vector<float> x) =>
            Vector.MinNative(Vector<float>.One, Vector.MaxNative(Vector<float>.Zero, x * new Vector<float>(factor) + new Vector<float>(sum)));
    }

    private readonly struct HardSwishLanes : ILaneFunction
    {
        public Vector<float> Of(Vector<float> x) => x * new HardSigmoidLanes().Of(x);
    }

    private readonly struct TanhLanes : ILaneFunction
    {
        public Vector<float> Of(Vector<float> x) => FloatFunctions.Tanh(x);
    }
}
