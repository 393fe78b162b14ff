namespace TileDsl.Devices;

/// <summary>Gaussians of a row's cells for a purpose: fills one for each. A function of chip, place, purpose and cycle alone.</summary>
/// <param name="purpose">What they are for.</param>
/// <param name="cycle">Number of the pulse in program-and-verify, of the evaluation time for flicker noise; else 0.</param>
/// <param name="gaussians">Filled.</param>
public delegate void CellGaussians(NoisePurpose purpose, int cycle, Span<float> gaussians);

/// <summary>When cells are read.</summary>
/// <param name="Time">Seconds since the end of programming.</param>
/// <param name="Span">Seconds the run of reads lasts: flicker noise slower than that is the same for all of them.</param>
/// <param name="Extrapolate">Whether a time beyond a device's measured data is allowed.</param>
public readonly record struct ReadClock(double Time, double Span, bool Extrapolate = false)
{
    /// <summary>The number of this time in keys of random draws: 30 bits of its float32.</summary>
    internal int Number => BitConverter.SingleToInt32Bits((float)Time) >> 1;
}
