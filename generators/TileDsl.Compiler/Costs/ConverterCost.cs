using TileDsl.Model;

namespace TileDsl.Costs;

/// <summary>What an output converter costs, and whether a file says so or a law does.</summary>
/// <param name="Energy">Of a conversion, J; null where it is not known.</param>
/// <param name="Area">Of a converter, m2; null where it is not known.</param>
/// <param name="EnergyFitted">Whether the energy is that of <see cref="SurveyFit"/>.</param>
/// <param name="AreaFitted">Whether the area is.</param>
/// <param name="Rate">Conversions a second; null where it is not known.</param>
public sealed record ConverterCost(double? Energy, double? Area, bool EnergyFitted, bool AreaFitted, double? Rate)
{
    private const double Pico = 1e-12;
    private const double Nano = 1e-9;

    public static ConverterCost Of(AdcModel adc)
    {
        var rate = adc.Time is { Sign: > 0 } time ? 1 / time.ToDouble() : (double?)null;
        var (energy, area) = (adc.Energy?.ToDouble(), adc.Area?.ToDouble());
        if (adc.Technology is not { } technology || rate is not { } perSecond) return new(energy, area, false, false, rate);
        var node = technology.ToDouble() / Nano;
        // The area follows from the energy of the fit, not from one that a file gives for another design.
        var fitted = SurveyFit.Energy(adc.Bits, perSecond, node);
        return new(
            energy ?? fitted * Pico,
            area ?? SurveyFit.Area(fitted, perSecond, node) * Pico,
            energy is null,
            area is null,
            rate);
    }
}
