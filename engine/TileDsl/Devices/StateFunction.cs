using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>One formula of a state, in force for <c>g/g_max</c> below a limit.</summary>
/// <param name="Below">The limit; positive infinity for the last piece.</param>
/// <param name="Form">Which formula.</param>
/// <param name="Numbers">Its numbers, as <see cref="StateForm"/> names them.</param>
public readonly record struct StatePiece(double Below, StateForm Form, double[] Numbers);

/// <summary>
/// A quantity that depends on a cell's state: of <c>x = g/g_max</c>, by one formula or by another below and above limits, as papers
/// fit standard deviations, drift exponents and noise. Immutable.
/// </summary>
public sealed class StateFunction
{
    /// <summary>States are taken as at least this where a logarithm is: a cell at 0 has one.</summary>
    public const double LeastState = 1e-7;

    private readonly StatePiece[] _pieces;

    /// <summary>A function of pieces, their limits ascending.</summary>
    public StateFunction(params StatePiece[] pieces) => _pieces = [.. pieces];

    /// <summary>A polynomial of x, lowest power first.</summary>
    public static StateFunction Polynomial(params double[] coefficients) => new(new StatePiece(double.PositiveInfinity, StateForm.Polynomial, coefficients));

    /// <summary>Whether it is zero at every state.</summary>
    public bool IsZero => Array.TrueForAll(_pieces, piece => piece.Form != StateForm.Logarithm && Array.TrueForAll(piece.Numbers, n => n == 0));

    internal IReadOnlyList<StatePiece> Pieces => _pieces;

    /// <summary>The value at x.</summary>
    public double At(double x)
    {
        var piece = 0;
        while (piece < _pieces.Length - 1 && !(x < _pieces[piece].Below)) piece++;
        return _pieces.Length == 0 ? 0 : Value(_pieces[piece], x);
    }

    /// <summary>The function whose numbers are the share <paramref name="share"/> of the way from these to those of <paramref name="other"/>, which has the same pieces.</summary>
    public StateFunction Towards(StateFunction other, double share)
    {
        if (share == 0) return this;
        var between = new StatePiece[_pieces.Length];
        for (var p = 0; p < between.Length; p++)
        {
            var (a, b) = (_pieces[p], other._pieces[p]);
            var length = Math.Max(a.Numbers.Length, b.Numbers.Length);
            var numbers = new double[length];
            for (var n = 0; n < length; n++)
            {
                var (from, to) = (n < a.Numbers.Length ? a.Numbers[n] : 0, n < b.Numbers.Length ? b.Numbers[n] : 0);
                numbers[n] = from + (to - from) * share;
            }
            between[p] = a with { Numbers = numbers };
        }
        return new StateFunction(between);
    }

    /// <summary>The values at some states: what <see cref="At"/> gives each.</summary>
    /// <param name="states">x.</param>
    /// <param name="logs">ln max(x, <see cref="LeastState"/>) of each, for functions that <see cref="TakesLogs"/>.</param>
    /// <param name="values">As long.</param>
    internal void Fill(ReadOnlySpan<double> states, ReadOnlySpan<double> logs, Span<double> values)
    {
        if (_pieces is [var piece])
        {
            var n = piece.Numbers;
            switch (piece.Form)
            {
                case StateForm.Polynomial:
                    ElementaryLanes.Polynomial(states, n, values);
                    return;
                case StateForm.Logarithm:
                    ElementaryLanes.Clamp(logs, n[0], n[1], n[2], n[3], values);
                    return;
                case StateForm.InversePower:
                    ElementaryLanes.Exp(logs, n[1], values);
                    ElementaryLanes.Inverse(values, n[0], n[2], n[3], values);
                    return;
            }
        }
        for (var j = 0; j < states.Length; j++) values[j] = At(states[j]);
    }

    /// <summary>The numbers of its only piece, where that has a form; else null.</summary>
    internal double[]? NumbersOf(StateForm form) => _pieces is [var piece] && piece.Form == form ? piece.Numbers : null;

    /// <summary>Whether <see cref="Fill"/> needs logarithms.</summary>
    internal bool TakesLogs => _pieces is [{ Form: StateForm.Logarithm or StateForm.InversePower }];

    private static double Value(in StatePiece piece, double x)
    {
        var n = piece.Numbers;
        switch (piece.Form)
        {
            case StateForm.Polynomial:
                return Elementary.Polynomial(x, n);
            case StateForm.Logarithm:
                return Math.Min(Math.Max(n[0] * Elementary.Log(Math.Max(x, LeastState)) + n[1], n[2]), n[3]);
            case StateForm.InversePower:
                return Math.Min(n[0] / Math.Max(Elementary.Exp(Elementary.Log(Math.Max(x, LeastState)) * n[1]), n[2]), n[3]);
            case StateForm.Inverse:
                return x == 0 ? 0 : n[0] / x;
            case StateForm.Saturating:
                return n[0] * (1 - Elementary.Exp(-x / n[1]));
            case StateForm.DecimalLogarithm:
                return n[0] * (Elementary.Log(Math.Max(x * n[1], LeastState)) / Elementary.Ln10);
            default:
                throw new ArgumentOutOfRangeException(nameof(piece));
        }
    }
}
