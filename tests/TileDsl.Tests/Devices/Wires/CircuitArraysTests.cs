using TileDsl.Devices;
using TileDsl.Devices.Wires;
using TileDsl.Kernels;
using TileDsl.Tests.Kernels;

namespace TileDsl.Tests.Devices.Wires;

public class CircuitArraysTests
{
    private static readonly WireSpec s_wires = RandomArray.Ohms(300, 200, 700, 500);

    public static MatrixSpec[] Arrangements { get; } =
    [
        Specs.Of(7, 3, 4, 2),
        Specs.Of(7, 3, 4, 6) with { SubtractDigital = true, SlicesAcrossColumns = true },
        Specs.Single(3, 4, WeightEncoding.Offset, 5, 7) with { SlicesAcrossColumns = true, OffsetColumn = true },
        Specs.Single(5, 4, WeightEncoding.Offset, 3, 3) with { OffsetColumn = true, PedestalDigital = true },
        Specs.Single(5, 4, WeightEncoding.TwosComplement, 3, 3),
    ];

    /// <summary>Grounded rows and linear cells: sums are those of the effective conductances, however cells stand.</summary>
    [Test]
    public void Sums_are_those_of_the_effective_conductances([ValueSource(nameof(Arrangements))] MatrixSpec spec, [Values] bool interleaved)
    {
        var (geometry, wires) = (Geometry(spec), s_wires with { Interleaved = interleaved });
        var (effective, circuits) = (EffectiveCells.Solve(geometry, wires, Read, Reference), new CircuitArrays(geometry, wires, Read, Reference));
        for (var rowBlock = 0; rowBlock < geometry.Layout.RowBlocks.Length; rowBlock++)
        {
            var inputs = Inputs(geometry, rowBlock);
            var sums = Sums(circuits, geometry, rowBlock, inputs, 0.25);
            AreSame(sums, Plain(geometry, rowBlock, inputs, effective.Read, effective.Reference));
        }
    }

    [Test]
    public void Rows_at_zero_float_and_unused_ones_do_not()
    {
        // Two of three rows are used; of those the second is at zero. One output: an array of 3 x 1 for each slice and polarity.
        var geometry = Geometry(Specs.Of(2, 1, 3, 1));
        var circuits = new CircuitArrays(geometry, s_wires with { Disconnected = true }, Read, Reference);
        var sums = Sums(circuits, geometry, 0, [3, 0], 1);
        for (var slice = 0; slice < 3; slice++)
        {
            var (plus, minus) = (Column(0), Column(1));
            Assert.That(sums[slice], Is.EqualTo(plus - minus).Within(1e-8));

            double Column(int polarity)
            {
                double[] cells = [Cell(0, slice, polarity, 0, 0), Cell(0, slice, polarity, 1, 0), geometry.Law.Minimum];
                return new DenseCircuit(3, 1, s_wires).Currents(cells, [3, double.NaN, 0])[0];
            }
        }
    }

    [Test]
    public void Curved_cells_without_wires_see_the_voltage_of_their_row()
    {
        var geometry = Geometry(Specs.Of(4, 3, 4, 3));
        var (ideal, volts) = (RandomArray.Ohms(0, 0, 0, 0), 0.125);
        var circuits = new CircuitArrays(geometry, ideal, Read, Reference, new CurrentVoltage { QuadraticShare = 1 });
        var inputs = Inputs(geometry, 0);
        var sums = Sums(circuits, geometry, 0, inputs, volts);
        for (var slice = 0; slice < 3; slice++)
        {
            for (var j = 0; j < 3; j++)
            {
                var expected = 0.0;
                for (var i = 0; i < 4; i++) expected += (Cell(0, slice, 0, i, j) - Cell(0, slice, 1, i, j)) * (inputs[i] + inputs[i] * inputs[i] * volts);
                Assert.That(sums[slice * 3 + j], Is.EqualTo(expected).Within(1e-9));
            }
        }
    }

    private static MatrixGeometry Geometry(MatrixSpec spec) => new(spec with { Device = Specs.Noisy });

    /// <summary>Of all slices and polarities converted apart, one behind the other.</summary>
    private static double[] Sums(CircuitArrays circuits, MatrixGeometry geometry, int rowBlock, double[] inputs, double voltsPerUnit)
    {
        var sums = new double[geometry.Slices * geometry.ConvertedPolarities * geometry.Columns];
        for (var n = 0; n < geometry.Slices * geometry.ConvertedPolarities; n++)
        {
            var (slice, polarity) = (n / geometry.ConvertedPolarities, n % geometry.ConvertedPolarities);
            circuits.Sum(rowBlock, slice, polarity, (_, driven) => inputs.CopyTo(driven), voltsPerUnit, sums.AsSpan(n * geometry.Columns, geometry.Columns));
        }
        return sums;
    }

    private static double[] Inputs(MatrixGeometry geometry, int rowBlock) => [.. Enumerable.Range(0, geometry.Layout.RowBlocks[rowBlock]).Select(i => (double)((i * 5 + rowBlock) % 4 - 1))];

    private static void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells)
    {
        for (var j = 0; j < cells.Length; j++) cells[j] = Cell(rowBlock, slice, polarity, row, j);
    }

    private static double Cell(int rowBlock, int slice, int polarity, int row, int output) =>
        1 + 20 * new Random(HashCode(rowBlock, slice, polarity, row, output)).NextDouble();

    private static double Reference(int rowBlock, int columnBlock, int slice, int row) => Cell(rowBlock, 0, 5, row, columnBlock);

    private static int HashCode(params int[] parts) => parts.Aggregate(17, (hash, part) => unchecked(hash * 31 + part));

    private static double[] Plain(MatrixGeometry geometry, int rowBlock, double[] inputs, CellReader cells, ReferenceReader reference)
    {
        var (sums, read) = (new double[geometry.Slices * geometry.ConvertedPolarities * geometry.Columns], new double[geometry.Columns]);
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < geometry.Polarities; polarity++)
                {
                    cells(rowBlock, slice, polarity, i, read);
                    var subtracted = polarity == 1 && !geometry.Spec.SubtractDigital;
                    for (var j = 0; j < read.Length; j++)
                    {
                        var block = j >= geometry.Spec.Outputs ? j - geometry.Spec.Outputs : BlockOf(geometry, j);
                        var pedestal = geometry.Layout.HasReferenceColumn ? reference(rowBlock, block, slice, i) : 0;
                        sums[(slice * geometry.ConvertedPolarities + (subtracted ? 0 : polarity)) * read.Length + j] += (subtracted ? -read[j] : read[j] - pedestal) * inputs[i];
                    }
                }
            }
        }
        return sums;
    }

    private static int BlockOf(MatrixGeometry geometry, int output)
    {
        var block = 0;
        for (var first = geometry.Layout.ColumnBlocks[0]; output >= first; first += geometry.Layout.ColumnBlocks[block]) block++;
        return block;
    }

    private static void AreSame(double[] actual, double[] expected)
    {
        var largest = expected.Max(Math.Abs);
        for (var n = 0; n < expected.Length; n++) Assert.That(actual[n], Is.EqualTo(expected[n]).Within(1e-8 * largest), $"element {n}");
    }
}
