using TileDsl.Benchmarks.Limits;
using TileDsl.Benchmarks.Measuring;

namespace TileDsl.Benchmarks.Works;

/// <summary>A size at which a workload is measured.</summary>
/// <param name="Inputs">n: inputs of the (first) matrix.</param>
/// <param name="Batch">Independent vectors per call.</param>
/// <param name="Goal">Microseconds per vector on one core of the machine the goals were set on.</param>
internal sealed record WorkSize(int Inputs, int Batch, double Goal);

/// <summary>The shape of one product.</summary>
internal sealed record Shape(int Inputs, int Outputs)
{
    /// <summary>Multiply-adds, each weight once.</summary>
    public long Macs => (long)Inputs * Outputs;
}

/// <summary>One workload: what is computed, how fast it can be, and whether it is right.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Summary">One line for a list.</param>
internal abstract record Work(string Name, string Summary)
{
    /// <summary>Where it is measured.</summary>
    public required IReadOnlyList<WorkSize> Sizes { get; init; }

    /// <summary>The products of one vector, for the yardstick and for GMAC/s.</summary>
    public abstract IReadOnlyList<Shape> Products(int inputs);

    /// <summary>The machine's limit, microseconds per vector on one core.</summary>
    public abstract double Limit(Machine machine, WorkSize size);

    /// <summary>Programs the hardware and makes the inputs, ready to be timed.</summary>
    public abstract ITimed Prepare(WorkSize size);

    /// <summary>The kernels of a network, each ready to be timed alone; none for a lone product.</summary>
    public virtual IReadOnlyList<ITimed> PrepareKernels(WorkSize size) => [];

    /// <summary>Compares results with a plain loop over the workload's definition.</summary>
    /// <returns>What is wrong, or null.</returns>
    public abstract string? Check(int inputs, int vectors);
}
