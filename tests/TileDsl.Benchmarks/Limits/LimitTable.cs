using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Limits;

/// <summary>
/// The least time of each workload on one core, in microseconds per vector, from what the machine was just seen to do.
/// N x M is the matrix; GMAC/s are thousands of multiply-adds per microsecond.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>work</term><description>what cannot be avoided</description></listheader>
/// <item><term>W1</term><description>N M float multiply-adds, or reading the 4 N M bytes of weights once per batch</description></item>
/// <item><term>W2</term><description>N M digits for each of 4 slices and 8 cycles, by look-up</description></item>
/// <item><term>W2x</term><description>N M integer multiply-adds: the converter loses nothing</description></item>
/// <item><term>W3</term><description>for each slice and cycle, one addition for every four rows of a column (a table of 16 sums of four conductances)</description></item>
/// <item><term>W4</term><description>W1, and one Gaussian per column</description></item>
/// <item><term>W5</term><description>W4 for every pass: one alone, 1.2 on average in batches</description></item>
/// <item><term>W5r</term><description>the same, and as many multiply-adds of squared inputs with the variances of cells</description></item>
/// <item><term>W5setup</term><description>of each of 2 N^2 devices three Gaussians, and two logarithms and two exponentials in float64: 100 vector instructions for eight</description></item>
/// <item><term>W8</term><description>W1</description></item>
/// <item><term>W7</term><description>W2, and one Gaussian per column, slice and cycle</description></item>
/// <item><term>W8setup</term><description>N^4 multiply-adds in float64, at half the rate of float32: N^3 / 2 to put a row's wires in series, N^3 / 2 on average to carry the rows above on, of each row</description></item>
/// <item><term>W6</term><description>the sum over its layers</description></item>
/// </list>
/// </remarks>
internal static class LimitTable
{
    private const double PerMicrosecond = 1000;
    private const int Slices = 4;
    private const int Cycles = 8;
    private const int RowsPerTable = 4;
    private const int InstructionsOfAgeing = 100;

    public static double W1(Machine machine, Shape shape, int batch) => Math.Max(
        shape.Macs / (machine.FloatMacs * PerMicrosecond),
        sizeof(float) * shape.Macs / (machine.ReadRate(sizeof(float) * shape.Macs) * PerMicrosecond * batch));

    public static double W2(Machine machine, Shape shape) => Slices * Cycles * shape.Macs / (machine.DigitMacs * PerMicrosecond);

    public static double W2x(Machine machine, Shape shape) => shape.Macs / (machine.IntegerMacs * PerMicrosecond);

    public static double W3(Machine machine, Shape shape) => Slices * Cycles * shape.Macs / RowsPerTable / (machine.FloatMacs * PerMicrosecond);

    public static double W4(Machine machine, Shape shape, int batch) => W1(machine, shape, batch) + Gaussians(machine, shape.Outputs);

    public static double W5(Machine machine, Shape shape, int batch) => Passes(batch) * W4(machine, shape, batch);

    public static double W5r(Machine machine, Shape shape, int batch) => Passes(batch) * (W4(machine, shape, batch) + W1(machine, shape, batch));

    public static double W5Setup(Machine machine, int n) => 2L * n * n * (3 * machine.Gaussian + InstructionsOfAgeing / 8.0 * 16 / machine.FloatMacs) / PerMicrosecond;

    /// <summary>W6 as W5: the first layer clips at its full scale as good as always, and not at half of it.</summary>
    public static double W6AsW5(Machine machine, Shape shape, int batch) => (shape.Inputs == NetworkWork.Inputs ? 2 : 1) * W4(machine, shape, batch);

    private static double Passes(int batch) => batch == 1 ? 1 : 1.2;

    public static double W7(Machine machine, Shape shape) => W2(machine, shape) + Gaussians(machine, Slices * Cycles * shape.Outputs);

    public static double W8Setup(Machine machine, int n) => Math.Pow(n, 4) / (machine.FloatMacs / 2 * PerMicrosecond);

    private static double Gaussians(Machine machine, int count) => count * machine.Gaussian / PerMicrosecond;
}
