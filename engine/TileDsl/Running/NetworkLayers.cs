using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>The layers of a network, who reads whom, and where values stand; immutable once calibrated.</summary>
internal sealed class NetworkLayers
{
    /// <summary>Values that the slots of a batch hold at most: more samples would leave the caches.</summary>
    private const int ValuesOfBatch = 1 << 18;

    private readonly NetworkSpec _network;
    private readonly bool[] _readsInput;
    private readonly InputStage?[] _stages;

    public NetworkLayers(NetworkSpec network, WeightTensor?[] binding)
    {
        _network = network;
        All = [.. network.Layers.Select((layer, n) => NetworkLayer.Of(layer, n, binding[n], $"network '{network.Name}', layer '{layer.Name}'"))];
        Placed = [.. All.Where(layer => layer.Quantised is not null)];
        InputLength = network.InputShape.Aggregate(1, (product, n) => product * n);
        OutputLength = All[^1].Outputs;
        MostProducts = Placed.Select(ProductsOf).DefaultIfEmpty(1).Max();

        // The input in another shape is the input.
        var isInput = new bool[All.Length + 1];
        isInput[0] = true;
        foreach (var layer in All) isInput[layer.Index + 1] = IsSame(layer.Index) && isInput[layer.Operands[0]];
        _readsInput = [.. All.Select(layer => isInput[layer.Operands[0]])];
        _stages = [.. All.Select(layer => layer is ProductLayer { Quantised: { } weights } && _readsInput[layer.Index] ? new InputStage(network, layer.Spec, weights.Cycles) : null)];
        ReadsBytes = _stages.Any(stage => stage is { TakesBytes: true });
        ReadsReal = All.Any(layer => !IsSame(layer.Index) && layer.Operands.Any(value => isInput[value]) && _stages[layer.Index] is not { TakesBytes: true }) || isInput[^1];

        int[] lengths = [InputLength, .. All.Select(layer => layer.Outputs)];
        var operands = Array.ConvertAll(All, layer => layer.Operands);
        Slots = new ValueSlots(lengths, operands, IsSame, n => All[n] is ProductLayer { Quantised: not null }, ReadsReal);
        FloatSlots = new ValueSlots(lengths, operands, IsSame, _ => false, hasInput: true);
        Batch = Math.Clamp(ValuesOfBatch / Math.Max(Slots.Slots.Sum(), 1), 1, SampleLoop.Batch);
    }

    public NetworkLayer[] All { get; }

    /// <summary>Those on arrays.</summary>
    public NetworkLayer[] Placed { get; }

    public int InputLength { get; }

    public int OutputLength { get; }

    /// <summary>Products of one sample, of the layer that makes most.</summary>
    public int MostProducts { get; }

    /// <summary>Whether some layer's input codes are those of the input's bytes.</summary>
    public bool ReadsBytes { get; }

    /// <summary>Whether some layer reads the real values of the input.</summary>
    public bool ReadsReal { get; }

    /// <summary>Where values stand as a chip runs.</summary>
    public ValueSlots Slots { get; }

    /// <summary>Where values stand in the float64 network, which keeps its input.</summary>
    public ValueSlots FloatSlots { get; }

    /// <summary>Samples that a chip does together at most.</summary>
    public int Batch { get; }

    /// <summary>Whether a layer's result is its operand as it stands.</summary>
    public bool IsSame(int layer) => All[layer].Spec is { Operation: LayerOperation.Flatten, Activation: Activation.None };

    /// <summary>The scale and zero point that the file gives the inputs of a layer; null where they are its own to find.</summary>
    public (double Scale, int ZeroPoint)? GivenInputs(NetworkLayer layer) => _stages[layer.Index] is { HasScale: true } stage ? (stage.Scale, stage.ZeroPoint) : null;

    /// <summary>The codes that a layer takes for bytes; null where it does not read them.</summary>
    public ByteCodes? CodesOfBytes(NetworkLayer layer) => _stages[layer.Index] is { TakesBytes: true } stage ? stage.CodesOfBytes(layer.Quantised!.Quantiser) : null;

    /// <summary>The real values of a sample, in place.</summary>
    public void ToReal(Span<double> sample)
    {
        if (_network.InputType == ElementType.Float32) return;
        var scale = _network.InputScale ?? 1;
        foreach (ref var v in sample) v = (v - _network.InputZeroPoint) * scale;
    }

    /// <summary>What products of one inference cost, but for driver pulses.</summary>
    public EventCounts EventsPerInference
    {
        get
        {
            var sum = new EventCounts(1, 0, 0, 0);
            foreach (var layer in Placed)
            {
                var one = layer.Quantised!.EventsPerProduct;
                sum += new EventCounts(0, one.Conversions * ProductsOf(layer), one.CellReads * ProductsOf(layer), 0);
            }
            return sum;
        }
    }

    /// <summary>Products of each of a layer's matrices for one sample.</summary>
    public static int ProductsOf(NetworkLayer layer) => layer switch
    {
        ProductLayer product => product.Positions,
        RecurrentLayer recurrent => recurrent.Products,
        _ => 1,
    };

    /// <summary>All matrices on arrays, layer by layer.</summary>
    public IEnumerable<BoundMatrix> Matrices => Placed.SelectMany(layer => layer.Quantised!.Matrices).Select(matrix => matrix.Matrix);

    /// <summary>Those of all matrices, layers first to last.</summary>
    public MatrixGeometry[] Geometries => [.. Matrices.Select(matrix => matrix.Geometry)];

    /// <summary>The devices of a chip's matrices, by layer.</summary>
    /// <param name="history">What they bring with them.</param>
    public MatrixDevices[][] Program(ulong seed, int chip, Noise noise, DeviceHistory history)
    {
        var firstArrays = GivenFaults.FirstArrays(Geometries, history, noise);
        var first = 0;
        return Array.ConvertAll(All, layer =>
        {
            var matrices = layer.Quantised?.Matrices ?? [];
            var arrays = firstArrays.AsSpan(first, matrices.Length).ToArray();
            first += matrices.Length;
            return matrices.Select((m, n) => m.Matrix.Program(new ChipIdentity(seed, chip, layer.Index, n), noise, history, arrays[n])).ToArray();
        });
    }
}
