namespace TileDsl.Model;

/// <summary>
/// One .tile file, resolved and checked: imports and derivations are gone, names are bound, quantities are exact and in SI
/// units. The lists hold what the file itself declares (a tile's device may come from an import); what it could name besides is
/// in <see cref="ImportedTiles"/> and <see cref="ImportedSlicings"/>. Compared by value; where things were written does not count.
/// </summary>
public sealed record ProgramModel(
    string Path,
    ValueList<ParameterModel> Parameters,
    ValueList<DeviceModel> Devices,
    ValueList<AdcModel> Adcs,
    ValueList<DacModel> Dacs,
    ValueList<TileModel> Tiles,
    ValueList<SlicingModel> Slicings,
    ValueList<DataModel> DataSets,
    ValueList<NetworkModel> Networks,
    ValueList<CheckModel> Checks)
{
    /// <summary>Tiles of the files it imports, in the order those were finished.</summary>
    public ValueList<TileModel> ImportedTiles { get; init; } = ValueList<TileModel>.Empty;

    /// <summary>Slicings of the files it imports, in the order those were finished.</summary>
    public ValueList<SlicingModel> ImportedSlicings { get; init; } = ValueList<SlicingModel>.Empty;

    /// <summary>Laws written in C# that its own tiles and networks need, each once.</summary>
    public IEnumerable<Quoted> Laws => Tiles.Concat(Networks.SelectMany(n => n.Layers).Select(l => l.Tile).OfType<TileModel>()).Select(t => t.Device.Law).OfType<Quoted>().Distinct();
}

/// <summary><c>param adc_bits = 8 in 4..12</c>: the value in force after any override, and the range it must stay in.</summary>
public sealed record ParameterModel(string Name, Rational Value, Rational? Low, Rational? High, Origin Origin);

public enum CellArrangement
{
    Single,
    Pair,
}

public enum PedestalRemoval
{
    /// <summary>A column at g_min, with errors of its own, is subtracted before the converter.</summary>
    Reference,

    /// <summary>The range includes the pedestal; its ideal value is subtracted after the converter.</summary>
    Digital,
}

/// <summary>An array with its cells, converters and drivers.</summary>
/// <param name="Rows">Inputs, in unit cells.</param>
/// <param name="Columns">Outputs, in unit cells; reference and offset columns are beyond these.</param>
/// <param name="SubtractDigital">A pair's polarities are converted apart and subtracted digitally.</param>
/// <param name="AccumulateAnalog">The cycles of a product are summed before one conversion.</param>
/// <param name="OffsetColumn">Offset encoding is removed by a column that holds the offset, not digitally.</param>
public sealed record TileModel(
    string Name,
    int Rows,
    int Columns,
    CellArrangement Cells,
    DeviceModel Device,
    AdcModel Adc,
    DacModel? Dac,
    bool SubtractDigital,
    bool AccumulateAnalog,
    PedestalRemoval Pedestal,
    bool OffsetColumn,
    Origin Origin)
{
    /// <summary>Null where the wires are ideal.</summary>
    public WireModel? Wire { get; init; }

    /// <summary>Rows with an input of zero float, instead of being held at 0 V.</summary>
    public bool DisconnectsZeroInputs { get; init; }

    /// <summary>The polarities of a pair are neighbouring columns of one array.</summary>
    public bool InterleavesPolarities { get; init; }

    /// <summary>Columns beyond the array's own: for checksums, and to take the place of faulty ones.</summary>
    public int SpareColumns { get; init; }

    /// <summary>Null where sums are not checked.</summary>
    public CorrectionModel? Correction { get; init; }

    /// <summary>Null where sums are not checked by checksums.</summary>
    public ChecksumModel? Checksum => Correction as ChecksumModel;

    /// <summary>Null where weights are not coded.</summary>
    public AnCodeModel? AnCode => Correction as AnCodeModel;
}

/// <summary>How the sums of arrays are checked, and corrected.</summary>
public abstract record CorrectionModel;

/// <summary>Sums of an array's digits, and of their products with the columns' numbers, on spare columns.</summary>
/// <param name="FalseAlarm">How often a comparison of a sound array is suspect, at most.</param>
public sealed record ChecksumModel(Rational FalseAlarm) : CorrectionModel;

/// <summary>Cells hold the digits of a multiple of each weight.</summary>
/// <param name="Multiplier">a, odd; null for the smallest that tells all single-cell errors of a slicing apart.</param>
public sealed record AnCodeModel(int? Multiplier) : CorrectionModel
{
    /// <summary>a for a slicing; 0 where none is large enough.</summary>
    public int Of(SlicingModel slicing) => Multiplier ?? ArithmeticCode.Smallest(slicing.Weights.SliceBits, slicing.Inputs.SliceBits.Max());
}

/// <summary>The resistances of an array's wires, in ohm: segments between neighbouring cells, and what leads from drivers and to virtual grounds.</summary>
public sealed record WireModel(Rational Row, Rational Column, Rational RowEnd, Rational ColumnEnd)
{
    public bool IsIdeal => Row.Sign == 0 && Column.Sign == 0 && RowEnd.Sign == 0 && ColumnEnd.Sign == 0;
}

/// <summary>How numbers are spread over cells and cycles.</summary>
public sealed record SlicingModel(string Name, WeightSlicing Weights, InputSlicing Inputs, Origin Origin);

/// <param name="Bits">2 to 16; 0 for analog weights.</param>
/// <param name="Symmetric">±(2^(b-1) - 1) instead of -2^(b-1) .. 2^(b-1) - 1.</param>
/// <param name="SliceBits">Cell bits of each slice, least significant first; a single 0 for analog weights.</param>
/// <param name="PerColumnScale">One weight scale per output instead of one per layer.</param>
/// <param name="AcrossColumns">The slices of a weight stand side by side in one array.</param>
public sealed record WeightSlicing(
    WeightEncoding Encoding,
    int Bits,
    bool Symmetric,
    ValueList<int> SliceBits,
    bool PerColumnScale,
    bool AcrossColumns)
{
    public bool IsAnalog => Encoding is WeightEncoding.AnalogOneSided or WeightEncoding.AnalogTwoSided;
}

/// <param name="Bits">1 to 16.</param>
/// <param name="SliceBits">Input bits of each cycle, least significant first.</param>
public sealed record InputSlicing(int Bits, Signedness Signedness, InputForm Form, ValueList<int> SliceBits)
{
    /// <summary>The lowest code: magnitudes in one bit less than the input has cannot hold -2^(b-1).</summary>
    public long Lowest => Signedness switch
    {
        Signedness.Unsigned => 0,
        Signedness.Signed when Form == InputForm.TwosComplement || SliceBits.Sum() >= Bits => -(1L << (Bits - 1)),
        _ => -((1L << (Bits - 1)) - 1),
    };

    public long Highest => Signedness == Signedness.Unsigned ? (1L << Bits) - 1 : (1L << (Bits - 1)) - 1;
}
