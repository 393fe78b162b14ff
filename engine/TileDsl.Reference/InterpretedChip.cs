using TileDsl.Data;

namespace TileDsl.Reference;

/// <summary>A programmed network as the interpreter computes it.</summary>
public sealed class InterpretedChip
{
    private readonly NetworkInterpreter _network;
    private readonly InterpretedMatrix[] _layers;

    internal InterpretedChip(NetworkInterpreter network, InterpretedMatrix[] layers) => (_network, _layers) = (network, layers);

    /// <summary>What the samples so far have cost.</summary>
    public EventCounts Events
    {
        get
        {
            var sum = _layers.Aggregate(default(EventCounts), (events, layer) => events + layer.Events);
            return sum with { Inferences = _layers[0].Events.Inferences };
        }
    }

    /// <summary>Runs one sample; its global index keys its read noise.</summary>
    public double[] Run(Samples samples, int index, long firstIndex = 0) => _network.Run(_layers, samples, index, firstIndex + index);
}
