using TileDsl.Benchmarks.Limits;
using TileDsl.Benchmarks.Measuring;

namespace TileDsl.Benchmarks.Works;

/// <summary>W5: n x n products of real inputs on cells that have aged a day, results corrected for drift.</summary>
/// <param name="Layer">The compiled layer.</param>
/// <param name="LimitOf">See <see cref="Work.Limit"/>.</param>
/// <param name="CheckOf">Compares with a plain loop: inputs (vectors by n), the matrix, and its results; what is wrong, or null.</param>
internal sealed record RealWork(
    string Name,
    string Summary,
    Func<LayerSpec> Layer,
    Func<Machine, WorkSize, double> LimitOf,
    Func<float[], ProgrammedMatrix, double[], string?> CheckOf)
    : Work(Name, Summary)
{
    /// <summary>Seconds after programming.</summary>
    public const double Day = 86_400;

    public override IReadOnlyList<Shape> Products(int inputs) => [new Shape(inputs, inputs)];

    public override double Limit(Machine machine, WorkSize size) => LimitOf(machine, size);

    /// <summary>One vector at a time is vector 0, which does not clip.</summary>
    public override ITimed Prepare(WorkSize size)
    {
        var (programmed, x) = (Aged(size.Inputs), Values(WorkData.Inputs(size.Batch, size.Inputs)));
        return size.Batch == 1 ? new TimedRealVector(programmed, x, size.Inputs) : new TimedRealBatch(programmed, x, size.Batch, size.Inputs);
    }

    public override string? Check(int inputs, int vectors)
    {
        var (programmed, x, y) = (Aged(inputs), Values(WorkData.Inputs(vectors, inputs)), new double[vectors * inputs]);
        programmed.MultiplyBatch(x, y);
        return CheckOf(x, programmed, y);
    }

    /// <summary>w/127 on a chip, unread.</summary>
    public static ProgrammedMatrix Program(LayerSpec layer, int inputs, ulong seed = 1) =>
        new LayerMatrix(layer, Weights(inputs)).Program(seed);

    /// <summary>w/127.</summary>
    public static double[] Weights(int inputs) => Array.ConvertAll(WorkData.Weights(inputs, inputs), w => w / 127.0);

    private ProgrammedMatrix Aged(int inputs) => Program(Layer(), inputs).At(Day).Compensated(DriftCompensation.Global);

    private static float[] Values(byte[] x) => Array.ConvertAll(x, value => (value - 128) / 128f);
}

/// <summary>What W5 takes before its first product: programming the array's devices and ageing them a day, once per round.</summary>
internal sealed record AgeWork() : Work("W5setup", "programming and ageing W5's devices a day: microseconds for all of them")
{
    public override IReadOnlyList<Shape> Products(int inputs) => [new Shape(inputs, inputs)];

    public override double Limit(Machine machine, WorkSize size) => LimitTable.W5Setup(machine, size.Inputs);

    public override ITimed Prepare(WorkSize size) => new TimedAgeing(new LayerMatrix(W5At256.Definition.Layers[0], RealWork.Weights(size.Inputs)));

    public override string? Check(int inputs, int vectors) => Checks.DriftChecks.Conductances(WorkData.Weights(inputs, inputs), RealWork.Program(W5At256.Definition.Layers[0], inputs));

    private sealed class TimedAgeing(Matrix matrix) : ITimed
    {
        private ulong _seed;

        public long Run(int rounds, int threads)
        {
            if (threads > 1)
            {
                Parallel.For(0, rounds * threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, n => matrix.Program((ulong)n).At(RealWork.Day));
                return (long)rounds * threads;
            }
            for (var round = 0; round < rounds; round++) matrix.Program(_seed++).At(RealWork.Day);
            return rounds;
        }
    }
}
