using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>The weights of a lone matrix, checked.</summary>
internal static class MatrixWeights
{
    /// <summary>Sliced weights: integers already.</summary>
    public static TargetWeights Integers(MatrixSpec spec, double[] weights)
    {
        var integers = new int[weights.Length];
        for (var n = 0; n < weights.Length; n++)
        {
            if (weights[n] != Math.Round(weights[n]) || Math.Abs(weights[n]) > 1 << 24)
                throw new TileException($"the matrix: the weight of {Place(spec, n)} is {Text(weights[n])}, and sliced weights are integers of {spec.WeightBits} bits");
            integers[n] = (int)weights[n];
        }
        return TargetWeights.OfIntegers(spec, integers, "the matrix");
    }

    /// <summary>w_max: as given, else the largest magnitude, per matrix or output; 1 where all weights are zero.</summary>
    public static double[] FullScales(MatrixSpec spec, double[] weights, double given)
    {
        if (!double.IsFinite(given) || given < 0) throw new TileException($"the weight at g_max is {Text(given)}, and must be positive, or 0 for the largest of the matrix");
        var scales = new double[spec.ScalePerColumn && given == 0 ? spec.Outputs : 1];
        var perScale = weights.Length / scales.Length;
        for (var n = 0; n < weights.Length; n++)
        {
            if (!double.IsFinite(weights[n])) throw new TileException($"the matrix: the weight of {Place(spec, n)} is {Text(weights[n])}, not a finite number");
            if (given != 0 && Math.Abs(weights[n]) > given)
                throw new TileException($"the matrix: the weight of {Place(spec, n)} is {Text(weights[n])}, beyond the weight at g_max, {Text(given)}");
            ref var scale = ref scales[n / perScale];
            scale = given != 0 ? given : Math.Max(scale, Math.Abs(weights[n]));
        }
        return Array.ConvertAll(scales, scale => scale == 0 ? 1 : scale);
    }

    /// <summary>Analog weights: w/w_max.</summary>
    public static TargetWeights Fractions(MatrixSpec spec, double[] weights, double[] fullScales)
    {
        var fractions = new double[weights.Length];
        for (var n = 0; n < weights.Length; n++) fractions[n] = weights[n] / fullScales[fullScales.Length == 1 ? 0 : n / spec.Inputs];
        return TargetWeights.OfFractions(spec, fractions);
    }

    private static string Place(MatrixSpec spec, int n) => $"output {n / spec.Inputs}, input {n % spec.Inputs}";

    private static string Text(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
