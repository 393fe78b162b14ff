using TileDsl.Benchmarks.Limits;
using TileDsl.Benchmarks.Measuring;
using TileDsl.Data;

namespace TileDsl.Benchmarks.Works;

/// <summary>W6: a whole network, 784-256-128-10, from samples to results.</summary>
/// <param name="Create">Binds the weights, and calibrates what needs it.</param>
/// <param name="Code">A code of a layer's inputs, from 0 .. 255, for the kernels alone.</param>
/// <param name="LimitOf">The limit of one layer.</param>
/// <param name="CheckOf">Compares results with a plain loop: weights by layer, inputs (samples by 784), the chip, and the results.</param>
internal sealed record NetworkWork(
    string Name,
    string Summary,
    Func<IWeightSource, Network> Create,
    Func<byte, int> Code,
    Func<Machine, Shape, int, double> LimitOf,
    Func<int[][], byte[], Chip, double[], string?> CheckOf)
    : Work(Name, Summary)
{
    public const int Inputs = 784;

    /// <summary>Vectors per call of a kernel alone.</summary>
    private const int KernelBatch = 256;

    private const ulong FirstWeightSeed = 10;

    public static IReadOnlyList<Shape> Layers { get; } = [new(Inputs, 256), new(256, 128), new(128, 10)];

    public override IReadOnlyList<Shape> Products(int inputs) => Layers;

    public override double Limit(Machine machine, WorkSize size) => Layers.Sum(layer => LimitOf(machine, layer, size.Batch));

    public override ITimed Prepare(WorkSize size) => new TimedNetwork(Program(), Of(WorkData.Inputs(size.Batch, Inputs)));

    public override IReadOnlyList<ITimed> PrepareKernels(WorkSize size)
    {
        var network = Create(Tensors(Weights()));
        return [.. Layers.Select((shape, n) =>
        {
            var matrix = new LayerMatrix(network.Spec.Layers[n], Array.ConvertAll(Weights()[n], w => (double)w)).Program(seed: 1);
            if (IsAged) matrix = matrix.At(RealWork.Day);
            var codes = Array.ConvertAll(WorkData.Inputs(KernelBatch, shape.Inputs), x => Code(x));
            return new TimedBatch(matrix, codes, KernelBatch, shape.Outputs);
        })];
    }

    public override string? Check(int inputs, int vectors)
    {
        var x = WorkData.Inputs(vectors, Inputs);
        var chip = Program();
        return CheckOf(Weights(), x, chip, chip.RunBatch(Of(x)));
    }

    /// <summary>Whether the chip is a day old and compensated; inputs are float32 then.</summary>
    public bool IsAged { get; init; }

    private Chip Program()
    {
        var chip = Create(Tensors(Weights())).Program(seed: 1);
        return IsAged ? chip.At(RealWork.Day).Compensated(DriftCompensation.Global) : chip;
    }

    private Samples Of(byte[] x) => IsAged ? Samples.Of(Array.ConvertAll(x, value => value / 255f), Inputs) : Samples.Of(x, Inputs);

    private static int[][] Weights() => [.. Layers.Select((shape, n) => WorkData.Weights(shape.Outputs, shape.Inputs, FirstWeightSeed + (ulong)n))];

    private static ArrayWeights Tensors(int[][] weights) =>
        new([.. Layers.Select((shape, n) => new WeightTensor($"layer {n}", shape.Outputs, shape.Inputs, Array.ConvertAll(weights[n], w => (float)w)))]);
}
