namespace TileDsl.Devices;

/// <summary>
/// The current of a device at a voltage beyond Ohm's law: <c>I = g V + a2 V^2 + a3 V^3</c>. a2 and a3 are polynomials of log10 of the
/// conductance in siemens (Milo et al., IRPS 2021), or shares of g (<c>I = g (V - 0.25 V^3)</c>), or both together.
/// </summary>
public sealed record CurrentVoltage
{
    /// <summary>Polynomial of log10(g/S), lowest power first, A/V^2.</summary>
    public double[] QuadraticOfLog { get; init; } = [];

    /// <summary>Polynomial of log10(g/S), lowest power first, A/V^3.</summary>
    public double[] CubicOfLog { get; init; } = [];

    /// <summary>Share of g, 1/V.</summary>
    public double QuadraticShare { get; init; }

    /// <summary>Share of g, 1/V^2.</summary>
    public double CubicShare { get; init; }

    /// <summary>Whether the current of the opposite voltage is the opposite one: there is no quadratic term.</summary>
    public bool IsOdd => QuadraticShare == 0 && Array.TrueForAll(QuadraticOfLog, coefficient => coefficient == 0);

    /// <summary>a2 (uS/V) and a3 (uS/V^2) of a conductance in uS; both are 0 at 0.</summary>
    public (double Quadratic, double Cubic) Coefficients(double conductance)
    {
        if (conductance <= 0) return (0, 0);
        var log = Elementary.Log(conductance * 1e-6) / Elementary.Ln10;
        return (Elementary.Polynomial(log, QuadraticOfLog) * 1e6 + QuadraticShare * conductance, Elementary.Polynomial(log, CubicOfLog) * 1e6 + CubicShare * conductance);
    }

    /// <summary>Current in uA of a conductance in uS at a voltage in V.</summary>
    public double Current(double conductance, double voltage)
    {
        var (quadratic, cubic) = Coefficients(conductance);
        return voltage * (conductance + voltage * (quadratic + voltage * cubic));
    }
}
