namespace TileDsl.Devices.Wires;

/// <summary>
/// One Newton step of a circuit: how the cells' voltages change so that what they are short of is made up,
/// <c>(I + Z D) dw = F + dV</c>, D the cells' slopes and dV the change of floating rows.
/// </summary>
/// <remarks>
/// With <c>y = sqrt(D) dw</c> the matrix is <c>I + sqrt(D) Z sqrt(D)</c>, symmetric, and no eigenvalue is below 1 because wires only ever lose
/// energy. Conjugate gradients then converge without help, the faster the less the wires take, and an error is never larger than
/// its residual.
/// </remarks>
internal sealed class WireStep(WireDrops drops, FloatingRows floating, int cells, int columns)
{
    private readonly double[] _direction = new double[cells];
    private readonly double[] _image = new double[cells];
    private readonly double[] _residual = new double[cells];
    private readonly double[] _currents = new double[cells];
    private readonly double[] _below = new double[columns];

    /// <summary>sqrt(D), set before a step.</summary>
    public double[] Root { get; } = new double[cells];

    /// <summary>y.</summary>
    public double[] Solution { get; } = new double[cells];

    /// <summary>dw, once solved.</summary>
    public double[] Change { get; } = new double[cells];

    /// <summary>Solves for a step until the residual has shrunk by a factor.</summary>
    /// <param name="shortfall">F, volts.</param>
    /// <param name="currents">What the cells carry now, uA.</param>
    /// <param name="lift">Receives dV of floating rows; zero elsewhere.</param>
    /// <returns>Whether it did, within so many iterations.</returns>
    public bool Solve(ReadOnlySpan<double> shortfall, ReadOnlySpan<double> currents, Span<double> lift, double factor, int iterations)
    {
        floating.Begin(Root);
        Solution.AsSpan().Clear();
        floating.Balance(Root, currents, Solution);
        Apply(Solution, _image);
        Lanes.Multiply(Root, shortfall, _residual);
        Lanes.MultiplyAdd(-1, _image, _residual);
        floating.Project(Root, _residual);
        var square = Lanes.Dot(_residual, _residual);
        var enough = factor * factor * square;
        _residual.CopyTo(_direction, 0);
        while (square > enough && iterations-- > 0)
        {
            Apply(_direction, _image);
            floating.Project(Root, _image);
            var length = square / Lanes.Dot(_direction, _image);
            Lanes.MultiplyAdd(length, _direction, Solution);
            Lanes.MultiplyAdd(-length, _image, _residual);
            var next = Lanes.Dot(_residual, _residual);
            Lanes.Multiply(next / square, _direction, _direction);
            Lanes.MultiplyAdd(1, _residual, _direction);
            square = next;
        }
        Finish(shortfall, lift);
        return square <= enough;
    }

    private void Finish(ReadOnlySpan<double> shortfall, Span<double> lift)
    {
        // dw = F + dV - Z sqrt(D) y holds of cells without a slope too; dV is what the equations of a floating row lack.
        Lanes.Multiply(Root, Solution, _currents);
        drops.Of(_currents, Change, _below);
        for (var n = 0; n < cells; n++) Change[n] = shortfall[n] - Change[n];
        Lanes.Multiply(Root, Change, _image);
        for (var n = 0; n < cells; n++) _image[n] = Solution[n] - _image[n];
        lift.Clear();
        floating.Lift(Root, _image, lift);
        for (var i = 0; i < lift.Length; i++)
        {
            if (lift[i] == 0) continue;
            foreach (ref var change in Change.AsSpan(i * columns, columns)) change += lift[i];
        }
    }

    /// <summary>to := y + sqrt(D) Z sqrt(D) y.</summary>
    private void Apply(double[] y, double[] to)
    {
        Lanes.Multiply(Root, y, _currents);
        drops.Of(_currents, to, _below);
        Lanes.MultiplyAdd(Root, to, y, to);
    }
}
