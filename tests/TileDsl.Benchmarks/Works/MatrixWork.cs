using TileDsl.Benchmarks.Limits;
using TileDsl.Benchmarks.Measuring;

namespace TileDsl.Benchmarks.Works;

/// <summary>A layer of a .tile program as a lone matrix: inputs are codes and results are not rescaled.</summary>
internal sealed class LayerMatrix(LayerSpec layer, double[] weights) : Matrix(layer.Matrices[0].Matrix, layer.Matrices[0].NoiseFree, layer.Matrices[0].Noisy, weights);

/// <summary>A workload that is one n x n product.</summary>
/// <param name="Layer">The compiled layer of n inputs.</param>
/// <param name="Weight">The weight as the program takes it, from -127 .. 127.</param>
/// <param name="Code">The input code, from 0 .. 255.</param>
/// <param name="LimitOf">See <see cref="Work.Limit"/>.</param>
/// <param name="CheckOf">Compares a programmed matrix with a plain loop: weights, inputs (vectors by n) and the matrix; what is wrong, or null.</param>
internal sealed record MatrixWork(
    string Name,
    string Summary,
    Func<int, LayerSpec> Layer,
    Func<int, double> Weight,
    Func<byte, int> Code,
    Func<Machine, WorkSize, double> LimitOf,
    Func<int[], byte[], ProgrammedMatrix, double[], string?> CheckOf)
    : Work(Name, Summary)
{
    public override IReadOnlyList<Shape> Products(int inputs) => [new Shape(inputs, inputs)];

    public override double Limit(Machine machine, WorkSize size) => LimitOf(machine, size);

    public override ITimed Prepare(WorkSize size)
    {
        var programmed = Program(WorkData.Weights(size.Inputs, size.Inputs), size.Inputs);
        return size.Batch == 1
            ? new TimedVectors(programmed, Codes(WorkData.Inputs(TimedVectors.Distinct, size.Inputs)), size.Inputs, size.Inputs)
            : new TimedBatch(programmed, Codes(WorkData.Inputs(size.Batch, size.Inputs)), size.Batch, size.Inputs);
    }

    public override string? Check(int inputs, int vectors)
    {
        var (weights, x) = (WorkData.Weights(inputs, inputs), WorkData.Inputs(vectors, inputs));
        var programmed = Program(weights, inputs);
        return CheckOf(weights, x, programmed, programmed.MultiplyBatch(Codes(x)));
    }

    private ProgrammedMatrix Program(int[] weights, int inputs) =>
        new LayerMatrix(Layer(inputs), Array.ConvertAll(weights, w => Weight(w))).Program(seed: 1);

    private int[] Codes(byte[] x) => Array.ConvertAll(x, value => Code(value));
}
