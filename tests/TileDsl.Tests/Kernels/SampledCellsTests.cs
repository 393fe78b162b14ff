using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Kernels;

public class SampledCellsTests
{
    private static readonly DeviceSpec s_device = Specs.Noisy with { ReadNoise = 0.2 };
    private static readonly ConductanceLaw s_law = new(s_device);
    private static readonly NoiseStream s_variability = new(5, 2, NoisePurpose.Variability, 0);
    private static readonly NoiseStream s_programming = new(5, 2, NoisePurpose.Programming, 0);
    private static readonly NoiseStream s_reading = new(5, 2, NoisePurpose.ReadNoise, 0);

    [Test]
    public void Both_devices_of_a_pair_are_read_with_noise_of_their_own()
    {
        var weights = Specs.Random(5 * 3, -127, 127, 5);
        var cells = Pack(Specs.Of(5, 3, rows: 3, columns: 2) with { Device = s_device }, weights);
        var seen = new float[3];
        cells.ReadRow(1, 2, 0, 6, 1, 41, seen);
        for (var j = 0; j < 3; j++)
        {
            var w = (int)weights[j * 5 + 4];
            var (tile, cell) = ((2 + j / 2) * 3 + 2, 2 + j % 2);
            var plus = Read(s_law.Sliced(Math.Max(w, 0) >> 4, 3), cell, tile, 0);
            var minus = Read(s_law.Sliced(Math.Max(-w, 0) >> 4, 3), cell, tile, 1);
            Assert.That(seen[j], Is.EqualTo((float)((plus - minus) / 25)));
        }
    }

    [Test]
    public void Polarities_converted_apart_are_read_apart()
    {
        var weights = Specs.Random(5 * 3, -127, 127, 5);
        var cells = Pack(Specs.Of(5, 3) with { Device = s_device, SubtractDigital = true }, weights);
        var seen = new float[3];
        cells.ReadRow(0, 0, 1, 6, 4, 41, seen);
        Assert.That(seen[2], Is.EqualTo((float)(Read(s_law.Sliced(Math.Max(-(int)weights[14], 0) & 3, 2), 4 * 32 + 2, 0, 1) / 25)));
    }

    [Test]
    public void The_reference_column_is_drawn_once_and_offset_columns_come_last()
    {
        var weights = Specs.Random(5 * 3, -128, 127, 5);
        var cells = Pack(Specs.Single(5, 3, WeightEncoding.Offset, columns: 2) with { Device = s_device, OffsetColumn = true }, weights);
        var seen = new float[5];
        cells.ReadRow(0, 2, 0, 6, 4, 41, seen);
        // Across arrays: columns 0 and 1 are outputs, 2 is the reference, 3 the offset column; a row is four cells.
        const int Tile0 = 2, Tile1 = 5;
        float Seen(double target, int column, int tile) => (float)((Read(target, 16 + column, tile, 0) - Read(s_law.Minimum, 16 + 2, tile, 0)) / 25);
        Assert.That(seen[1], Is.EqualTo(Seen(s_law.Sliced((int)weights[9] + 128 >> 6, 2), 1, Tile0)));
        Assert.That(seen[2], Is.EqualTo(Seen(s_law.Sliced((int)weights[14] + 128 >> 6, 2), 0, Tile1)));
        Assert.That(seen[3], Is.EqualTo(Seen(s_law.Sliced(2, 2), 3, Tile0)));
        Assert.That(seen[4], Is.EqualTo(Seen(s_law.Sliced(2, 2), 3, Tile1)));
    }

    [Test]
    public void Every_cycle_and_sample_reads_anew()
    {
        var cells = Pack(Specs.Of(1, 1) with { Device = s_device }, [100]);
        var seen = new float[3];
        cells.ReadRow(0, 0, 0, 0, 0, 0, seen.AsSpan(0));
        cells.ReadRow(0, 0, 0, 1, 0, 0, seen.AsSpan(1));
        cells.ReadRow(0, 0, 0, 0, 0, 1, seen.AsSpan(2));
        Assert.That(seen, Is.Unique);
    }

    private static SampledCells Pack(MatrixSpec spec, double[] weights) => new RecordingKernel(KernelStrategy.Sampled, 16, true).Pack(spec, weights, noisy: true).Cells!;

    /// <summary>What cycle 6 of sample 41 reads of a cell.</summary>
    private static double Read(double target, int cell, int tile, int polarity)
    {
        var held = s_law.Program(target, s_variability.Gaussian(cell, tile, 0, polarity), s_programming.Gaussian(cell, tile, 0, polarity));
        return held + 0.2 * s_reading.Gaussian(cell, tile, 6, polarity, 41);
    }
}
