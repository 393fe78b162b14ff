namespace TileDsl.Tests.Devices.Wires;

/// <summary>
/// Block elimination in the plainest terms, for arrays too large for <see cref="DenseCircuit"/>: per row, the full inverse of its
/// nodal matrix; down the columns, full inverses. No resistance may be zero.
/// </summary>
internal static class PlainRecursion
{
    /// <summary>Geff, uS, rows by columns; resistances in ohm.</summary>
    public static double[] Effective(double[] cells, int rows, int columns, double row, double column, double rowEnd, double columnEnd)
    {
        var admittance = new double[columns, columns];
        var currents = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            // The row's nodes: (segments + cells) u = end V + cells v.
            var nodes = new double[columns, columns];
            for (var j = 0; j < columns; j++)
            {
                nodes[j, j] += cells[i * columns + j] + (j == 0 ? 1e6 / rowEnd : 1e6 / row) + (j + 1 < columns ? 1e6 / row : 0);
                if (j + 1 < columns) nodes[j, j + 1] = nodes[j + 1, j] = -1e6 / row;
            }
            var inverse = Inverse(nodes);
            for (var j = 0; j < columns; j++)
            {
                var g = cells[i * columns + j];
                currents[i, j] = g * inverse[j, 0] * 1e6 / rowEnd;
                admittance[j, j] += g;
                for (var k = 0; k < columns; k++) admittance[j, k] -= g * inverse[j, k] * cells[i * columns + k];
            }
            // Past the segment below: currents share between the network above and the segment's resistance.
            var resistance = (i + 1 < rows ? column : columnEnd) / 1e6;
            var shared = new double[columns, columns];
            for (var j = 0; j < columns; j++)
            {
                for (var k = 0; k < columns; k++) shared[j, k] = resistance * admittance[j, k] + (j == k ? 1 : 0);
            }
            var share = Inverse(shared);
            admittance = Product(admittance, share);
            currents = Product(currents, share);
        }
        return [.. currents.Cast<double>()];
    }

    private static double[,] Product(double[,] a, double[,] b)
    {
        var product = new double[a.GetLength(0), b.GetLength(1)];
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var k = 0; k < b.GetLength(0); k++)
            {
                for (var j = 0; j < b.GetLength(1); j++) product[i, j] += a[i, k] * b[k, j];
            }
        }
        return product;
    }

    /// <summary>Gauss and Jordan; the matrices here are diagonally dominant.</summary>
    private static double[,] Inverse(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (a, inverse) = ((double[,])matrix.Clone(), new double[n, n]);
        for (var k = 0; k < n; k++) inverse[k, k] = 1;
        for (var k = 0; k < n; k++)
        {
            var pivot = a[k, k];
            for (var j = 0; j < n; j++) (a[k, j], inverse[k, j]) = (a[k, j] / pivot, inverse[k, j] / pivot);
            for (var i = 0; i < n; i++)
            {
                var factor = a[i, k];
                if (i == k || factor == 0) continue;
                for (var j = 0; j < n; j++) (a[i, j], inverse[i, j]) = (a[i, j] - factor * a[k, j], inverse[i, j] - factor * inverse[k, j]);
            }
        }
        return inverse;
    }
}
