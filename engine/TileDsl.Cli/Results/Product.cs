using TileDsl.Chips;
using TileDsl.Cli.Inputs;
using TileDsl.Devices;
using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Planning;
using TileDsl.Reference;
using TileDsl.Scripting;

namespace TileDsl.Cli.Results;

/// <summary>Y = X W^T as a tile computes it, and exactly.</summary>
/// <param name="Values">Samples by outputs, in the units of the files.</param>
/// <param name="Exact">The exact product of the same input codes and target weights.</param>
internal sealed record ProductResult(double[] Values, double[] Exact, EventCounts Events)
{
    /// <summary>The arrays it was computed on, as they were programmed; null where the interpreter did.</summary>
    public ProgrammedMatrix? Programmed { get; init; }

    /// <summary>What measuring for drift compensation took, at both times; null where the interpreter did, which does not count it.</summary>
    public EventCounts? Compensation { get; init; }

    /// <summary>Whether the time is beyond what was measured of the device; null where the interpreter did.</summary>
    public bool? IsExtrapolated { get; init; }

    public bool IsExact => Values.AsSpan().SequenceEqual(Exact);

    public double LargestError => Values.Zip(Exact, (y, e) => Math.Abs(y - e)).Max();

    /// <summary>Signal over error, dB; null where there is no error, or nothing else.</summary>
    public double? SignalToNoise
    {
        get
        {
            var signal = Exact.Sum(e => e * e);
            var noise = Values.Zip(Exact, (y, e) => (y - e) * (y - e)).Sum();
            return signal > 0 && noise > 0 ? 10 * Math.Log10(signal / noise) : null;
        }
    }

    /// <summary>What an ideal quantiser with this signal-to-noise ratio would have.</summary>
    public double? EffectiveBits => (SignalToNoise - 1.76) / 6.02;
}

/// <summary>A product on a tile of a file, its operands checked and its inputs made codes.</summary>
internal sealed class Product
{
    private readonly TileModel _tile;
    private readonly SlicingModel _slicing;
    private readonly double[] _weights;
    private readonly double _fullScale;
    private readonly int[] _codes;
    private readonly int[]? _calibration;

    /// <summary>What one input code stands for; 1 where the file holds codes.</summary>
    private readonly double _inputScale;

    public Product(TileModel tile, SlicingModel slicing, ProductOperand weights, ProductOperand inputs, double? scaleWeights, double? scaleInputs)
    {
        if (inputs.Columns != weights.Columns)
            throw new TileException($"'{inputs.Path}' has {inputs.Columns} inputs per sample, '{weights.Path}' {weights.Columns} inputs per output; they must be the same");
        (_tile, _slicing, _weights) = (tile, slicing, weights.Values);
        (Samples, Inputs, Outputs) = (inputs.Rows, inputs.Columns, weights.Rows);
        if (slicing.Weights.IsAnalog)
        {
            _fullScale = scaleWeights ?? 0;
        }
        else
        {
            if (scaleWeights is not null) throw new TileException($"--scale-weights is for analog weights; slicing '{slicing.Name}' takes integers");
            weights.RefuseAny(v => v != Math.Floor(v), $"slicing '{slicing.Name}' takes integers");
        }
        (_codes, _inputScale) = Quantise(inputs, slicing, scaleInputs);
        _calibration = tile.Adc.Range is CalibratedRange ? _codes : null;
    }

    public int Samples { get; }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>What the planner has to say of this product.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics =>
        Planner.PlanMatrix($"{_tile.Name}_{_slicing.Name}_{Outputs}x{Inputs}", _tile, _slicing, Inputs, Outputs).Diagnostics;

    /// <summary>By the kernel the compiler chose.</summary>
    /// <param name="program">The file.</param>
    /// <param name="conditions">What holds on the arrays.</param>
    /// <param name="saved">The programmed arrays to use; null to program some.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public ProductResult Run(TileProgram program, Conditions conditions, ChipFile? saved, CancellationToken cancellation)
    {
        var matrix = program.Matrix(_tile.Name, _slicing.Name, Inputs, Outputs, _weights, _fullScale, _calibration);
        var clock = Clock(conditions);
        var programmed = saved is null ? matrix.Program(conditions.Seed, 0, conditions.Noise, conditions.History, clock) : matrix.Load(saved).At(clock.Time, clock.Span, clock.Extrapolate);
        var read = programmed;
        if (conditions.Compensation != DriftCompensation.None) read = read.Compensated(conditions.Compensation);
        var values = read.MultiplyBatch(_codes, cancellation: cancellation);
        var exact = matrix.Program(conditions.Seed, 0, Noise.Ideal).MultiplyBatch(_codes, cancellation: cancellation);
        return new ProductResult(ScaleBack(values), ScaleBack(exact), read.Events)
        {
            Programmed = programmed, Compensation = read.CompensationEvents + read.CompensationEvents, IsExtrapolated = read.IsExtrapolated,
        };
    }

    /// <summary>By the reference interpreter.</summary>
    public ProductResult Interpret(Conditions conditions, CancellationToken cancellation)
    {
        var matrix = new MatrixInterpreter(_tile, _slicing, Inputs, Outputs, _weights, _fullScale, _calibration, DeviceLawTypes.Create);
        var programmed = matrix.Program(conditions.Seed, 0, 0, conditions.Noise, clock: Clock(conditions), compensation: conditions.Compensation, history: conditions.History);
        var values = Multiply(programmed, cancellation);
        var exact = Multiply(matrix.Program(conditions.Seed, 0, 0, Noise.Ideal), cancellation);
        return new ProductResult(ScaleBack(values), ScaleBack(exact), programmed.Events);
    }

    /// <summary>Seconds the reads of all samples last.</summary>
    private double Span =>
        Samples * _slicing.Inputs.SliceBits.Count * (_slicing.Inputs.Form == InputForm.TwoPhase ? 2 : 1) * (_tile.Device.ReadTime?.ToDouble() ?? 0);

    private ReadClock Clock(Conditions conditions) => new(conditions.Time, Span, conditions.Extrapolate);

    private double[] Multiply(InterpretedMatrix matrix, CancellationToken cancellation)
    {
        var values = new List<double>(Samples * Outputs);
        for (var sample = 0; sample < Samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            values.AddRange(matrix.Multiply(_codes[(sample * Inputs)..((sample + 1) * Inputs)], sample));
        }
        return [.. values];
    }

    private double[] ScaleBack(double[] values)
    {
        if (_inputScale != 1) for (var i = 0; i < values.Length; i++) values[i] *= _inputScale;
        return values;
    }

    /// <summary>Integers are codes unless a scale is given; real values become q = rint(x / B top), clipped.</summary>
    private static (int[] Codes, double Scale) Quantise(ProductOperand inputs, SlicingModel slicing, double? largest)
    {
        var range = slicing.Inputs;
        if (inputs.IsInteger && largest is null)
        {
            inputs.RefuseAny(v => v < range.Lowest || v > range.Highest, $"the input codes of slicing '{slicing.Name}' are {range.Lowest}..{range.Highest}");
            return ([.. inputs.Values.Select(v => (int)v)], 1);
        }
        if (range.Lowest == 0) inputs.RefuseAny(v => v < 0, $"the inputs of slicing '{slicing.Name}' are unsigned");
        var b = largest ?? inputs.Largest;
        if (b == 0) b = 1;
        var codes = inputs.Values.Select(v => (int)Math.Clamp(Math.Round(v / b * range.Highest, MidpointRounding.ToEven), range.Lowest, range.Highest));
        return ([.. codes], b / range.Highest);
    }
}
