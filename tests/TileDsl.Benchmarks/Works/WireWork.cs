using TileDsl.Benchmarks.Checks;
using TileDsl.Benchmarks.Limits;
using TileDsl.Benchmarks.Measuring;
using TileDsl.Devices;

namespace TileDsl.Benchmarks.Works;

/// <summary>What W8 takes before its first product: the effective matrix of an n x n array with wires, once per round.</summary>
internal sealed record WireWork() : Work("W8setup", "the effective matrix of W8's array, found once: microseconds for all of it")
{
    public static WireSpec Wires { get; } = new() { Row = 1, Column = 1, RowEnd = 1, ColumnEnd = 1 };

    public override IReadOnlyList<Shape> Products(int inputs) => [new Shape(inputs, inputs)];

    public override double Limit(Machine machine, WorkSize size) => LimitTable.W8Setup(machine, size.Inputs);

    public override ITimed Prepare(WorkSize size) => new TimedSetup(Conductances(size.Inputs), size.Inputs);

    public override string? Check(int inputs, int vectors)
    {
        var (cells, effective) = (Conductances(inputs), new double[inputs * inputs]);
        EffectiveMatrix.Solve(cells, inputs, inputs, Wires, effective);
        return WireChecks.Currents(cells, WorkData.Inputs(1, inputs), inputs, (j, x) =>
        {
            var sum = 0.0;
            for (var i = 0; i < inputs; i++) sum += x[i] * effective[i * inputs + j];
            return sum;
        });
    }

    /// <summary><c>1 + 99 (w + 128)/255</c> uS, inputs by outputs.</summary>
    public static double[] Conductances(int inputs)
    {
        var weights = WorkData.Weights(inputs, inputs);
        var cells = new double[weights.Length];
        for (var n = 0; n < cells.Length; n++) cells[n % inputs * inputs + n / inputs] = 1 + 99 * (weights[n] + 128) / 255.0;
        return cells;
    }

    private sealed class TimedSetup(double[] cells, int inputs) : ITimed
    {
        private readonly double[] _effective = new double[cells.Length];

        public long Run(int rounds, int threads)
        {
            for (var round = 0; round < rounds; round++) EffectiveMatrix.Solve(cells, inputs, inputs, Wires, _effective, threads);
            return rounds;
        }
    }
}
