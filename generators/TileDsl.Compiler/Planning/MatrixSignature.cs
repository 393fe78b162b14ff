using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>
/// Everything of a tile and a slicing that decides a product of a matrix on arrays, and nothing else: no names, no places in
/// the text, no prices. Two layers with the same signature have the same arithmetic.
/// </summary>
/// <param name="Inputs">N.</param>
/// <param name="Outputs">M.</param>
/// <param name="ArrayRows">R, in unit cells.</param>
/// <param name="ArrayColumns">C, in unit cells.</param>
/// <param name="Converter">Null for the ideal converter.</param>
public sealed record MatrixSignature(
    int Inputs,
    int Outputs,
    int ArrayRows,
    int ArrayColumns,
    WeightSlicing Weights,
    InputSlicing InputSlicing,
    CellFacts Cell,
    ConverterFacts? Converter,
    bool SubtractDigital,
    bool AccumulateAnalog,
    bool PedestalDigital,
    bool OffsetColumn)
{
    public bool IsPair => Weights.Encoding is WeightEncoding.Differential || Weights.IsAnalog;

    /// <summary>Conversions of a partial sum: two where a pair's polarities are converted apart.</summary>
    public int Polarities => IsPair && SubtractDigital ? 2 : 1;

    /// <summary>Passes over the input slices: two where positive and negative inputs are driven apart.</summary>
    public int Phases => InputSlicing.Form == InputForm.TwoPhase ? 2 : 1;

    /// <summary>Whether what is converted holds the pedestal of the cells.</summary>
    public bool SeesPedestal => Pedestal.IsSeen(IsPair, SubtractDigital, PedestalDigital);

    /// <summary>Whether every array has a column at g_min that is subtracted before the converter.</summary>
    public bool HasReferenceColumn => Pedestal.HasReferenceColumn(IsPair, PedestalDigital);

    public static MatrixSignature Of(TileModel tile, SlicingModel slicing, int inputs, int outputs)
    {
        var pair = tile.Cells == CellArrangement.Pair;
        return new MatrixSignature(
            inputs,
            outputs,
            tile.Rows,
            tile.Columns,
            slicing.Weights,
            slicing.Inputs,
            CellFacts.Of(tile.Device),
            tile.Adc.Kind == AdcKind.Ideal ? null : new ConverterFacts(tile.Adc.Bits, tile.Adc.Codes, tile.Adc.Range, tile.Device.ReadVoltage),
            pair && tile.SubtractDigital,
            tile.AccumulateAnalog,
            !pair && tile.Pedestal == PedestalRemoval.Digital,
            slicing.Weights.Encoding == WeightEncoding.Offset && tile.OffsetColumn);
    }
}

/// <summary>A converter that rounds.</summary>
/// <param name="ReadVoltage">Row voltage of the largest input: what a range in amperes is counted with.</param>
public sealed record ConverterFacts(int Bits, CodeKind Codes, RangeModel Range, Rational? ReadVoltage)
{
    public bool IsCalibrated => Range is CalibratedRange;
}
