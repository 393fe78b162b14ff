using TileDsl.Devices;

namespace TileDsl.Tests.Devices.Wires;

public class CrossbarCircuitTests
{
    private static readonly CurrentVoltage s_cubic = new() { CubicShare = -0.25 };

    [TestCase(1, 1)]
    [TestCase(1, 8)]
    [TestCase(8, 1)]
    [TestCase(6, 5)]
    [TestCase(10, 12)]
    public void Driven_linear_cells_are_those_of_the_effective_matrix(int rows, int columns)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var (cells, wires) = (RandomArray.Cells(rows, columns, seed), RandomArray.Wires(seed));
            var (voltages, effective) = (Voltages(rows, seed, floating: false), EffectiveMatrixTests.Solve(cells, rows, columns, wires));
            var expected = new double[columns];
            for (var n = 0; n < cells.Length; n++) expected[n % columns] += voltages[n / columns] * effective[n];
            AreSame(Currents(cells, rows, columns, wires, voltages), expected, $"seed {seed}, {wires}");
        }
    }

    [TestCase(2, 1)]
    [TestCase(3, 8)]
    [TestCase(8, 3)]
    [TestCase(10, 12)]
    public void Floating_rows_are_what_a_dense_nodal_solver_finds(int rows, int columns)
    {
        var differs = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            // An open row has no voltage at all, which the dense solver cannot say: every row keeps one cell.
            var (cells, wires) = (RandomArray.Cells(rows, columns, seed), RandomArray.Wires(seed));
            for (var i = 0; i < rows; i++) cells[i * columns] += 5;
            var voltages = Voltages(rows, seed, floating: true);
            var currents = Currents(cells, rows, columns, wires, voltages);
            AreSame(currents, new DenseCircuit(rows, columns, wires).Currents(cells, voltages), $"seed {seed}, {wires}");
            AreSame(Currents(cells, rows, columns, wires with { Disconnected = true }, voltages), currents, $"eliminated, seed {seed}, {wires}");
            var grounded = Currents(cells, rows, columns, wires, Array.ConvertAll(voltages, v => double.IsNaN(v) ? 0 : v));
            if (Math.Abs(grounded[0] - currents[0]) > 1e-6 * Math.Abs(grounded[0])) differs++;
        }
        if (columns > 1) Assert.That(differs, Is.GreaterThan(4), "a floating row is not a grounded one");
    }

    [Test]
    public void An_open_row_that_floats_changes_nothing()
    {
        double[] cells = [10, 20, 0, 0, 30, 40];
        var wires = RandomArray.Ohms(100, 200, 300, 400);
        AreSame(Currents(cells, 3, 2, wires, [1, double.NaN, 0.5]), Currents(cells, 3, 2, wires, [1, 0, 0.5]), "open");
        AreSame(Currents(cells, 3, 2, wires with { Disconnected = true }, [1, double.NaN, 0.5]), Currents(cells, 3, 2, wires, [1, 0, 0.5]), "open, eliminated");
        Assert.That(Currents(cells, 3, 2, wires, [double.NaN, double.NaN, double.NaN]), Is.EqualTo(new double[2]));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Curved_cells_are_what_a_dense_nodal_solver_settles_on(bool floating)
    {
        // Curves of the third order whose coefficients depend on the conductance, and not symmetric about zero.
        var curve = new CurrentVoltage { QuadraticShare = 0.2, CubicShare = -0.3, QuadraticOfLog = [1e-7, 2e-8], CubicOfLog = [3e-7, 0, 1e-8] };
        for (var seed = 0; seed < 10; seed++)
        {
            var (rows, columns) = (6, 5);
            var (cells, wires) = (RandomArray.Cells(rows, columns, seed), RandomArray.Wires(seed));
            for (var i = 0; i < rows; i++) cells[i * columns] += 5;
            var voltages = Array.ConvertAll(Voltages(rows, seed, floating), v => 0.5 * v);
            foreach (var cell in new[] { s_cubic, curve })
            {
                var currents = Currents(cells, rows, columns, wires, voltages, cell);
                AreSame(currents, Settled(cells, rows, columns, wires, voltages, cell), $"seed {seed}, {wires}");
            }
        }
    }

    [Test]
    public void Without_wires_the_sum_is_direct()
    {
        var (cells, voltages) = (RandomArray.Cells(7, 4, 1), Voltages(7, 1, floating: false));
        var currents = Currents(cells, 7, 4, RandomArray.Ohms(0, 0, 0, 0), voltages, s_cubic);
        var expected = new double[4];
        for (var n = 0; n < cells.Length; n++) expected[n % 4] += s_cubic.Current(cells[n], voltages[n / 4]);
        Assert.That(currents, Is.EqualTo(expected));
        Assert.That(Currents(cells, 7, 4, RandomArray.Ohms(0, 0, 0, 0), [double.NaN, .. voltages[1..]], s_cubic), Is.EqualTo(Currents(cells, 7, 4, RandomArray.Ohms(0, 0, 0, 0), [0, .. voltages[1..]], s_cubic)));
    }

    /// <summary>Pulses of widths 0 to 7 in seven equal steps, each of which is a circuit of its own: rows whose pulse has ended are at 0 V.</summary>
    [Test]
    public void Pulses_are_the_circuits_they_pass_through([Values] bool floating, [Values] bool curved)
    {
        const int rows = 5, columns = 4, longest = 7;
        var cell = curved ? new CurrentVoltage { QuadraticShare = 0.3, CubicShare = -0.25 } : null;
        var differs = 0;
        for (var seed = 0; seed < 6; seed++)
        {
            var (cells, wires, random) = (RandomArray.Cells(rows, columns, seed), RandomArray.Wires(seed), new Random(seed));
            for (var i = 0; i < rows; i++) cells[i * columns] += 5;
            double[] widths = [longest, 0, .. Enumerable.Range(0, rows - 2).Select(_ => (double)random.Next(-longest, longest + 1))];
            if (floating) widths = Array.ConvertAll(widths, width => width == 0 ? double.NaN : width);
            var expected = new double[columns];
            for (var step = 0; step < longest; step++)
            {
                var now = Array.ConvertAll(widths, width => double.IsNaN(width) ? width : Math.Abs(width) > step ? 0.4 * Math.Sign(width) : 0);
                var currents = cell is null ? new DenseCircuit(rows, columns, wires).Currents(cells, now) : Settled(cells, rows, columns, wires, now, cell);
                for (var j = 0; j < columns; j++) expected[j] += currents[j];
            }
            var pulsed = new double[columns];
            new CrossbarCircuit(cells, rows, columns, wires with { Disconnected = floating }, cell).PulsedCurrents(widths, 0.4, pulsed);
            AreSame(pulsed, expected, $"seed {seed}, {wires}", 1e-8);
            var levels = Currents(cells, rows, columns, wires, Array.ConvertAll(widths, width => width * 0.4), cell);
            if (Math.Abs(levels[0] - pulsed[0]) > 1e-3 * Math.Abs(pulsed[0])) differs++;
        }
        Assert.That(differs, curved ? Is.EqualTo(6) : Is.Zero, "pulses of curved cells are not voltages");
    }

    [Test]
    public void Kirchhoff_holds_at_128_by_128()
    {
        const int n = 128;
        var (cells, wires, voltages) = (RandomArray.Cells(n, n, 2), RandomArray.Ohms(1, 1, 1, 1), Voltages(n, 2, floating: false));
        var effective = EffectiveMatrixTests.Solve(cells, n, n, wires);
        var linear = new double[n];
        for (var k = 0; k < cells.Length; k++) linear[k % n] += voltages[k / n] * effective[k];
        AreSame(Currents(cells, n, n, wires, voltages), linear, "elimination and iteration find the same");
        Assert.That(NodalResidual.Of(cells, n, n, wires, voltages, linear), Is.LessThan(1e-9));
    }

    [TestCase(70, 40)]
    [TestCase(33, 100)]
    public void Elimination_and_iteration_agree_on_floating_rows(int rows, int columns)
    {
        var (cells, wires, voltages) = (RandomArray.Cells(rows, columns, 6), RandomArray.Ohms(15, 25, 5, 100), Voltages(rows, 6, floating: true));
        AreSame(Currents(cells, rows, columns, wires with { Disconnected = true }, voltages), Currents(cells, rows, columns, wires, voltages), "");
    }

    [Test]
    public void Currents_superpose()
    {
        var (cells, wires) = (RandomArray.Cells(20, 30, 3), RandomArray.Ohms(50, 70, 100, 200));
        var (first, second) = (Voltages(20, 3, floating: false), Voltages(20, 4, floating: false));
        var (a, b) = (Currents(cells, 20, 30, wires, first), Currents(cells, 20, 30, wires, second));
        var sum = Currents(cells, 20, 30, wires, [.. first.Zip(second, (x, y) => 2 * x - 3 * y)]);
        AreSame(sum, [.. a.Zip(b, (x, y) => 2 * x - 3 * y)], "2a - 3b", 1e-8);
    }

    [Test]
    public void A_looser_tolerance_is_kept_too()
    {
        var (cells, wires, voltages) = (RandomArray.Cells(40, 40, 5), RandomArray.Ohms(20, 20, 20, 20), Voltages(40, 5, floating: true));
        var exact = Currents(cells, 40, 40, wires, voltages, s_cubic);
        var (loose, largest) = (new double[40], exact.Max(Math.Abs));
        new CrossbarCircuit(cells, 40, 40, wires, s_cubic, 1e-4).Currents(voltages, loose);
        for (var j = 0; j < 40; j++) Assert.That(loose[j], Is.EqualTo(exact[j]).Within(1e-4 * largest));
        Assert.That(loose, Is.Not.EqualTo(exact), "and it is not simply the best that can be done");
    }

    [Test]
    public void What_does_not_settle_is_said()
    {
        // At -1 V the current falls with the voltage; w + (w + 50 w^2) = -1 has no root.
        var circuit = new CrossbarCircuit([100], 1, 1, RandomArray.Ohms(0, 0, 10000, 0), new CurrentVoltage { QuadraticShare = 50 });
        Assert.That(() => circuit.Currents([-1], new double[1]), Throws.TypeOf<TileException>().With.Message.Contains("do not settle"));
        Assert.That(() => circuit.Currents([1, 2], new double[1]), Throws.ArgumentException);
        Assert.That(() => circuit.Currents([1], new double[2]), Throws.ArgumentException);
        Assert.That(() => new CrossbarCircuit([-1], 1, 1, RandomArray.Ohms(1, 1, 1, 1)), Throws.TypeOf<TileException>());
        Assert.That(() => new CrossbarCircuit([1, 2], 1, 1, RandomArray.Ohms(1, 1, 1, 1)), Throws.ArgumentException);
    }

    private static double[] Voltages(int rows, int seed, bool floating)
    {
        var random = new Random(seed + 50);
        return [.. Enumerable.Range(0, rows).Select(i => floating && i > 0 && random.Next(2) == 0 ? double.NaN : 2 * random.NextDouble() - 1)];
    }

    private static double[] Currents(double[] cells, int rows, int columns, WireSpec wires, double[] voltages, CurrentVoltage? cell = null)
    {
        var currents = new double[columns];
        new CrossbarCircuit(cells, rows, columns, wires, cell).Currents(voltages, currents);
        return currents;
    }

    /// <summary>What curves carry beside their straight part is put back as a source until it no longer changes.</summary>
    private static double[] Settled(double[] cells, int rows, int columns, WireSpec wires, double[] voltages, CurrentVoltage cell)
    {
        var (circuit, injected) = (new DenseCircuit(rows, columns, wires), new double[cells.Length]);
        for (var k = 0; k < 500; k++)
        {
            var (currents, across) = circuit.Solve(cells, voltages, injected);
            var moved = 0.0;
            for (var n = 0; n < cells.Length; n++)
            {
                var next = cell.Current(cells[n], across[n]) - cells[n] * across[n];
                moved = Math.Max(moved, Math.Abs(next - injected[n]));
                injected[n] = next;
            }
            if (moved < 1e-12) return currents;
        }
        throw new InvalidOperationException("the plain iteration does not settle");
    }

    private static void AreSame(double[] actual, double[] expected, string what, double relative = 1e-9)
    {
        var largest = expected.Max(Math.Abs);
        for (var j = 0; j < expected.Length; j++) Assert.That(actual[j], Is.EqualTo(expected[j]).Within(relative * largest), $"{what}, column {j}");
    }
}
