namespace TileDsl.Costs;

/// <summary>
/// Energy and area of a converter by the fit of T. Andrulis, R. Chen, H.-S. Lee, J. S. Emer and V. Sze, "Modeling Analog-Digital-Converter
/// Energy and Area for Compute-In-Memory Accelerator Design" (arXiv 2404.06553), to the survey of published converters, whatever
/// their architecture.
/// </summary>
public static class SurveyFit
{
    public const string Source = "the fit to the survey of published converters (Andrulis et al., arXiv 2404.06553)";

    /// <summary>Energy of a conversion, pJ.</summary>
    /// <param name="bits">At least 4, where the fit begins: the language refuses fewer.</param>
    /// <param name="rate">Conversions a second.</param>
    /// <param name="node">Of the technology, nm.</param>
    public static double Energy(int bits, double rate, double node)
    {
        var signal = 20 * Math.Log10(2) * bits + 10 * Math.Log10(1.5);
        // Schreier's figure of merit: falling with the rate, and no better than a resolution allows.
        var merit = Math.Min(213.7806687348118 - 2.8719030399529957 * Math.Log(rate), 128.3068287398817 + 3.2205115110 * bits);
        return 0.5 * Math.Pow(10, (signal - merit) / 10)
            * Math.Exp(26.0496215686518 + 1.8800369206815 * Math.Log(node) - 2.82912560505946 * Math.Log(bits) - 1.47020221337844);
    }

    /// <summary>Area, um2.</summary>
    /// <param name="energy">Of a conversion, pJ.</param>
    /// <param name="rate">Conversions a second.</param>
    /// <param name="node">Of the technology, nm.</param>
    public static double Area(double energy, double rate, double node) =>
        Math.Exp(1.346191643991 + 0.99327947447 * Math.Log(node) + 0.180715384245 * Math.Log(rate) + 0.299124261927 * Math.Log(energy));
}
