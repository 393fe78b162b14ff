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
    /// <summary>Null where the wires are ideal: then every cell sees the voltage of its row's driver.</summary>
    public WireFacts? Wires { get; init; }

    /// <summary>Null for drivers that are exact and drive levels.</summary>
    public DriverFacts? Driver { get; init; }

    /// <summary>Columns beyond the array's own.</summary>
    public int SpareColumns { get; init; }

    /// <summary>How often a comparison with checksums may be suspect of a sound array; null where there are no checksums.</summary>
    public Rational? ChecksumFalseAlarm { get; init; }

    /// <summary>The columns of checksums, the same number for every slice; null where there are none.</summary>
    public ChecksumForm? Checksums => ChecksumFalseAlarm is null ? null : new ChecksumForm(Cutting.Blocks(Outputs, MatrixPlanner.OutputsPerArray(this))[0], Weights.SliceBits);

    /// <summary>What cells hold the multiples of, a; 0 where weights are held as they are.</summary>
    public int CodeMultiplier { get; init; }

    /// <summary>What the residues of code words mean; null where weights are held as they are.</summary>
    public ArithmeticCode? Code => CodeMultiplier == 0 ? null : new ArithmeticCode(CodeMultiplier, Weights.SliceBits, InputSlicing.SliceBits.Max());

    public bool IsPair => Weights.Encoding is WeightEncoding.Differential || Weights.IsAnalog;

    /// <summary>Conversions of a partial sum: two where a pair's polarities are converted apart.</summary>
    public int Polarities => IsPair && SubtractDigital ? 2 : 1;

    /// <summary>Errors of cells or converters are in force where noise is on.</summary>
    public bool HasErrors => Cell.HasStaticError || Cell.FreshNoise != FreshNoise.None || Converter is { HasStaticError: true } or { NoiseLsb.Sign: > 0 }
        || Driver is { HasStaticError: true } or { NoiseLsb.Sign: > 0 };

    /// <summary>
    /// Cells whose current is not proportional to the voltage, driven with several: a row that is on or off, or on for longer, has one
    /// voltage, and then every cell one conductance. Drivers that err have voltages of their own, and rows of both polarities two, unless the
    /// current differs in its sign only.
    /// </summary>
    public bool SolvesCells => Cell.Device.CurrentVoltage is { } law && (Wires is not null
        || (Driver?.Drive != InputDrive.PulseWidth && (Driver is not null || InputSlicing.SliceBits.Any(bits => bits > 1)))
        || (InputSlicing.Form == InputForm.SignMagnitude && !law.IsOdd));

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
            tile.Adc.Kind == AdcKind.Ideal ? null : ConverterFacts.Of(tile.Adc, tile.Device.ReadVoltage),
            pair && tile.SubtractDigital,
            tile.AccumulateAnalog,
            !pair && tile.Pedestal == PedestalRemoval.Digital,
            slicing.Weights.Encoding == WeightEncoding.Offset && tile.OffsetColumn)
        {
            Wires = tile.Wire is { } wire ? new WireFacts(wire, tile.DisconnectsZeroInputs, pair && tile.InterleavesPolarities) : null,
            Driver = DriverFacts.Of(tile.Dac),
            SpareColumns = tile.SpareColumns,
            ChecksumFalseAlarm = tile.Checksum?.FalseAlarm,
            CodeMultiplier = tile.AnCode?.Of(slicing) ?? 0,
        };
    }
}

/// <summary>Wires with resistance, in ohm, and what depends on them: without, neither changes a product.</summary>
/// <param name="Disconnected">Rows with an input of zero float.</param>
/// <param name="Interleaved">The polarities of a pair stand side by side in one array.</param>
public sealed record WireFacts(WireModel Resistances, bool Disconnected, bool Interleaved);
