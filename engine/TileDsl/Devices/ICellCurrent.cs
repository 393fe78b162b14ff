namespace TileDsl.Devices;

/// <summary>
/// The current of a cell whose I-V curve is not straight. Where the voltage is zero, so is the current, and the curve rises
/// with the voltage over the voltages used. Thread-safe.
/// </summary>
public interface ICellCurrent
{
    /// <summary>The current from row to column, uA.</summary>
    /// <param name="g">What the cell was programmed to, uS.</param>
    /// <param name="v">The voltage across it, V.</param>
    double Current(double g, double v);

    /// <summary>The derivative of the current with respect to the voltage, uS.</summary>
    double Slope(double g, double v);
}
