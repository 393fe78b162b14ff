using TileDsl.Kernels;

namespace TileDsl.Tests.Kernels;

/// <summary>Small matrices to start from.</summary>
internal static class Specs
{
    public static readonly DeviceSpec Ideal = new() { GMin = "0", GMax = "25" };

    public static readonly DeviceSpec Noisy = new() { GMin = "1/10", GMax = "25", ProgrammingSigma = [0.25, 2, -1], Variability = 0.03 };

    /// <summary>8-bit weights in 3+2+2 bits on pairs, 8-bit inputs bit by bit, an ideal converter.</summary>
    public static MatrixSpec Of(int inputs, int outputs, int rows = 64, int columns = 32) => new()
    {
        Inputs = inputs,
        Outputs = outputs,
        ArrayRows = rows,
        ArrayColumns = columns,
        Encoding = WeightEncoding.Differential,
        WeightBits = 8,
        WeightSlices = [2, 2, 3],
        InputBits = 8,
        InputSignedness = Signedness.Unsigned,
        InputForm = InputForm.Unsigned,
        InputSlices = [1, 1, 1, 1, 1, 1, 1, 1],
        Device = Ideal,
        Converter = null,
    };

    /// <summary>The same with every weight slice in single cells.</summary>
    public static MatrixSpec Single(int inputs, int outputs, WeightEncoding encoding, int rows = 64, int columns = 32) =>
        Of(inputs, outputs, rows, columns) with { Encoding = encoding, WeightSlices = encoding == WeightEncoding.TwosComplement ? [3, 4, 1] : [3, 3, 2] };

    public static MatrixSpec Analog(int inputs, int outputs, WeightEncoding encoding = WeightEncoding.AnalogOneSided) =>
        Of(inputs, outputs) with { Encoding = encoding, WeightBits = 0, WeightSlices = [0] };

    public static double[] Random(int count, int lowest, int highest, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(lowest, highest + 1))];
    }
}

/// <summary>A matrix as generated code makes one.</summary>
internal sealed class TestMatrix(MatrixSpec spec, MatrixKernel noiseFree, MatrixKernel? noisy, double[] weights, double fullScale = 0, int[]? calibration = null)
    : Matrix(spec, noiseFree, noisy, weights, fullScale, calibration);

/// <summary>Keeps the state it is given, computes nothing.</summary>
internal sealed class RecordingKernel(KernelStrategy strategy, int paddedColumns, bool floatPlanes) : MatrixKernel
{
    public MatrixState? State { get; private set; }

    public override KernelStrategy Strategy => strategy;

    public override int PaddedColumns => paddedColumns;

    public override PlaneForm Elements => strategy == KernelStrategy.Sampled ? PlaneForm.None : floatPlanes ? PlaneForm.Float32 : PlaneForm.Int32;

    public override int ScratchBytes => 3;

    public override long Multiply(MatrixState state, ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long sample, VectorPath path)
    {
        State = state;
        Assert.That(scratch.Fit(this).Length, Is.GreaterThanOrEqualTo(3));
        return 0;
    }

    /// <summary>The state a matrix packs for this kernel.</summary>
    public MatrixState Pack(MatrixSpec spec, double[] weights, bool noisy = false, int[]? calibration = null)
    {
        var matrix = noisy ? new TestMatrix(spec, new RecordingKernel(KernelStrategy.Sliced, 64, false), this, weights, 0, calibration) : new TestMatrix(spec, this, null, weights, 0, calibration);
        matrix.Program(5, 2).Multiply(new int[spec.Inputs]);
        return State!;
    }
}
