using TileDsl.Devices;
using TileDsl.Model;

namespace TileDsl.Reference.Tests;

/// <summary>Random draws at positions worked out by hand: what is drawn for a cell depends on where it stands, and nothing else.</summary>
public sealed class DrawTests
{
    private const ulong Seed = 0x0123456789ABCDEF;
    private const int Chip = 4;
    private const int Layer = 2;
    private const double GMax = 10;
    private const double Sigma = 0.5;

    private static readonly DeviceModel s_cell = Models.Device(0, 10, sigma: [new(1, 2)]);

    [Test]
    public void CellsOfSlicesAcrossArraysAreFoundByTheirTile()
    {
        // 4 inputs on 2 rows, 3 outputs on 2 columns (2 + 1), 2 slices of 2 bits: the last output's upper slice in the second row
        // block is array (1 * 2 + 1) * 2 + 1 = 7, and input 3 its row 1, column 0: cell 2.
        var slicing = Models.Slicing(WeightEncoding.Differential, 5, [2, 2], 1, [1]);
        var tile = Models.Tile(s_cell, Models.IdealAdc, rows: 2, columns: 2);
        var weights = new double[12];
        weights[11] = 4;
        var y = Program(tile, slicing, 4, 3, weights).Multiply([0, 0, 0, 1])[2];
        var upper = Grid(Programmed(10.0 / 3, 7, 2, 0)) - Grid(Programmed(0, 7, 2, 1));
        var lower = Grid(Programmed(0, 6, 2, 0)) - Grid(Programmed(0, 6, 2, 1));
        const double unit = 3.0 / (1 << 15);
        Assert.That(y, Is.EqualTo(unit * lower + unit * (4 * upper)));
    }

    [Test]
    public void SlicesAcrossColumnsStandSideBySideAndReferencesBeyondThem()
    {
        // 2 outputs of 2 slices side by side on 4 columns; 5 columns with the reference, at row 1: cells 5 .. 9, the reference 9.
        var slicing = Models.Slicing(WeightEncoding.TwosComplement, 3, [1, 2], 1, [1], acrossColumns: true);
        var tile = Models.Tile(s_cell, Models.IdealAdc, pair: false, rows: 2, columns: 4);
        var y = Program(tile, slicing, 2, 2, [0, 0, 0, -3]).Multiply([0, 1])[1];
        // -3 is 101: the lower slice holds 1 of 3, the top slice 1 of 1.
        var reference = Grid(Programmed(0, 0, 9, 0));
        var lower = Grid(Programmed(10 / 3.0, 0, 7, 0)) - reference;
        var upper = Grid(Programmed(10, 0, 8, 0)) - reference;
        Assert.That(y, Is.EqualTo(3.0 / (1 << 15) * lower + 1.0 / (1 << 15) * (-4 * upper)));
    }

    [Test]
    public void OffsetColumnsBeginBehindTheReference()
    {
        // One output on 2 columns: reference 2, offset column 3; 4 columns, so row 0 has cells 0, 2 and 3.
        var slicing = Models.Slicing(WeightEncoding.Offset, 2, [2], 1, [1]);
        var tile = Models.Tile(s_cell, Models.IdealAdc, pair: false, rows: 2, columns: 2) with { OffsetColumn = true };
        var y = Program(tile, slicing, 1, 1, [1]).Multiply([1])[0];
        var reference = Grid(Programmed(0, 0, 2, 0));
        const double unit = 3.0 / (1 << 15);
        Assert.That(y, Is.EqualTo(unit * (Grid(Programmed(10, 0, 0, 0)) - reference) - unit * (Grid(Programmed(10 * 2 / 3.0, 0, 3, 0)) - reference)));
    }

    [Test]
    public void ReadNoiseIsOfTheCellTheCycleAndTheSample()
    {
        const int sample = 1296;
        var slicing = Models.Slicing(WeightEncoding.Differential, 2, [1], 2, [1, 1]);
        var tile = Models.Tile(Models.Device(0, 10, readNoise: new(1, 4)), Models.IdealAdc);
        var y = Program(tile, slicing, 1, 1, [1]).Multiply([2], sample)[0];
        var noise = new NoiseStream(Seed, Chip, NoisePurpose.ReadNoise, Layer);
        // Only cycle 1 drives the row.
        var plus = 10 + 0.25 * noise.Gaussian(0, 0, cycle: 1, polarity: 0, sample);
        var minus = 0 + 0.25 * noise.Gaussian(0, 0, cycle: 1, polarity: 1, sample);
        Assert.That(y, Is.EqualTo(2.0 * (float)((plus - minus) / GMax)));
    }

    [Test]
    public void FoldedNoiseIsOfTheColumnThePlaceTheConversionAndTheSample()
    {
        // 3 inputs on 2 rows, 2 slices of one bit: the upper slice of row block 0 is place 1, of row block 1 place 3. Cycle 1 drives
        // rows 0 and 2 with 1 and 3. Output 17 of 20 has a column of its own, on arrays of 16 column 1 of block 1.
        const int sample = 77;
        var slicing = Models.Slicing(WeightEncoding.Differential, 3, [1, 1], 3, [2, 1]);
        var tile = Models.Tile(Models.Device(2, 10, readNoise: new(1, 4)), Models.IdealAdc, rows: 2);
        var weights = new double[60];
        (weights[17 * 3], weights[17 * 3 + 2]) = (2, -3);
        var y = Program(tile, slicing, 3, 20, weights, ReadNoise.Folded).Multiply([2, 0, 6], sample)[17];
        float P(float sum, int place, double squares) => Folded(sum, 1 / 32.0, 2 * squares, NoisePurpose.PartialSumNoise, 17, place, 1, 0, sample);
        // An lsb is 8 uS; a slice is a scale of its own.
        Assert.That(y, Is.EqualTo((2.0 * P(0, 0, 1) + 2.0 * P(-3, 2, 9)) + (4.0 * P(1, 1, 1) + 4.0 * P(-3, 3, 9))));
    }

    [Test]
    public void ColumnsOfAnArrayShareTheFoldedNoiseOfTheirReference([Values] bool acrossColumns)
    {
        const int sample = 5;
        var slicing = Models.Slicing(WeightEncoding.TwosComplement, 2, [1, 1], 2, [2], acrossColumns: acrossColumns);
        var tile = Models.Tile(Models.Device(0, 10, readNoise: new(1, 4)), Models.IdealAdc, pair: false, columns: acrossColumns ? 2 : 1);
        // Output 1 is column block 1, -1 is 11.
        var y = Program(tile, slicing, 1, 2, [1, -1], ReadNoise.Folded).Multiply([3], sample)[1];
        float P(int slice) => Folded(
            Folded(3, 0.025, 9, NoisePurpose.PartialSumNoise, 1, slice, 0, 0, sample),
            0.025, 9, NoisePurpose.ReferenceNoise, 1, acrossColumns ? 0 : slice, 0, 0, sample);
        Assert.That(y, Is.EqualTo(P(0) - 2.0 * P(1)));
    }

    [Test]
    public void FoldedNoiseOfPolaritiesPhasesAndCyclesSummedBeforeTheConverter()
    {
        // One cell at 1 uS of 1 .. 3: an lsb is 2 uS, the pedestal half an lsb, so sums count halves and sigma is half of one, ½.
        const int sample = 9;
        var slicing = Models.Slicing(WeightEncoding.Differential, 2, [1], 3, [1, 1], InputForm.TwoPhase);
        var tile = Models.Tile(Models.Device(1, 3, readNoise: new(1, 2)), Models.Adc(8, CodeKind.Signed, Models.Lsb(-32, 31)), rows: 2) with { SubtractDigital = true, AccumulateAnalog = true };
        var y = Program(tile, slicing, 2, 1, [1, 0], ReadNoise.Folded).Multiply([-3, 2], sample)[0];
        double Value(float sum, double squares, int phase, int polarity)
        {
            // Phase 0 drives the second row with 2, phase 1 the first with 3 = 1 + 2: a step is 1/4 lsb.
            var p = Folded(sum, 0.5, squares, NoisePurpose.PartialSumNoise, 0, 0, phase, polarity, sample);
            return MathF.Round(p * 2 + 128) - 128;
        }
        var codes = Value(2, 4, 0, 0) - Value(2, 4, 0, 1) - Value(9, 5, 1, 0) + Value(3, 5, 1, 1);
        Assert.That(y, Is.EqualTo(0.25 * codes));
    }

    [Test]
    public void FoldedNoiseIsOnTopOfAProgrammedGrid()
    {
        var slicing = Models.Slicing(WeightEncoding.Differential, 2, [1], 1, [1]);
        var device = Models.Device(0, 10, sigma: [new(1, 2)], readNoise: new(1, 4));
        var y = Program(Models.Tile(device, Models.IdealAdc), slicing, 1, 1, [1], ReadNoise.Folded).Multiply([1])[0];
        var p = (float)(Grid(Programmed(10, 0, 0, 0)) - Grid(Programmed(0, 0, 0, 1)));
        Assert.That(y, Is.EqualTo((double)Folded(p, 0.025 * (1 << 15), 2, NoisePurpose.PartialSumNoise, 0, 0, 0, 0, 0) / (1 << 15)));
    }

    [Test]
    public void ClippedNoiseIsNotFolded([Values] ReadNoise readNoise)
    {
        // The - cell is at zero, so that half its reads are clipped.
        var slicing = Models.Slicing(WeightEncoding.Differential, 2, [1], 1, [1]);
        var tile = Models.Tile(Models.Device(0, 10, readNoise: new(1, 4)) with { ClipsReadNoise = true }, Models.IdealAdc);
        var matrix = Program(tile, slicing, 1, 1, [1], readNoise);
        var noise = new NoiseStream(Seed, Chip, NoisePurpose.ReadNoise, Layer);
        var clipped = 0;
        for (var sample = 0; sample < 20; sample++)
        {
            var minus = Math.Max(0, 0.25 * noise.Gaussian(0, 0, polarity: 1, sample: sample));
            if (minus == 0) clipped++;
            Assert.That(matrix.Multiply([1], sample)[0], Is.EqualTo((double)(float)((10 + 0.25 * noise.Gaussian(0, 0, sample: sample) - minus) / GMax)));
        }
        Assert.That(clipped, Is.InRange(4, 16));
    }

    [Test]
    public void VariabilityComesBeforeTheErrorOfProgramming()
    {
        var slicing = Models.Slicing(WeightEncoding.Differential, 2, [1], 1, [1]);
        var device = Models.Device(0, 10, sigma: [0, new(1, 2)], variability: new(1, 10));
        var y = Program(Models.Tile(device, Models.IdealAdc), slicing, 1, 1, [1]).Multiply([1])[0];
        var xi = new NoiseStream(Seed, Chip, NoisePurpose.Variability, Layer).Gaussian(0, 0);
        var programming = new NoiseStream(Seed, Chip, NoisePurpose.Programming, Layer).Gaussian(0, 0);
        // The - cell is at zero: variability and an error that grows with g leave it there.
        Assert.That(y, Is.EqualTo(Grid(Math.Max(0, 10 * (1 + 0.1 * xi) + Sigma * programming)) / (1 << 15)));
    }

    [Test]
    public void AChipWhoseSumsLeaveTheIntegersOfFloat32IsRefused()
    {
        // 15 rows of 5 bits: 15 * 31 * 2^15 is just below 2^24; cells a tenth above g_max are beyond it.
        var slicing = Models.Slicing(WeightEncoding.Differential, 2, [1], 5, [5]);
        var device = Models.Device(0, 10, sigma: [0, 1000]);
        var interpreter = new MatrixInterpreter(Models.Tile(device, Models.IdealAdc), slicing, 15, 1, [.. Enumerable.Repeat(1.0, 15)]);
        Assert.That(() => interpreter.Program(seed: 1), Throws.TypeOf<TileException>().With.Message.Contains("refused"));
        Assert.That(interpreter.Program(noise: Noise.Off).Multiply([.. Enumerable.Repeat(31, 15)]), Is.EqualTo(new[] { 465.0 }));
    }

    private static InterpretedMatrix Program(TileModel tile, SlicingModel slicing, int inputs, int outputs, double[] weights, ReadNoise readNoise = ReadNoise.PerCell) =>
        new MatrixInterpreter(tile, slicing, inputs, outputs, weights).Program(Seed, Chip, Layer, readNoise: readNoise);

    private static float Folded(float sum, double sigma, double squares, NoisePurpose purpose, int column, int place, int conversion, int polarity, long sample) =>
        MathF.FusedMultiplyAdd((float)(sigma * Math.Sqrt(squares)), new ColumnNoise(Seed, Chip, purpose, Layer).Gaussian(column, place, conversion, polarity, sample), sum);

    private static double Programmed(double target, int tile, int cell, int polarity) =>
        Math.Max(0, target + Sigma * new NoiseStream(Seed, Chip, NoisePurpose.Programming, Layer).Gaussian(cell, tile, 0, polarity));

    private static double Grid(double conductance) => Math.Round(conductance / GMax * (1 << 15));
}
