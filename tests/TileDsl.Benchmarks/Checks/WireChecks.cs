using System.Globalization;

namespace TileDsl.Benchmarks.Checks;

/// <summary>W8's currents, found here by relaxing the lines of the array in turn until none moves.</summary>
internal static class WireChecks
{
    private const double Segment = 1e6; // of 1 ohm, uS
    private const int MostSweeps = 20_000;

    /// <summary>W8: the first vector's results, in weights times codes; the pedestal of 1 uS and the offset were taken off. Sums are float32.</summary>
    public static string? Products(int[] weights, byte[] x, ProgrammedMatrix matrix, double[] results)
    {
        const double Digit = 99 / 255.0, Accuracy = 1e-5;
        var n = (int)Math.Sqrt(weights.Length);
        var cells = new double[weights.Length];
        for (var at = 0; at < cells.Length; at++) cells[at % n * n + at / n] = 1 + Digit * (weights[at] + 128);
        var inputs = 0;
        foreach (var value in x.AsSpan(0, n)) inputs += value;
        return Currents(cells, x[..n], n, (j, _) => Digit * (results[j] + 128.0 * inputs) + inputs, Accuracy);
    }

    /// <summary>Compares the column currents of one vector.</summary>
    /// <param name="cells">uS, n rows by n columns.</param>
    /// <param name="x">Row voltages, in units.</param>
    /// <param name="found">The current of column j, uS times units.</param>
    /// <param name="accuracy">Relative.</param>
    public static string? Currents(double[] cells, byte[] x, int n, Func<int, byte[], double> found, double accuracy = 1e-6)
    {
        var (u, v, line, reached) = (new double[n * n], new double[n * n], new double[n], new double[n]);
        for (var sweep = 0; ; sweep++)
        {
            var moved = 0.0;
            for (var i = 0; i < n; i++) moved = Math.Max(moved, Relax(u, v, i * n, 1, x[i]));
            for (var j = 0; j < n; j++) moved = Math.Max(moved, Relax(v, u, (n - 1) * n + j, -n, 0));
            if (moved < 1e-12 * byte.MaxValue) break;
            if (sweep == MostSweeps) return "the plain relaxation does not settle";
        }
        for (var j = 0; j < n; j++)
        {
            var (expected, actual) = (v[(n - 1) * n + j] * Segment, found(j, x));
            if (!(Math.Abs(actual - expected) <= accuracy * expected)) return string.Create(CultureInfo.InvariantCulture, $"column {j} is {actual}, not {expected}");
        }
        return null;

        // One line's nodes exactly, from its source on; the nodes of the lines that cross it are held.
        double Relax(double[] nodes, double[] others, int at, int step, double source)
        {
            var (carried, moved) = (source, 0.0);
            for (var k = 0; k < n; k++)
            {
                // u[k] = line[k] u[k+1] + what has been carried so far, Thomas' algorithm.
                var node = at + k * step;
                var last = k == n - 1;
                var diagonal = cells[node] + Segment + (last ? 0 : Segment) - (k == 0 ? 0 : Segment * line[k - 1]);
                carried = (cells[node] * others[node] + Segment * carried) / diagonal;
                line[k] = last ? 0 : Segment / diagonal;
                reached[k] = carried;
            }
            for (var k = n - 1; k >= 0; k--)
            {
                var node = at + k * step;
                var next = reached[k] + (k == n - 1 ? 0 : line[k] * nodes[node + step]);
                moved = Math.Max(moved, Math.Abs(next - nodes[node]));
                nodes[node] = next;
            }
            return moved;
        }
    }
}
