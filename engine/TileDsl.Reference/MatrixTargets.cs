using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>What every cell of a matrix is meant to be, and the figures of its arrays that follow from the model.</summary>
internal sealed class MatrixTargets
{
    private readonly TileModel _tile;
    private readonly SlicingModel _slicing;
    private readonly double[] _weights;
    private readonly double _gMin;

    /// <param name="tile">The arrays.</param>
    /// <param name="slicing">How numbers are spread over them.</param>
    /// <param name="inputs">N.</param>
    /// <param name="outputs">M.</param>
    /// <param name="weights">W, outputs by inputs: integers, or reals for analog weights.</param>
    /// <param name="analogFullScale">The weight at g_max, of each output; unused for sliced weights.</param>
    public MatrixTargets(TileModel tile, SlicingModel slicing, int inputs, int outputs, double[] weights, double[] analogFullScale)
    {
        (_tile, _slicing, _weights, Inputs, Outputs, FullScale) = (tile, slicing, weights, inputs, outputs, analogFullScale);
        Map = new ArrayMap(tile, slicing.Weights, inputs, outputs);
        Code = tile.AnCode is { } code ? new SingleErrors(slicing, code.Multiplier) : null;
        Digits = new WeightDigits(slicing.Weights, Code?.Multiplier ?? 1);
        InputCycles = new InputCycles(slicing.Inputs);
        Conversions = InputCycles.Conversions(tile.AccumulateAnalog);
        _gMin = (tile.Device.GMin * 1_000_000).ToDouble();
        GMax = (tile.Device.GMax * 1_000_000).ToDouble();
        if (IsAnalog) return;
        for (var j = 0; j < outputs; j++)
        {
            for (var i = 0; i < inputs; i++) Digits.Check(weights[j * inputs + i], j, i);
        }
    }

    public long LowestCode => _slicing.Inputs.Lowest;

    public long HighestCode => _slicing.Inputs.Highest;

    public int Inputs { get; }

    public int Outputs { get; }

    public double[] FullScale { get; }

    public ArrayMap Map { get; }

    /// <summary>Of code words; null where cells hold the weights themselves.</summary>
    public SingleErrors? Code { get; }

    public WeightDigits Digits { get; }

    public InputCycles InputCycles { get; }

    public List<Conversion> Conversions { get; }

    public DeviceModel Device => _tile.Device;

    /// <summary>Gives a law of a device written in C#, by its full name.</summary>
    public Func<string, Devices.DeviceLaw?>? Law { get; init; }

    public AdcModel Adc => _tile.Adc;

    public DacModel? Dac => _tile.Dac;

    /// <summary>Null where the wires are ideal.</summary>
    public WireModel? Wire => _tile.Wire;

    public bool DisconnectsZeroInputs => _tile.DisconnectsZeroInputs;

    public bool InterleavesPolarities => _tile.InterleavesPolarities;

    public int ArrayRows => _tile.Rows;

    /// <summary>Bits of the widest input slice.</summary>
    public int WidestSlice => _slicing.Inputs.SliceBits.Max();

    public int Slices => _slicing.Weights.SliceBits.Count;

    public bool IsAnalog => _slicing.Weights.IsAnalog;

    public bool IsPair => _tile.Cells == CellArrangement.Pair;

    public bool SubtractsPairsFirst => IsPair && !_tile.SubtractDigital;

    /// <summary>Conversions of one column, slice and cycle: 2 where the polarities of a pair are converted apart.</summary>
    public int ConvertedPolarities => IsPair && _tile.SubtractDigital ? 2 : 1;

    /// <summary>Whether converters see g_min under every cell.</summary>
    public bool SeesPedestal => IsPair ? _tile.SubtractDigital : !Map.HasReference;

    /// <summary>g_max in uS, as device arithmetic has it.</summary>
    public double GMax { get; }

    /// <summary>2^w - 1; 1 for analog weights.</summary>
    public long Levels(int slice) => IsAnalog ? 1 : (1L << _slicing.Weights.SliceBits[slice]) - 1;

    /// <summary>One lsb of conductance, in siemens.</summary>
    public Rational Lsb(int slice) => (Device.GMax - Device.GMin) / Levels(slice);

    public Rational PedestalInLsb(int slice) => Device.GMin / Lsb(slice);

    /// <summary>v of the widest conversion.</summary>
    public int WidestConversion => Conversions.Max(c => c.Bits);

    /// <summary>The exponent of the grid of programmed conductances; null where sums are float32.</summary>
    public int? GridExponent
    {
        get
        {
            if (_tile.Wire is not null) return null;
            var rows = Map.RowBlocks.Max(b => b.Count);
            var largestInput = (1L << WidestConversion) - 1;
            for (var k = 15; k >= 12; k--)
            {
                if ((rows * largestInput) << k < 1 << 24) return k;
            }
            return null;
        }
    }

    public double Weight(int output, int input) => _weights[output * Inputs + input];

    /// <summary>The digit of a sliced cell; polarity 1 is the - cell of a pair.</summary>
    public int Digit(MatrixColumn column, int input, int slice, int polarity) =>
        column.IsCheck ? CheckDigit(column, input, slice, polarity) : column.IsOffset ? Digits.OffsetDigit(slice) : Digits.Digit((long)Weight(column.Output, input), slice, polarity);

    private readonly Dictionary<(MatrixColumn, int, int, int), int> _checkDigits = [];

    private int CheckDigit(MatrixColumn column, int input, int slice, int polarity)
    {
        if (_checkDigits.TryGetValue((column, input, slice, polarity), out var known)) return known;
        var isIndex = column.Check >= Map.SumDigits.Max();
        var sum = Map.Outputs.Where(c => c.Block == column.Block).Sum(c => (isIndex ? c.Local + 1L : 1) * Digit(c, input, slice, polarity));
        var bits = _slicing.Weights.SliceBits[slice];
        var shift = bits * (isIndex ? column.Check - Map.SumDigits.Max() : column.Check);
        return _checkDigits[(column, input, slice, polarity)] = shift > 62 ? 0 : (int)((sum >> shift) & ((1L << bits) - 1));
    }

    public double FalseAlarm => _tile.Checksum?.FalseAlarm.ToDouble() ?? 0;

    /// <summary>Whether a digit is the width of a pulse of the read voltage.</summary>
    public bool DrivesPulses => _tile.Dac?.Drive == InputDrive.PulseWidth;

    /// <summary>Whether rows may be driven with anything but their digits, or with pulses of their width.</summary>
    public bool DriversErr => _tile.Dac is { } dac && (dac.Errors.HasStaticError || dac.Errors.Noise.Sign != 0 || dac.Drive == InputDrive.PulseWidth);

    public bool IsChecked => _tile.Checksum is not null;

    public int WeightBits(int slice) => _slicing.Weights.SliceBits[slice];

    /// <summary>Of what a slice counts in a weight.</summary>
    public int Shift(int slice) => IsAnalog ? 0 : _slicing.Weights.SliceBits.Take(slice).Sum();

    public double GMinimum => _gMin;

    /// <summary>The conductance a cell is programmed to, uS.</summary>
    public double Conductance(MatrixColumn column, int input, int slice, int polarity)
    {
        if (!IsAnalog) return _gMin + (GMax - _gMin) * Digit(column, input, slice, polarity) / Levels(slice);
        var w = Weight(column.Output, input) / FullScale[column.Output];
        if (_slicing.Weights.Encoding == WeightEncoding.AnalogTwoSided)
            return (_gMin + GMax) / 2 + (polarity == 0 ? 1 : -1) * ((GMax - _gMin) * w / 2);
        var isOn = polarity == 0 ? w > 0 : w < 0;
        return isOn ? _gMin + (GMax - _gMin) * Math.Abs(w) : _gMin;
    }

    /// <summary>The conductance of reference columns, uS.</summary>
    public double ReferenceConductance => _gMin;

    /// <summary>Every place that is converted.</summary>
    public IEnumerable<Place> Places =>
        from column in Map.Outputs.Concat(Map.OffsetColumns)
        from rows in Map.RowBlocks
        from slice in Enumerable.Range(0, Slices)
        from polarity in Enumerable.Range(0, ConvertedPolarities)
        select new Place(rows, column, slice, polarity);

    /// <summary>The input codes as every cycle drives them: [cycle][input].</summary>
    public int[][] Drive(IReadOnlyList<int> codes) =>
        [.. InputCycles.Cycles.Select(cycle => codes.Select(code => InputCycles.Drive(code, cycle)).ToArray())];
}
