using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>
/// All that decides what happens to one weight matrix on arrays, as the compiler writes it into generated code. The
/// library digitises, programs and calibrates from it; the kernel beside it computes the products.
/// </summary>
public sealed record MatrixSpec
{
    /// <summary>Inputs of the matrix, N.</summary>
    public required int Inputs { get; init; }

    /// <summary>Outputs of the matrix, M.</summary>
    public required int Outputs { get; init; }

    /// <summary>Rows of an array, in unit cells.</summary>
    public required int ArrayRows { get; init; }

    /// <summary>Columns of an array, in unit cells; reference and offset columns are beyond these.</summary>
    public required int ArrayColumns { get; init; }

    /// <summary>How a weight becomes the states of cells.</summary>
    public required WeightEncoding Encoding { get; init; }

    /// <summary>Weight bits; 0 for analog weights.</summary>
    public required int WeightBits { get; init; }

    /// <summary>Cell bits per weight slice, least significant first; { 0 } for analog weights.</summary>
    public required int[] WeightSlices { get; init; }

    /// <summary>±(2^(b-1) - 1) instead of -2^(b-1) .. 2^(b-1) - 1.</summary>
    public bool SymmetricWeights { get; init; }

    /// <summary>One weight scale per output instead of one per layer.</summary>
    public bool ScalePerColumn { get; init; }

    /// <summary>The slices of a weight stand side by side in one array, least significant first.</summary>
    public bool SlicesAcrossColumns { get; init; }

    /// <summary>Input bits.</summary>
    public required int InputBits { get; init; }

    /// <summary>The integers an input may be.</summary>
    public required Signedness InputSignedness { get; init; }

    /// <summary>How inputs are presented to the rows.</summary>
    public required InputForm InputForm { get; init; }

    /// <summary>Input bits per cycle, least significant first.</summary>
    public required int[] InputSlices { get; init; }

    /// <summary>The memory cell.</summary>
    public required DeviceSpec Device { get; init; }

    /// <summary>The output converter; null for the ideal one.</summary>
    public required ConverterSpec? Converter { get; init; }

    /// <summary>The input drivers; null where they are exact.</summary>
    public DriverSpec? Driver { get; init; }

    /// <summary>A pair's polarities are converted apart and subtracted digitally.</summary>
    public bool SubtractDigital { get; init; }

    /// <summary>The cycles of a product are summed before one conversion.</summary>
    public bool AccumulateAnalog { get; init; }

    /// <summary>Single cells only: the range includes the pedestal and its ideal value is subtracted digitally; else a reference column.</summary>
    public bool PedestalDigital { get; init; }

    /// <summary>Offset encoding is removed by a column that holds the offset.</summary>
    public bool OffsetColumn { get; init; }

    /// <summary>The wires of the arrays; null where they are ideal.</summary>
    public WireSpec? Wires { get; init; }

    /// <summary>Columns of an array beyond its own, reference and offset columns: for checksums first, the rest for repair.</summary>
    public int SpareColumns { get; init; }

    /// <summary>How often a comparison of a sound array with its checksums is suspect; 0 where there are no checksums.</summary>
    public double ChecksumFalseAlarm { get; init; }

    /// <summary>What cells hold the multiples of, a of an AN code; 0 where weights are held as they are.</summary>
    public int CodeMultiplier { get; init; }

    /// <summary>
    /// Whether every vector's circuit is solved: rows without input float, or cells are not linear and either see voltages that wires make,
    /// or are driven with several.
    /// </summary>
    public bool SolvesCircuits => Wires is { Disconnected: true } || (Device.CurrentVoltage is { } law && (Wires is not null || DrivesSeveralVoltages(law)));

    /// <summary>Rows whose digits last, not rise, have the read voltage alone.</summary>
    internal bool DrivesPulses => Driver is { Drive: InputDrive.PulseWidth };

    /// <summary>Digits of several bits or drivers that err; and either polarity, where that is more than a sign.</summary>
    private bool DrivesSeveralVoltages(CurrentVoltage law) =>
        (!DrivesPulses && (Driver is not null || Array.Exists(InputSlices, bits => bits > 1))) || (InputForm == InputForm.SignMagnitude && !law.IsOdd);

    /// <summary>Whether weights are real numbers on one pair of cells each, without slices.</summary>
    public bool IsAnalog => Encoding is WeightEncoding.AnalogOneSided or WeightEncoding.AnalogTwoSided;

    /// <summary>Whether a unit cell is a differential pair.</summary>
    public bool IsPair => Encoding is WeightEncoding.Differential or WeightEncoding.AnalogOneSided or WeightEncoding.AnalogTwoSided;
}
