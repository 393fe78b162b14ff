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
    /// <exception cref="TileException">A weight out of range, or calibration that is missing.</exception>
    public MatrixInterpreter(TileModel tile, SlicingModel slicing, int inputs, int outputs, double[] weights, double analogFullScale = 0, int[]? calibration = null)
        : this(tile, slicing, inputs, outputs, weights, FullScales(slicing.Weights, inputs, outputs, weights, analogFullScale), calibration, isLone: true)
    {
    }

    internal MatrixInterpreter(TileModel tile, SlicingModel slicing, int inputs, int outputs, double[] weights, double[] fullScales, int[]? calibration, bool isLone)
    {
        _targets = new MatrixTargets(tile, slicing, inputs, outputs, weights, fullScales);
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

    /// <summary>Programs one chip.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="chip">Number of the chip.</param>
    /// <param name="layer">Index of the layer in its network; 0 for a lone matrix.</param>
    /// <param name="noise">Which errors are in force.</param>
    /// <param name="readNoise">How read noise is drawn, where there is any.</param>
    /// <exception cref="TileException">A chip that is refused because a column sum leaves float32's integers.</exception>
    public InterpretedMatrix Program(ulong seed = 0, int chip = 0, int layer = 0, Noise noise = Noise.On, ReadNoise readNoise = ReadNoise.Folded) =>
        Program(seed, chip, layer, 0, noise, readNoise);

    /// <summary>Programs one matrix of a layer's.</summary>
    internal InterpretedMatrix Program(ulong seed, int chip, int layer, int matrix, Noise noise, ReadNoise readNoise)
    {
        var device = _targets.Device;
        var isRead = noise == Noise.On && device.HasReadNoise;
        var isFolded = isRead && readNoise == ReadNoise.Folded && !device.ClipsReadNoise;
        var cells = noise == Noise.Ideal ? null
            : isRead && !isFolded ? new FloatCells(_targets, new ChipDevices(_targets, seed, chip, layer, matrix, noisy: true, readNoise: true))
            : noise == Noise.On && device.HasProgrammingError ? Conductances(new ChipDevices(_targets, seed, chip, layer, matrix, noisy: true))
            : NoiseFreeCells();
        var folded = isFolded ? new FoldedNoise(_targets, cells!, seed, chip, layer, matrix) : null;
        return new InterpretedMatrix(_targets, _converters, cells, folded, _isLone);
    }

    private Cells NoiseFreeCells() => _targets.IsAnalog
        ? Conductances(new ChipDevices(_targets, 0, 0, 0, 0, noisy: false))
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
