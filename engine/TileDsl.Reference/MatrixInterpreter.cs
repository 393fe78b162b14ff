using TileDsl.Converters;
using TileDsl.Devices;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>
/// One weight matrix on arrays, by the meaning of a program in its plainest form: every device, partial sum and conversion
/// one at a time, sums in exact integers, conversions in exact fractions. It works from the model and shares with the engine
/// the random numbers, the device law and the elementary functions only.
/// </summary>
public sealed class MatrixInterpreter
{
    private readonly MatrixTargets _targets;
    private readonly Converters? _converters;
    private readonly bool _isLone;

    /// <summary>Binds the weights and calibrates.</summary>
    /// <param name="tile">The arrays.</param>
    /// <param name="slicing">How numbers are spread over cells and cycles.</param>
    /// <param name="inputs">N.</param>
    /// <param name="outputs">M.</param>
    /// <param name="weights">W, outputs by inputs: integers, or any finite reals for analog weights.</param>
    /// <param name="analogFullScale">The weight at g_max for analog weights; 0 for the largest magnitude of the matrix, or of each
    /// output where the slicing scales per column.</param>
    /// <param name="calibration">Input codes, samples by N, for a calibrated range; else null.</param>
    /// <param name="law">Gives a law of a device written in C# by its full name; needed for devices that name one.</param>
    /// <exception cref="TileException">A weight out of range, or calibration that is missing.</exception>
    public MatrixInterpreter(TileModel tile, SlicingModel slicing, int inputs, int outputs, double[] weights, double analogFullScale = 0, int[]? calibration = null, Func<string, Devices.DeviceLaw?>? law = null)
        : this(tile, slicing, inputs, outputs, weights, FullScales(slicing.Weights, inputs, outputs, weights, analogFullScale), calibration, isLone: true, law)
    {
    }

    internal MatrixInterpreter(TileModel tile, SlicingModel slicing, int inputs, int outputs, double[] weights, double[] fullScales, int[]? calibration, bool isLone, Func<string, Devices.DeviceLaw?>? law = null)
    {
        _targets = new MatrixTargets(tile, slicing, inputs, outputs, weights, fullScales) { Law = law };
        _isLone = isLone;
        if (tile.Adc.Kind == AdcKind.Ideal) return;
        if (tile.Adc.Range is CalibratedRange range)
        {
            if (calibration is null || calibration.Length == 0) throw new TileException("a calibrated range needs calibration data");
            _converters = new CalibratedConverters(_targets, range, NoiseFreeCells(), calibration.Chunk(inputs));
        }
        else
        {
            _converters = new Converters(_targets);
        }
    }

    /// <summary>How many arrays it stands on.</summary>
    internal int Arrays => _targets.Map.RowBlocks.Count * _targets.Map.ArraysPerRowBlock;

    /// <summary>Programs one chip.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="chip">Number of the chip.</param>
    /// <param name="layer">Index of the layer in its network; 0 for a lone matrix.</param>
    /// <param name="noise">Which errors are in force.</param>
    /// <param name="readNoise">How read noise is drawn, where there is any.</param>
    /// <param name="clock">When the chip is read.</param>
    /// <param name="compensation">How results are corrected for drift.</param>
    /// <param name="history">What devices bring with them: earlier writes, a map of faults where the device names one.</param>
    /// <param name="firstArray">Number of its first array in that map.</param>
    /// <exception cref="TileException">A chip that is refused because a column sum leaves float32's integers, or a time beyond what was measured.</exception>
    public InterpretedMatrix Program(
        ulong seed = 0, int chip = 0, int layer = 0, Noise noise = Noise.On, ReadNoise readNoise = ReadNoise.Folded,
        ReadClock clock = default, DriftCompensation compensation = DriftCompensation.None, DeviceHistory? history = null, int firstArray = 0) =>
        Program(seed, chip, layer, 0, noise, readNoise, clock, compensation, new DevicePast(history ?? DeviceHistory.None, firstArray));

    /// <summary>Programs one matrix of a layer's.</summary>
    internal InterpretedMatrix Program(
        ulong seed, int chip, int layer, int matrix, Noise noise, ReadNoise readNoise, ReadClock clock, DriftCompensation compensation, DevicePast past)
    {
        var key = new ChipKey(seed, chip, layer, matrix, 0);
        var result = Products(key, noise, readNoise, clock, past);
        if (compensation == DriftCompensation.None || noise == Noise.Ideal) return result;
        var first = Magnitudes(Products(key with { Use = 1 }, noise, readNoise, clock with { Time = 0 }, past), compensation);
        var now = Magnitudes(Products(key with { Use = 2 }, noise, readNoise, clock, past), compensation);
        result.Factors = [.. first.Zip(now, (s0, st) => st == 0 ? 1 : s0 / st)];
        return result;
    }

    private InterpretedMatrix Products(ChipKey chip, Noise noise, ReadNoise readNoise, ReadClock clock, DevicePast past)
    {
        if (noise == Noise.Ideal) return new InterpretedMatrix(_targets, _converters, null, null, null, floatCodes: false, _isLone);
        var (device, adc, drivers) = (_targets.Device, _targets.Adc, _targets.Dac?.Errors ?? DriverErrors.None);
        var isOn = noise == Noise.On;
        // Without noise, devices that have been left alone drift by their mean.
        var withErrors = isOn || (clock.Time > 0 && device.HasProgrammingError);
        var drawn = isOn ? chip : (ChipKey?)null;
        var isReadWithNoise = device.HasReadNoise || device.HasNoisePerCell;
        var driversErr = withErrors ? drivers.HasStaticError || drivers.Noise.Sign != 0 : drivers.HasFixedError;
        var isSolved = WiredArrays.AreSolved(_targets);
        var hasErrors = device.HasProgrammingError || isReadWithNoise || adc.Errors.HasStaticError || adc.Errors.Noise.Sign != 0 || drivers.HasStaticError || drivers.Noise.Sign != 0;
        var isOff = withErrors && hasErrors;
        // Where nothing is off, a sum of code words is a times that of the weights.
        var checksWords = _targets.Code is not null && (isOff || _targets.Wire is not null || device.CurrentVoltage is not null || adc.Errors.HasFixedError || drivers.HasFixedError);
        var isChecked = checksWords || (_targets.IsChecked && isOff);
        var isFolded = !isChecked && isReadWithNoise && readNoise == ReadNoise.Folded && !device.ClipsReadNoise && !driversErr && !isSolved;
        var byMoments = !isChecked && isOn && isReadWithNoise && device.ClipsReadNoise && readNoise == ReadNoise.Folded && !driversErr && !isSolved
            ? new ChipDevices(_targets, drawn, clock, past: past).ByMoments(_targets.Places)
            : null;
        if (byMoments is not null) isFolded = true;
        var isDrawnPerCell = isOn && isReadWithNoise && !isFolded;
        var devices = byMoments?.Straightened() ?? new ChipDevices(_targets, drawn, clock, isDrawnPerCell, isExact: !withErrors, isStraight: !isSolved, past);
        var wired = _targets.Wire is not null || isSolved ? new WiredArrays(_targets, devices) : null;
        Cells cells = driversErr ? new FloatCells(_targets, devices, new Drivers(_targets, drawn), wired)
            : isChecked || wired is not null || (withErrors && isReadWithNoise && !isFolded) ? new FloatCells(_targets, devices, null, wired)
            : (withErrors && (device.HasProgrammingError || device.HasNoisePerCell || byMoments is not null)) || device.CurrentVoltage is not null ? Conductances(devices)
            : NoiseFreeCells();
        var hasConverterNoise = adc.Errors.Noise.Sign != 0;
        var noiseOfSums = isOn && (isFolded || hasConverterNoise)
            ? new FoldedNoise(_targets, cells, chip, isFolded, !isFolded ? null : wired is not null ? CellNoise.Behind(wired) : device.HasNoisePerCell || byMoments is not null ? CellNoise.Of(devices) : null)
            : null;
        // What noise may be in is converted like what noise is in, drawn or not.
        var floatCodes = withErrors && (isFolded || hasConverterNoise);
        var physical = PhysicalConverters(withErrors, drawn, isChecked);
        return new InterpretedMatrix(_targets, _converters, cells, noiseOfSums, physical, floatCodes || physical is not null, _isLone)
        {
            ChecksWords = checksWords,
            Checksums = _targets.IsChecked && isChecked ? new Checksums(_targets, clock, isOn) : null,
        };
    }

    private PhysicalConverters? PhysicalConverters(bool withErrors, ChipKey? chip, bool isChecked)
    {
        var adc = _targets.Adc;
        if (adc.Kind == AdcKind.Ideal) return null;
        var differ = withErrors ? adc.Errors.HasStaticError : adc.Errors.HasFixedError;
        if (!differ && !isChecked && adc.OnClip != ClipResponse.HalveInput) return null;
        var id = chip ?? default;
        return new PhysicalConverters(_targets, differ ? new ConverterBank(ConverterSpecs.Of(adc), id.Seed, id.Chip, id.Layer, chip is not null, id.Matrix) : null);
    }

    private double[] Magnitudes(InterpretedMatrix matrix, DriftCompensation compensation)
    {
        var sums = new double[_targets.Outputs];
        var x = new int[_targets.Inputs];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = (int)_targets.HighestCode;
            var y = matrix.Product(x, i);
            x[i] = 0;
            for (var j = 0; j < sums.Length; j++) sums[j] += Math.Abs(y[j]);
        }
        if (compensation == DriftCompensation.PerColumn) return [.. sums.Select(sum => sum / x.Length)];
        var all = 0.0;
        foreach (var sum in sums) all += sum;
        var mean = all / x.Length / sums.Length;
        return [.. sums.Select(_ => mean)];
    }

    private Cells NoiseFreeCells() => _targets.IsAnalog
        ? Conductances(new ChipDevices(_targets, null, default, isExact: true))
        : new IdealCells(_targets, _targets.SeesPedestal && _targets.Adc.Kind != AdcKind.Ideal);

    private Cells Conductances(ChipDevices devices) => _targets.GridExponent is { } k
        ? new GridCells(_targets, devices, k, _targets.Places)
        : new FloatCells(_targets, devices);

    private static double[] FullScales(WeightSlicing slicing, int inputs, int outputs, double[] weights, double given)
    {
        var scales = new double[outputs];
        for (var j = 0; j < outputs; j++)
        {
            var own = slicing.PerColumnScale ? weights.AsSpan(j * inputs, inputs).ToArray() : weights;
            var largest = own.Max(Math.Abs);
            scales[j] = given != 0 ? given : largest == 0 ? 1 : largest;
        }
        return scales;
    }
}
