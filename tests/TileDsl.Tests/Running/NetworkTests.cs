using TileDsl.Data;
using TileDsl.Kernels;
using TileDsl.Tests.Kernels;

namespace TileDsl.Tests.Running;

public class NetworkTests
{
    private const int Inputs = 20, Hidden = 9, Outputs = 4, Count = 57;

    private static readonly ArrayWeights s_weights = new(
        new WeightTensor("first", Hidden, Inputs, Reals(Hidden * Inputs, 1), Reals(Hidden, 2)),
        new WeightTensor("second", Outputs, Hidden, Reals(Outputs * Hidden, 3), Reals(Outputs, 4)));

    private static readonly Samples s_samples = Samples.Of([.. Specs.Random(Count * Inputs, 0, 255, 5).Select(v => (byte)v)], 4, 5);

    [Test]
    public void Ideal_noise_free_and_by_hand_are_one()
    {
        var network = Make(Specs.Ideal);
        var ideal = network.Program(noise: Noise.Ideal).RunBatch(s_samples);
        Assert.That(network.Program(noise: Noise.Off).RunBatch(s_samples), Is.EqualTo(ideal));
        Assert.That(network.Program().RunBatch(s_samples), Is.EqualTo(ideal), "the device is ideal");
        Assert.That(ideal, Is.EqualTo(ByHand(inputScale: 0.0625, zeroPoint: 3)));
    }

    [Test]
    public void Quantisation_costs_little_and_programming_error_more()
    {
        var network = Make(Specs.Noisy);
        var exact = network.RunFloat(s_samples);
        var spread = Math.Sqrt(exact.Average(v => v * v));
        double Error(double[] results) => Math.Sqrt(results.Zip(exact, (a, b) => (a - b) * (a - b)).Average()) / spread;
        Assert.That(Error(network.Program(noise: Noise.Ideal).RunBatch(s_samples)), Is.InRange(1e-5, 0.02));
        Assert.That(Error(network.Program().RunBatch(s_samples)), Is.InRange(0.03, 1));
        Assert.That(network.Program(1).RunBatch(s_samples), Is.Not.EqualTo(network.Program(2).RunBatch(s_samples)));
        Assert.That(network.Program(1).RunBatch(s_samples), Is.Not.EqualTo(network.Program(1, 1).RunBatch(s_samples)));
        var again = network.Program(1, 3);
        Assert.That(network.Program(1, 3).RunBatch(s_samples), Is.EqualTo(again.RunBatch(s_samples)));
    }

    [TestCase(100, 1000)]
    [TestCase(1000, 100)]
    public void A_network_is_measured_for_as_long_as_every_device_of_it(double first, double second)
    {
        var network = Measured(first, second);
        var chip = network.Program(7);
        Assert.That(network.MeasuredSpan, Is.EqualTo(100));
        Assert.That(chip.At(100).IsExtrapolated, Is.False);
        Assert.That(chip.At(101, extrapolate: true).IsExtrapolated, Is.True);
        Assert.That(() => chip.At(101).RunBatch(s_samples), Throws.TypeOf<TileException>().With.Message.Contains("up to 100 s"));
        Assert.That(Make(Specs.Noisy).MeasuredSpan, Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void Threads_and_batches_change_nothing_read_noise_included([Values] bool readNoise)
    {
        var network = Make(Specs.Noisy with { ReadNoise = 0.3 }, readNoise);
        var chip = network.Program(7);
        var together = chip.RunBatch(s_samples, threads: 1, firstIndex: 1000);
        Assert.That(chip.RunBatch(s_samples, threads: 4, firstIndex: 1000), Is.EqualTo(together));
        var parts = new List<double>();
        for (var first = 0; first < Count; first += 10) parts.AddRange(chip.RunBatch(s_samples.Slice(first, Math.Min(10, Count - first)), firstIndex: 1000 + first));
        Assert.That(parts, Is.EqualTo(together));
        for (var n = 0; n < Count; n++)
        {
            var sample = new double[Inputs];
            s_samples.CopyTo(n, sample);
            Assert.That(chip.Run([.. sample.Select(v => (byte)v)], 1000 + n), Is.EqualTo(together[(n * Outputs)..((n + 1) * Outputs)]));
        }
        Assert.That(chip.RunBatch(s_samples, firstIndex: 1001).SequenceEqual(together), Is.EqualTo(!readNoise), "an index is a key of read noise");
    }

    [Test]
    public void Events_are_counted_for_the_hardware_whatever_the_noise()
    {
        var network = Make(Specs.Noisy);
        // The first layer: 20 inputs in two blocks, 9 outputs in two; 3 slices, 8 cycles, pairs. The second: 9 and 4.
        Assert.That(network.EventsPerInference, Is.EqualTo(new EventCounts(1, 2 * 3 * 8 * 9 + 3 * 8 * 4, 8 * 20 * (9 * 3 * 2) + 8 * 9 * (4 * 3 * 2), 0)));
        var counts = new[] { Noise.On, Noise.Off, Noise.Ideal }.Select(noise =>
        {
            var chip = network.Program(noise: noise);
            chip.RunBatch(s_samples);
            chip.Run(new byte[Inputs]);
            return chip.Events;
        }).ToArray();
        Assert.That(counts.Select(c => (c.Inferences, c.Conversions, c.CellReads)), Is.All.EqualTo((Count + 1L, (Count + 1) * network.EventsPerInference.Conversions, (Count + 1) * network.EventsPerInference.CellReads)));
        Assert.That(counts[1], Is.EqualTo(counts[2]), "the codes are the same, so the pulses are");
        var first = 0L;
        for (var n = 0; n < Count; n++)
        {
            var sample = new double[Inputs];
            s_samples.CopyTo(n, sample);
            first += sample.Sum(v => int.PopCount((int)v)) * 2 * 3;
        }
        Assert.That(counts[1].DriverPulses, Is.GreaterThan(first).And.LessThan(first + (Count + 1) * Hidden * 8 * 3));
    }

    [Test]
    public void Int8_samples_are_carried_with_a_zero_point_128_higher()
    {
        var unsigned = Make(Specs.Ideal);
        var spec = unsigned.Spec with { InputType = ElementType.Int8, InputZeroPoint = 3 - 128 };
        var moved = Samples.Of([.. Bytes().Select(v => (sbyte)(v - 128))], Inputs);
        var signed = new TestNetwork(spec, s_weights, moved);
        Assert.That(signed.RunFloat(moved), Is.EqualTo(unsigned.RunFloat(s_samples)));
        Assert.That(signed.Program().RunBatch(moved), Is.EqualTo(unsigned.Program().RunBatch(s_samples)));
        Assert.That(signed.Program().Run(new sbyte[Inputs]), Is.EqualTo(unsigned.Program().Run(Enumerable.Repeat((byte)128, Inputs).ToArray())));
    }

    [Test]
    public void Float_samples_are_scaled_by_their_largest_or_as_the_file_says()
    {
        var unsigned = Make(Specs.Ideal);
        float[] real = [.. Bytes().Select(v => (v - 3) * 0.0625f)];
        var samples = Samples.Of(real, Inputs);
        var said = new TestNetwork(unsigned.Spec with { InputType = ElementType.Float32 }, s_weights, samples);
        Assert.That(said.Program().RunBatch(samples), Is.EqualTo(unsigned.Program().RunBatch(s_samples)));
        var found = new TestNetwork(unsigned.Spec with { InputType = ElementType.Float32, InputScale = null }, s_weights, samples);
        var largest = real.Max() / 255.0;
        Assert.That(found.Program().Run(real[..Inputs])[0], Is.Not.EqualTo(said.Program().Run(real[..Inputs])[0]));
        Assert.That(found.Program().Run([.. real[..Inputs].Select(v => (float)(Math.Clamp(Math.Round(v / largest), 0, 255) * largest))]), Is.EqualTo(found.Program().Run(real[..Inputs])).Within(1e-6));
    }

    [Test]
    public void Signed_inputs_are_scaled_by_their_largest_magnitude()
    {
        var matrix = Specs.Of(2, 1) with { InputSignedness = Signedness.Symmetric, InputForm = InputForm.SignMagnitude, InputSlices = [1, 1, 1, 1, 1, 1, 1] };
        var spec = new NetworkSpec { Name = "N", InputType = ElementType.Float32, InputShape = [2], Layers = [TestNetwork.Layer("a", matrix)] };
        var network = new TestNetwork(spec, new ArrayWeights(new WeightTensor("w", 1, 2, [1, 0])), Samples.Of([-12.7f, 1, 5, 0], 2));
        var scale = (double)12.7f / 127;
        Assert.That(network.Program(noise: Noise.Ideal).Run([7.04f, 0]), Is.EqualTo(new[] { 70 * 127 * (1 / 127.0 * scale) }));
        Assert.That(network.Program(noise: Noise.Ideal).Run([-99f, 0]), Is.EqualTo(new[] { -127 * 127 * (1 / 127.0 * scale) }), "clipped");
    }

    [Test]
    public void Clipping_is_counted_per_layer()
    {
        // Three lsb at most; one row's weight of 127 is 3 in both lower slices and 7 in the top one.
        var matrix = Specs.Of(2, 1) with { Converter = new() { Bits = 3, Codes = CodeKind.Signed, FixedLo = "-4", FixedHi = "3" } };
        var spec = new NetworkSpec { Name = "N", InputType = ElementType.UInt8, InputShape = [2], InputScale = 1, Layers = [TestNetwork.Layer("a", matrix)] };
        var network = new TestNetwork(spec, new ArrayWeights(new WeightTensor("w", 1, 2, [127, 127])), null);
        // 5 and 4 in bits: both rows in cycle 2, one in cycle 0.
        Assert.That(network.CountClipping(Samples.Of(new byte[] { 5, 4, 0, 0 }, 2)), Is.EqualTo(new[] { new ClippingCount("a", 3 + 1, 2 * 3 * 8) }));
    }

    [Test]
    public void Analog_weights_need_no_slices([Values(WeightEncoding.AnalogOneSided, WeightEncoding.AnalogTwoSided)] WeightEncoding encoding, [Values] bool perColumn)
    {
        var spec = Spec(Specs.Ideal, false, matrix => matrix with { Encoding = encoding, WeightBits = 0, WeightSlices = [0], ScalePerColumn = perColumn });
        var network = new TestNetwork(spec, s_weights, s_samples);
        var exact = network.Program(noise: Noise.Ideal).RunBatch(s_samples);
        Assert.That(exact, Is.EqualTo(network.RunFloat(s_samples)).Within(0.5));
        // The grid of 2^-15 g_max is what differs.
        Assert.That(network.Program().RunBatch(s_samples), Is.EqualTo(exact).Within(0.2));
        Assert.That(network.Program().RunBatch(s_samples), Is.Not.EqualTo(exact));
    }

    [Test]
    public void Progress_grows_to_the_end_and_cancellation_counts_nothing()
    {
        var chip = Make(Specs.Ideal).Program();
        var seen = new Recorder();
        chip.RunBatch(s_samples, progress: seen);
        Assert.That(seen.Values, Is.Ordered.Ascending);
        Assert.That(seen.Values[^1], Is.EqualTo(Count));
        var before = chip.Events;
        Assert.That(() => chip.RunBatch(s_samples, cancellation: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(chip.Events, Is.EqualTo(before));
    }

    [Test]
    public void Running_a_sample_allocates_nothing()
    {
        var chip = Make(Specs.Noisy with { ReadNoise = 0.3 }, readNoise: true).Program();
        var (sample, result) = (new byte[Inputs], new double[Outputs]);
        Array.Fill<byte>(sample, 255);
        for (var n = 0; n < 3; n++) chip.Run(sample.AsSpan(), result);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 100; n++) chip.Run(sample.AsSpan(), result);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1000));
    }

    private static TestNetwork Make(DeviceSpec device, bool readNoise = false) => new(Spec(device, readNoise, matrix => matrix), s_weights, s_samples);

    private static NetworkSpec Spec(DeviceSpec device, bool readNoise, Func<MatrixSpec, MatrixSpec> change) => new()
    {
        Name = "N",
        InputType = ElementType.UInt8,
        InputShape = [4, 5],
        InputScale = 0.0625,
        InputZeroPoint = 3,
        Layers =
        [
            TestNetwork.Layer("a", change(Specs.Of(Inputs, Hidden, 16, 6) with { Device = device }), Activation.Relu, readNoise),
            TestNetwork.Layer("b", change(Specs.Of(Hidden, Outputs, 16, 6) with { Device = device }), Activation.None, readNoise),
        ],
    };

    /// <summary>The quantised network as the manual says, term by term.</summary>
    private static double[] ByHand(double inputScale, int zeroPoint)
    {
        var codes = Bytes().Select(v => (int)v).ToArray();
        var real = codes.Select(q => (q - zeroPoint) * inputScale).ToArray();
        var hiddenScale = 0.0;
        for (var n = 0; n < Count; n++) hiddenScale = Math.Max(hiddenScale, Dense(s_weights.Tensors[0], real.AsSpan(n * Inputs, Inputs).ToArray()).Max(v => Math.Max(v, 0)));
        hiddenScale /= 255;
        var results = new List<double>();
        for (var n = 0; n < Count; n++)
        {
            var hidden = Quantised(s_weights.Tensors[0], codes.AsSpan(n * Inputs, Inputs).ToArray(), inputScale, zeroPoint).Select(v => Math.Max(v, 0));
            results.AddRange(Quantised(s_weights.Tensors[1], [.. hidden.Select(v => (int)Math.Clamp(Math.Round(v / hiddenScale), 0, 255))], hiddenScale, 0));
        }
        return [.. results];
    }

    private static double[] Dense(WeightTensor tensor, double[] x)
    {
        var y = new double[tensor.Outputs];
        for (var j = 0; j < y.Length; j++)
        {
            for (var i = 0; i < x.Length; i++) y[j] += tensor.Values[j * x.Length + i] * x[i];
            y[j] += tensor.Bias![j];
        }
        return y;
    }

    private static double[] Quantised(WeightTensor tensor, int[] x, double scale, int zeroPoint)
    {
        var weightScale = tensor.Values.Max(MathF.Abs) / 127.0;
        var y = new double[tensor.Outputs];
        for (var j = 0; j < y.Length; j++)
        {
            var sum = 0L;
            for (var i = 0; i < x.Length; i++) sum += (long)Math.Round(tensor.Values[j * x.Length + i] / weightScale) * (x[i] - zeroPoint);
            y[j] = sum * (weightScale * scale) + tensor.Bias![j];
        }
        return y;
    }

    private static byte[] Bytes()
    {
        var values = new double[Inputs];
        var bytes = new List<byte>();
        for (var n = 0; n < Count; n++)
        {
            s_samples.CopyTo(n, values);
            bytes.AddRange(values.Select(v => (byte)v));
        }
        return [.. bytes];
    }

    private static TestNetwork Measured(double first, double second)
    {
        var (one, other) = (Specs.Noisy with { MeasuredSpan = first }, Specs.Noisy with { MeasuredSpan = second });
        var spec = new NetworkSpec
        {
            Name = "N", InputType = ElementType.UInt8, InputShape = [Inputs], InputScale = 0.0625,
            Layers = [TestNetwork.Layer("a", Specs.Of(Inputs, Hidden) with { Device = one }, Activation.Relu), TestNetwork.Layer("b", Specs.Of(Hidden, Outputs) with { Device = other })],
        };
        return new TestNetwork(spec, s_weights, s_samples);
    }

    private static float[] Reals(int count, int seed) => [.. Specs.Random(count, -1000, 1000, seed).Select(v => (float)(v / 1000))];

    private sealed class Recorder : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public void Report(int value) => Values.Add(value);
    }
}
