using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Devices.Wires;

public class EffectiveMatrixTests
{
    [TestCase(1, 1)]
    [TestCase(1, 7)]
    [TestCase(7, 1)]
    [TestCase(2, 2)]
    [TestCase(5, 3)]
    [TestCase(3, 5)]
    [TestCase(10, 12)]
    [TestCase(12, 10)]
    public void Is_what_a_dense_nodal_solver_finds(int rows, int columns)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var (cells, wires) = (RandomArray.Cells(rows, columns, seed), RandomArray.Wires(seed));
            RandomArray.AreSame(Solve(cells, rows, columns, wires), new DenseCircuit(rows, columns, wires).Effective(cells), what: $"seed {seed}, {wires}:");
        }
    }

    /// <summary>Each resistance alone, so that none can stand in for another.</summary>
    [TestCase(300, 0, 0, 0)]
    [TestCase(0, 300, 0, 0)]
    [TestCase(0, 0, 300, 0)]
    [TestCase(0, 0, 0, 300)]
    [TestCase(300, 0, 0, 40)]
    [TestCase(0, 300, 40, 0)]
    [TestCase(1, 2, 3, 4)]
    public void Every_resistance_stands_in_its_place(double row, double column, double rowEnd, double columnEnd)
    {
        foreach (var (rows, columns) in new[] { (6, 4), (4, 6) })
        {
            var (cells, wires) = (RandomArray.Cells(rows, columns, 3), RandomArray.Ohms(row, column, rowEnd, columnEnd));
            RandomArray.AreSame(Solve(cells, rows, columns, wires), new DenseCircuit(rows, columns, wires).Effective(cells));
        }
    }

    [TestCase(200, 3)]
    [TestCase(3, 200)]
    [TestCase(90, 20)]
    public void Tall_and_wide_arrays_agree_with_the_one_turned_about(int rows, int columns)
    {
        var (cells, wires) = (RandomArray.Cells(rows, columns, 5), RandomArray.Ohms(40, 25, 300, 10));
        // The same circuit with drivers and grounds exchanged, and so the shorter side the other way.
        var turned = new double[cells.Length];
        for (var n = 0; n < cells.Length; n++) turned[(columns - 1 - n % columns) * rows + rows - 1 - n / columns] = cells[n];
        var expected = PlainRecursion.Effective(turned, columns, rows, wires.Column, wires.Row, wires.ColumnEnd, wires.RowEnd);
        var actual = Solve(cells, rows, columns, wires);
        for (var n = 0; n < cells.Length; n++)
        {
            var other = expected[(columns - 1 - n % columns) * rows + rows - 1 - n / columns];
            Assert.That(actual[n], Is.EqualTo(other).Within(1e-9 * other + 1e-14));
        }
    }

    [Test]
    public void Without_resistance_it_is_the_conductances_bit_for_bit()
    {
        foreach (var (rows, columns) in new[] { (1, 1), (9, 4), (4, 9), (40, 40) })
        {
            var cells = RandomArray.Cells(rows, columns, 7);
            Assert.That(Solve(cells, rows, columns, RandomArray.Ohms(0, 0, 0, 0)), Is.EqualTo(cells));
        }
    }

    [Test]
    public void Vanishing_resistance_leaves_the_conductances()
    {
        var cells = RandomArray.Cells(20, 15, 8);
        var effective = Solve(cells, 20, 15, RandomArray.Ohms(1e-9, 1e-9, 1e-9, 1e-9));
        for (var n = 0; n < cells.Length; n++) Assert.That(effective[n], Is.EqualTo(cells[n]).Within(1e-10 * cells[n] + 1e-15));
    }

    [TestCase(70, 40)]
    [TestCase(40, 70)]
    [TestCase(120, 17)]
    public void Is_the_same_bits_on_any_threads_and_width(int rows, int columns)
    {
        var (cells, wires) = (RandomArray.Cells(rows, columns, 9), RandomArray.Ohms(1, 2, 3, 4));
        var one = Solve(cells, rows, columns, wires, threads: 1, VectorPath.Wide);
        Assert.That(Solve(cells, rows, columns, wires, threads: 2, VectorPath.Wide), Is.EqualTo(one));
        Assert.That(Solve(cells, rows, columns, wires, threads: 5, VectorPath.Portable), Is.EqualTo(one));
    }

    [TestCase(12, 9, 7, 4)]
    [TestCase(9, 12, 4, 7)]
    [TestCase(60, 17, 55, 3)]
    [TestCase(17, 60, 3, 55)]
    public void Unused_lines_carry_current_but_have_no_result(int rows, int columns, int usedRows, int usedColumns)
    {
        var (cells, wires) = (RandomArray.Cells(rows, columns, 10), RandomArray.Ohms(100, 200, 30, 40));
        var whole = Solve(cells, rows, columns, wires);
        var part = new double[usedRows * usedColumns];
        EffectiveMatrix.Solve(cells, rows, columns, wires, usedRows, usedColumns, part, 0, VectorPath.Auto);
        for (var n = 0; n < part.Length; n++) Assert.That(part[n], Is.EqualTo(whole[n / usedColumns * columns + n % usedColumns]).Within(1e-12 * part[n]));
    }

    [Test]
    public void Mistakes_are_said()
    {
        var wires = RandomArray.Ohms(1, 1, 1, 1);
        Assert.That(() => Solve([1, 2, 3, -4], 2, 2, wires), Throws.TypeOf<TileException>().With.Message.Contains("-4 uS (array row 1, column 1)"));
        Assert.That(() => Solve([1, double.NaN], 1, 2, wires), Throws.TypeOf<TileException>().With.Message.Contains("column 1"));
        Assert.That(() => Solve([1, 2, 3], 2, 2, wires), Throws.ArgumentException);
        Assert.That(() => EffectiveMatrix.Solve([1, 2], 1, 2, wires, new double[1]), Throws.ArgumentException);
        Assert.That(() => Solve([1], 1, 1, wires with { ColumnEnd = -1 }), Throws.ArgumentException.With.Message.Contains("ColumnEnd"));
        Assert.That(() => Solve([1], 1, 1, wires with { Row = double.PositiveInfinity }), Throws.ArgumentException.With.Message.Contains("Row"));
    }

    internal static double[] Solve(double[] cells, int rows, int columns, WireSpec wires, int threads = 0, VectorPath path = VectorPath.Auto)
    {
        var effective = new double[rows * columns];
        if (path == VectorPath.Auto) EffectiveMatrix.Solve(cells, rows, columns, wires, effective, threads);
        else EffectiveMatrix.Solve(cells, rows, columns, wires, rows, columns, effective, threads, path);
        return effective;
    }
}
