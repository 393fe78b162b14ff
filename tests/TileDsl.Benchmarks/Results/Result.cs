using TileDsl.Benchmarks.Limits;
using TileDsl.Benchmarks.Measuring;

namespace TileDsl.Benchmarks.Results;

/// <summary>A measured case beside the machine's limit, the yardstick and the goal.</summary>
internal sealed record Result(Case Case, Measurement Measured, Machine Machine)
{
    /// <summary>Least microseconds per vector on these threads; infinite where the machine's rate is not known.</summary>
    public double Limit => Case.Work.Limit(Machine, Case.Size) / Case.Threads;

    /// <summary>Share of the limit that is reached, 1 for all; null where the limit is not known.</summary>
    public double? LimitShare => double.IsFinite(Limit) ? Limit / Measured.Micros : null;

    public double VectorsPerSecond => 1e6 / Measured.Micros;

    /// <summary>10^9 multiply-adds per second, each weight once per vector whatever the slices and input bits.</summary>
    public double GigaMacs => Case.Work.Products(Case.Size.Inputs).Sum(product => product.Macs) / Measured.Micros / 1000;

    /// <summary>OpenBLAS's time on one thread over ours: 2 is twice as fast as its product.</summary>
    public double? YardstickRatio => Measured.YardstickMicros / Measured.Micros;

    /// <summary>A network's time over the sum of its kernels'.</summary>
    public double? KernelRatio => Measured.Micros / Measured.KernelMicros;

    public bool GoalReached => Measured.Micros <= Case.Goal;
}
