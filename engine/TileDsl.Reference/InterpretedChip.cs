using TileDsl.Data;

namespace TileDsl.Reference;

/// <summary>A programmed network as the interpreter computes it.</summary>
public sealed class InterpretedChip
{
    private readonly NetworkInterpreter _network;
    private readonly InterpretedMatrix[][] _layers;
    private int _inferences;

    internal InterpretedChip(NetworkInterpreter network, InterpretedMatrix[][] layers) => (_network, _layers) = (network, layers);

    /// <summary>What the samples so far have cost.</summary>
    public EventCounts Events =>
        _layers.SelectMany(matrices => matrices).Aggregate(default(EventCounts), (events, matrix) => events + matrix.Events) with { Inferences = _inferences };

    /// <summary>Runs one sample; its global index keys its read noise.</summary>
    public double[] Run(Samples samples, int index, long firstIndex = 0)
    {
        _inferences++;
        return _network.Run(_layers, samples, index, firstIndex + index);
    }
}
