using TileDsl.Model;

namespace TileDsl.Reference.Tests.Statistics;

/// <summary>
/// A small random program with read noise: every encoding, input form and way to convert, two row blocks and two column blocks.
/// A rounding converter has so many codes that nothing clips, and steps of a tenth of the least noise, or as large as it.
/// </summary>
internal sealed class NoisyProgram
{
    public const int Inputs = 4;
    public const int Outputs = 6;
    public const ulong Seed = 41;
    private const int Rows = 3;

    private readonly double[] _weights;

    public NoisyProgram(int number)
    {
        var random = new Random(1000 + number);
        Number = number;
        var encoding = (WeightEncoding)(number % Enum.GetValues<WeightEncoding>().Length);
        Slicing = RandomSlicing(random, encoding);
        var isPair = encoding is not (WeightEncoding.Offset or WeightEncoding.TwosComplement);
        var gMin = new Rational(random.Next(0, 3), 2);
        // Twice as noisy as any device, so that rounding to the grid is nothing beside it.
        var device = Models.Device(gMin, gMin + 10, random.Next(3) == 0 ? [new(1, 5), new(1, 10)] : null, readNoise: new(random.Next(20, 60), 100));
        var columns = Slicing.Weights.AcrossColumns ? 4 * Slicing.Weights.SliceBits.Count : 4;
        Tile = Models.Tile(device, Models.IdealAdc, isPair, Rows, columns) with
        {
            SubtractDigital = isPair && random.Next(2) == 0,
            AccumulateAnalog = random.Next(2) == 0,
            Pedestal = !isPair && random.Next(2) == 0 ? PedestalRemoval.Digital : PedestalRemoval.Reference,
            OffsetColumn = encoding == WeightEncoding.Offset && random.Next(2) == 0,
        };
        QuietTile = Tile with { Device = device with { ReadNoise = 0 } };
        var rounding = random.Next(4);
        if (rounding < 2)
        {
            // The least noise of a conversion is that of one row driven with 1.
            Step = new Rational((long)(1e6 * LeastDeviation * (rounding == 0 ? 0.1 : 1.2)), 1_000_000);
            Tile = Tile with { Adc = Models.Adc(16, CodeKind.Signed, Models.Lsb(-32768 * Step.Value, 32767 * Step.Value)) };
        }
        _weights = [.. Enumerable.Range(0, Inputs * Outputs).Select(_ => IsAnalog ? random.NextDouble() * 2 - 1 : (double)random.Next(-7, 8))];
        Vectors = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, Inputs).Select(_ => random.Next((int)Slicing.Inputs.Lowest, (int)Slicing.Inputs.Highest + 1)).ToArray())];
        // Noise is what is looked at: something has to be driven, in both row blocks.
        foreach (var x in Vectors) (x[0], x[^1]) = ((int)Slicing.Inputs.Highest, (int)Slicing.Inputs.Highest - 1);
        FullScale = IsAnalog ? _weights.Max(Math.Abs) : 1;
    }

    public int Number { get; }

    public TileModel Tile { get; }

    /// <summary>The same cells, read without noise and without rounding.</summary>
    public TileModel QuietTile { get; }

    public SlicingModel Slicing { get; }

    /// <summary>Input codes that products are made of.</summary>
    public int[][] Vectors { get; }

    /// <summary>The converter's step in lsb; null for the ideal one.</summary>
    public Rational? Step { get; }

    /// <summary>What a lone matrix multiplies results with.</summary>
    public double FullScale { get; }

    public bool IsAnalog => Slicing.Weights.IsAnalog;

    public bool IsPair => Tile.Cells == CellArrangement.Pair;

    public bool HasReference => !IsPair && Tile.Pedestal == PedestalRemoval.Reference;

    public InterpretedMatrix Program(ReadNoise readNoise) => Interpreter(Tile).Program(Seed, Number, readNoise: readNoise);

    /// <summary>The results without read noise: the means.</summary>
    public double[][] Means(int[][] vectors)
    {
        var quiet = Interpreter(QuietTile).Program(Seed, Number);
        return Array.ConvertAll(vectors, x => quiet.Multiply(x));
    }

    /// <summary>Standard deviation of one device's read noise in lsb of a slice.</summary>
    public double Deviation(int slice)
    {
        var levels = IsAnalog ? 1 : (1 << Slicing.Weights.SliceBits[slice]) - 1;
        return (Tile.Device.ReadNoise * levels / (Tile.Device.GMax - Tile.Device.GMin)).ToDouble();
    }

    public override string ToString() =>
        $"{Number}: {Slicing.Weights.Encoding} {string.Join('+', Slicing.Weights.SliceBits)}, {Slicing.Inputs.Form} {string.Join('+', Slicing.Inputs.SliceBits)}, step {Step?.ToDouble()}"
        + (Tile.SubtractDigital ? ", subtract digital" : "") + (Tile.AccumulateAnalog ? ", accumulate analog" : "") + (HasReference ? ", reference" : "")
        + (Tile.OffsetColumn ? ", offset column" : "") + (Slicing.Weights.AcrossColumns ? ", across columns" : "") + (Tile.Device.HasProgrammingError ? ", programmed" : "");

    private double LeastDeviation => Enumerable.Range(0, Slicing.Weights.SliceBits.Count).Min(Deviation);

    private MatrixInterpreter Interpreter(TileModel tile) => new(tile, Slicing, Inputs, Outputs, _weights);

    private static SlicingModel RandomSlicing(Random random, WeightEncoding encoding)
    {
        var form = (InputForm)random.Next(Enum.GetValues<InputForm>().Length);
        int[] inputs = random.Next(3) == 0 ? [3] : form == InputForm.TwosComplement ? [1, 2] : [2, 1];
        if (form == InputForm.TwosComplement) inputs = inputs.Length == 1 ? [1, 1, 1] : inputs;
        var inputBits = form is InputForm.SignMagnitude or InputForm.TwoPhase ? 4 : 3;
        int[] weights = encoding switch
        {
            WeightEncoding.Differential => random.Next(2) == 0 ? [1, 2] : [3],
            WeightEncoding.Offset => random.Next(2) == 0 ? [2, 2] : [1, 3],
            WeightEncoding.TwosComplement => random.Next(2) == 0 ? [1, 3] : [1, 1, 2],
            _ => [0],
        };
        var weightBits = encoding is WeightEncoding.AnalogOneSided or WeightEncoding.AnalogTwoSided ? 0 : 4;
        return Models.Slicing(encoding, weightBits, weights, inputBits, inputs, form, acrossColumns: weights.Length > 1 && random.Next(2) == 0);
    }
}
