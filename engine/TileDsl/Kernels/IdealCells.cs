namespace TileDsl.Kernels;

/// <summary>
/// What the conversions of one slice and polarity see of ideal sliced cells: integers in units of 1/den lsb, den the
/// denominator of a pedestal that is seen, else 1.
/// </summary>
internal readonly struct IdealCells
{
    private readonly MatrixGeometry _geometry;
    private readonly TargetWeights _weights;
    private readonly int _slice;
    private readonly int _polarity;
    private readonly long _pedestal;

    /// <param name="digitsOnly">Leaves out a pedestal that is seen: a kernel that looks digits up adds it by itself.</param>
    public IdealCells(MatrixGeometry geometry, TargetWeights weights, int slice, int polarity, bool digitsOnly = false)
    {
        (_geometry, _weights, _slice, _polarity) = (geometry, weights, slice, polarity);
        // An ideal converter passes on what would be removed exactly.
        var pedestal = digitsOnly || geometry.Spec.Converter is null ? Rational.Zero : geometry.SeenPedestal(slice);
        if (pedestal.Numerator >= 1L << 40 || pedestal.Denominator >= 1L << 40)
            throw new TileException($"g_min is {pedestal} lsb, a fraction too fine for exact sums: give g_min and g_max fewer digits, or use a reference column");
        (UnitsPerLsb, _pedestal) = ((long)pedestal.Denominator, (long)pedestal.Numerator);
    }

    /// <summary>den.</summary>
    public long UnitsPerLsb { get; }

    /// <summary>The largest magnitude a cell can have.</summary>
    public long Largest => UnitsPerLsb * Pedestal.Levels(_geometry.Spec.WeightSlices[_slice]) + _pedestal;

    /// <summary>The cell of an input in a column: outputs, then offset columns.</summary>
    public long this[int input, int column]
    {
        get
        {
            if (column >= _geometry.Spec.Outputs) return UnitsPerLsb * _weights.OffsetDigit(_slice) + _pedestal;
            long digit = _weights.Digit(column, input, _slice, _polarity);
            if (_geometry.Polarities > _geometry.ConvertedPolarities) digit -= _weights.Digit(column, input, _slice, 1);
            return UnitsPerLsb * digit + _pedestal;
        }
    }
}
