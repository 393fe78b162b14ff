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
        var (effective, circuits) = (new EffectiveRows(geometry, wires, new NumberedRows(geometry)), new CircuitArrays(geometry, wires, new NumberedRows(geometry), voltsPerUnit: 0.25));
        for (var rowBlock = 0; rowBlock < geometry.Layout.RowBlocks.Length; rowBlock++)
        {
            var inputs = Inputs(geometry, rowBlock);
            var sums = new double[circuits.SumsOfBlock];
            circuits.Sums(rowBlock, inputs, sums);
            AreSame(sums, Plain(geometry, rowBlock, inputs, effective));
        }
    }

    [Test]
    public void Rows_at_zero_float_and_unused_ones_do_not()
    {
        // Two of three rows are used; of those the second is at zero. One output: an array of 3 x 1 for each slice and polarity.
        var geometry = Geometry(Specs.Of(2, 1, 3, 1));
        var circuits = new CircuitArrays(geometry, s_wires with { Disconnected = true }, new NumberedRows(geometry));
        var sums = new double[circuits.SumsOfBlock];
        circuits.Sums(0, [3, 0], sums);
        for (var slice = 0; slice < 3; slice++)
        {
            var (plus, minus) = (Column(0), Column(1));
            Assert.That(sums[slice], Is.EqualTo(plus - minus).Within(1e-8));

            double Column(int polarity)
            {
                double[] cells = [NumberedRows.Cell(0, slice, polarity, 0, 0), NumberedRows.Cell(0, slice, polarity, 1, 0), geometry.Law.Minimum];
                return new DenseCircuit(3, 1, s_wires).Currents(cells, [3, double.NaN, 0])[0];
            }
        }
    }

    [Test]
    public void Curved_cells_without_wires_see_the_voltage_of_their_row()
    {
        var geometry = Geometry(Specs.Of(4, 3, 4, 3));
        var (ideal, volts) = (RandomArray.Ohms(0, 0, 0, 0), 0.125);
        var circuits = new CircuitArrays(geometry, ideal, new NumberedRows(geometry), new CurrentVoltage { QuadraticShare = 1 }, volts);
        var (sums, inputs) = (new double[circuits.SumsOfBlock], Inputs(geometry, 0));
        circuits.Sums(0, inputs, sums);
        for (var slice = 0; slice < 3; slice++)
        {
            for (var j = 0; j < 3; j++)
            {
                var expected = 0.0;
                for (var i = 0; i < 4; i++) expected += (NumberedRows.Cell(0, slice, 0, i, j) - NumberedRows.Cell(0, slice, 1, i, j)) * (inputs[i] + inputs[i] * inputs[i] * volts);
                Assert.That(sums[slice * 3 + j], Is.EqualTo(expected).Within(1e-9));
            }
        }
    }

    private static MatrixGeometry Geometry(MatrixSpec spec) => new(spec with { Device = Specs.Noisy });

    private static double[] Inputs(MatrixGeometry geometry, int rowBlock) => [.. Enumerable.Range(0, geometry.Layout.RowBlocks[rowBlock]).Select(i => (double)((i * 5 + rowBlock) % 4 - 1))];

    private static double[] Plain(MatrixGeometry geometry, int rowBlock, double[] inputs, ConductanceRows rows)
    {
        var references = new double[geometry.Layout.ColumnBlocks.Length];
        var (sums, read) = (new double[geometry.Slices * geometry.ConvertedPolarities * geometry.Columns], new double[geometry.Columns]);
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < geometry.Polarities; polarity++)
                {
                    rows.Read(rowBlock, slice, polarity, i, read);
                    rows.ReadReferences(rowBlock, slice, i, references);
                    var subtracted = polarity == 1 && !geometry.Spec.SubtractDigital;
                    for (var j = 0; j < read.Length; j++)
                    {
                        var block = j >= geometry.Spec.Outputs ? j - geometry.Spec.Outputs : BlockOf(geometry, j);
                        var pedestal = geometry.Layout.HasReferenceColumn ? references[block] : 0;
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
