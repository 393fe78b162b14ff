using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Kernels;

public class PackingTests
{
    [Test]
    public void Collapsed_planes_hold_the_weights_by_input([Values] bool floatPlanes)
    {
        var weights = Specs.Random(5 * 3, -127, 127, 1);
        var state = new RecordingKernel(KernelStrategy.Collapsed, 16, floatPlanes).Pack(Specs.Of(5, 3), weights);
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 16; j++) Assert.That(floatPlanes ? state.FloatPlanes.Span[i * 16 + j] : state.IntPlanes.Span[i * 16 + j], Is.EqualTo(j < 3 ? weights[j * 5 + i] : 0));
        }
    }

    [Test]
    public void Sliced_planes_hold_digit_differences_by_block_and_slice()
    {
        var weights = Specs.Random(5 * 3, -127, 127, 2);
        var state = new RecordingKernel(KernelStrategy.Sliced, 16, false).Pack(Specs.Of(5, 3, rows: 3), weights);
        var expected = Expected(5, 3, [3, 2], 16, [(0, 2), (2, 2), (4, 3)], 1, (w, shift, bits, _) => Math.Sign(w) * Digit(Math.Abs(w), shift, bits), weights);
        Assert.That(state.IntPlanes.Span.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void A_pedestal_that_is_seen_is_counted_in_fractions_of_an_lsb()
    {
        var weights = Specs.Random(5 * 3, -127, 127, 3);
        var spec = Specs.Of(5, 3, rows: 3) with { SubtractDigital = true, WeightSlices = [2, 2, 3], Device = new() { GMin = "1/10", GMax = "25" }, Converter = new() { Bits = 8, Codes = CodeKind.Unsigned } };
        var state = new RecordingKernel(KernelStrategy.Sliced, 16, true).Pack(spec, weights);
        // g_min is 0.1 uS, an lsb 8.3 uS of a two-bit cell and 24.9/7 of a three-bit one: 1/83 and 7/249.
        var expected = Expected(5, 3, [3, 2], 16, [(0, 2), (2, 2), (4, 3)], 2, (w, shift, bits, minus) =>
            (bits == 2 ? 83 : 249) * Digit(Math.Max(minus ? -w : w, 0), shift, bits) + (bits == 2 ? 1 : 7), weights);
        Assert.That(state.FloatPlanes.Span.ToArray().Select(v => (int)v), Is.EqualTo(expected));
    }

    [Test]
    public void Offset_columns_stand_behind_the_outputs_one_per_column_block()
    {
        var weights = Specs.Random(4 * 3, -128, 127, 4);
        var spec = Specs.Single(4, 3, WeightEncoding.Offset, columns: 2) with { OffsetColumn = true };
        var state = new RecordingKernel(KernelStrategy.Sliced, 16, false).Pack(spec, weights);
        for (var row = 0; row < 12; row++)
        {
            var (slice, i) = (row / 4, row % 4);
            int[] cut = [Digit(128, 0, 3), Digit(128, 3, 3), Digit(128, 6, 2)];
            Assert.That(state.IntPlanes.Span[row * 16 + 1], Is.EqualTo(Digit((int)weights[4 + i] + 128, 3 * slice, slice == 2 ? 2 : 3)));
            Assert.That(state.IntPlanes.Span[row * 16 + 3], Is.EqualTo(cut[slice]));
            Assert.That(state.IntPlanes.Span[row * 16 + 4], Is.EqualTo(cut[slice]));
            Assert.That(state.IntPlanes.Span[row * 16 + 5], Is.Zero);
        }
    }

    [Test]
    public void Programmed_planes_are_the_law_and_the_draws_of_every_cell_on_the_grid()
    {
        var weights = Specs.Random(5 * 3, -127, 127, 5);
        var spec = Specs.Of(5, 3, rows: 3, columns: 2) with { Device = Specs.Noisy };
        var state = new RecordingKernel(KernelStrategy.Programmed, 16, true).Pack(spec, weights, noisy: true);
        var law = new ConductanceLaw(Specs.Noisy);
        var variability = new NoiseStream(5, 2, NoisePurpose.Variability, 0);
        var programming = new NoiseStream(5, 2, NoisePurpose.Programming, 0);
        var row = 0;
        for (var block = 0; block < 2; block++)
        {
            for (var slice = 0; slice < 3; slice++)
            {
                for (var local = 0; local < (block == 0 ? 3 : 2); local++, row++)
                {
                    for (var j = 0; j < 3; j++)
                    {
                        var w = (int)weights[j * 5 + block * 3 + local];
                        var (tile, cell) = ((block * 2 + (j < 2 ? 0 : 1)) * 3 + slice, local * 2 + (j < 2 ? j : 0));
                        int Units(int polarity)
                        {
                            var bits = spec.WeightSlices[slice];
                            var target = law.Sliced(Digit(Math.Max(polarity == 0 ? w : -w, 0), 2 * slice, bits), bits);
                            return law.OnGrid(law.Program(target, variability.Gaussian(cell, tile, 0, polarity), programming.Gaussian(cell, tile, 0, polarity)), 15);
                        }
                        Assert.That(state.FloatPlanes.Span[row * 16 + j], Is.EqualTo(Units(0) - Units(1)), $"block {block}, slice {slice}, row {local}, output {j}");
                    }
                }
            }
        }
        Assert.That(row * 16, Is.EqualTo(state.FloatPlanes.Length));
    }

    [Test]
    public void A_reference_column_errs_and_is_subtracted_from_all_of_its_array([Values] bool acrossColumns)
    {
        var weights = Specs.Random(2 * 3, -128, 127, 6);
        var spec = Specs.Single(2, 3, WeightEncoding.Offset, columns: 6) with { Device = Specs.Noisy, SlicesAcrossColumns = acrossColumns, OffsetColumn = true };
        // The reference stands behind six columns, the offset's slices behind it.
        var columns = acrossColumns ? 10 : 8;
        var state = new RecordingKernel(KernelStrategy.Programmed, 16, true).Pack(spec, weights, noisy: true);
        var law = new ConductanceLaw(Specs.Noisy);
        var variability = new NoiseStream(5, 2, NoisePurpose.Variability, 0);
        var programming = new NoiseStream(5, 2, NoisePurpose.Programming, 0);
        for (var row = 0; row < 6; row++)
        {
            var (slice, i) = (row / 2, row % 2);
            for (var j = 0; j < 3; j++)
            {
                // Across columns, two outputs of three slices fill six columns.
                var tile = acrossColumns ? j / 2 : slice;
                var column = acrossColumns ? j % 2 * 3 + slice : j;
                var bits = spec.WeightSlices[slice];
                int Units(double target, int column) => law.OnGrid(law.Program(target, variability.Gaussian(i * columns + column, tile), programming.Gaussian(i * columns + column, tile)), 15);
                var expected = Units(law.Sliced(Digit((int)weights[j * 2 + i] + 128, 3 * slice, bits), bits), column) - Units(law.Minimum, 6);
                Assert.That(state.FloatPlanes.Span[row * 16 + j], Is.EqualTo(expected));
                if (j != (acrossColumns ? 2 : 0)) continue;
                // The last column block's offset column.
                var offset = Units(law.Sliced(Digit(128, 3 * slice, bits), bits), 7 + (acrossColumns ? slice : 0)) - Units(law.Minimum, 6);
                Assert.That(state.FloatPlanes.Span[row * 16 + 3 + tile / (acrossColumns ? 1 : 3)], Is.EqualTo(offset));
            }
        }
    }

    [Test]
    public void Wide_inputs_leave_conductances_as_float32()
    {
        var weights = Specs.Random(256 * 2, -100, 100, 7);
        var spec = Specs.Analog(256, 2) with { InputSlices = [8], ArrayRows = 256, Device = Specs.Noisy };
        var state = new RecordingKernel(KernelStrategy.Programmed, 16, true).Pack(spec, weights);
        var law = new ConductanceLaw(Specs.Noisy);
        var scale = weights.Max(Math.Abs);
        for (var i = 0; i < 256; i++)
        {
            var (plus, minus) = law.OneSided(weights[256 + i] / scale);
            Assert.That(state.FloatPlanes.Span[i * 16 + 1], Is.EqualTo((float)((plus - minus) / 25)));
        }
    }

    [Test]
    public void A_chip_whose_sums_leave_the_grid_is_refused()
    {
        // 511 rows of one-bit inputs fill the grid; cells far beyond g_max overflow it (never below zero, they are 1.8 g_max on average).
        var spec = Specs.Of(511, 1, rows: 511) with { WeightBits = 2, WeightSlices = [1], Device = new() { GMin = "0", GMax = "25", Variability = 3 } };
        var weights = Enumerable.Repeat(1.0, 511).ToArray();
        var matrix = new TestMatrix(spec, new RecordingKernel(KernelStrategy.Sliced, 16, false), new RecordingKernel(KernelStrategy.Programmed, 16, true), weights);
        Assert.That(() => matrix.Program(), Throws.TypeOf<TileException>().With.Message.Contains("refused").And.Message.Contains("row block 0, weight slice 0, output 0"));
    }

    private static int Digit(int magnitude, int shift, int bits) => magnitude >> shift & ((1 << bits) - 1);

    private static int[] Expected(int inputs, int outputs, int[] blocks, int padded, (int Shift, int Bits)[] slices, int polarities, Func<int, int, int, bool, int> cell, double[] weights)
    {
        var planes = new List<int>();
        var first = 0;
        foreach (var rows in blocks)
        {
            foreach (var (shift, bits) in slices)
            {
                for (var polarity = 0; polarity < polarities; polarity++)
                {
                    for (var i = first; i < first + rows; i++)
                    {
                        for (var j = 0; j < padded; j++) planes.Add(j < outputs ? cell((int)weights[j * inputs + i], shift, bits, polarity == 1) : 0);
                    }
                }
            }
            first += rows;
        }
        return [.. planes];
    }
}
