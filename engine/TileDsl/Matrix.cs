using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TileDsl.Chips;
using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl;

/// <summary>
/// One weight matrix on a programmed array: what a bare <c>tile</c> in a file becomes, and what <c>tiledsl mvm</c> runs.
/// Inputs and weights are integers (analog weights: real) and are not rescaled. Immutable and thread-safe.
/// </summary>
public abstract class Matrix
{
    private readonly BoundMatrix _matrix;
    private readonly double[] _fullScales;

    /// <summary>Binds the weights, M by N row-major: integers in range for sliced encodings, any finite reals for analog ones.</summary>
    /// <param name="spec">The generated description.</param>
    /// <param name="noiseFree">Kernel of noise-free runs.</param>
    /// <param name="noisy">Kernel where errors are in force, or null.</param>
    /// <param name="weights">W, outputs by inputs.</param>
    /// <param name="analogFullScale">The weight at g_max for analog encodings; 0 for the largest magnitude in the matrix
    /// (<c>scaled per column</c>: of each output).</param>
    /// <param name="calibration">Input codes, samples by N, for a calibrated range; else null.</param>
    /// <exception cref="TileException">A wrong length, a value out of range, missing calibration.</exception>
    protected Matrix(MatrixSpec spec, MatrixKernel noiseFree, MatrixKernel? noisy, double[] weights, double analogFullScale = 0, int[]? calibration = null)
    {
        Spec = spec;
        if (weights.Length != (long)spec.Outputs * spec.Inputs)
            throw new TileException($"the matrix has {spec.Outputs} outputs by {spec.Inputs} inputs, {(long)spec.Outputs * spec.Inputs} weights, and got {weights.Length}");
        _fullScales = spec.IsAnalog ? MatrixWeights.FullScales(spec, weights, analogFullScale) : [];
        _matrix = new BoundMatrix(spec, noiseFree, noisy, spec.IsAnalog ? MatrixWeights.Fractions(spec, weights, _fullScales) : MatrixWeights.Integers(spec, weights), "the matrix");
        if (!_matrix.NeedsCalibration) return;
        if (calibration is null || calibration.Length == 0) throw new TileException("the matrix has a calibrated range and needs input codes to calibrate it, samples by inputs");
        CheckInputs(calibration);
        _matrix.Calibrate(calibration);
    }

    /// <summary>What the compiler knew.</summary>
    public MatrixSpec Spec { get; }

    /// <summary>Programs one physical array set.</summary>
    /// <param name="seed">Any number; the same one gives the same arrays.</param>
    /// <param name="chip">Which chip of the seed, from 0.</param>
    /// <param name="noise">Which errors are in force.</param>
    /// <param name="history">What devices bring with them: earlier writes, and a map of faults where the device names one.</param>
    /// <param name="clock">When they are read, and for how long; <see cref="ProgrammedMatrix.At"/> gives the same arrays at another time.</param>
    /// <exception cref="TileException">The errors of this chip make sums that the hardware's grid does not hold; a map of faults that is missing or does not fit; a time beyond what was measured.</exception>
    public ProgrammedMatrix Program(ulong seed = 0, int chip = 0, Noise noise = Noise.On, DeviceHistory? history = null, ReadClock clock = default)
    {
        var devices = history ?? DeviceHistory.None;
        devices.Check();
        GivenFaults.FirstArrays([Geometry], devices, noise);
        var origin = new ChipOrigin(seed, chip, noise, devices.Writes).Checked();
        return new ProgrammedMatrix(this, _matrix.Program(new ChipIdentity(seed, chip, 0), noise, devices), origin, clock, DriftCompensation.None);
    }

    /// <summary>A programmed matrix that was saved: the same devices, and the same results to the bit.</summary>
    /// <param name="path">What <see cref="ProgrammedMatrix.Save"/> has written.</param>
    /// <exception cref="TileException">Not there, damaged, or another matrix.</exception>
    public ProgrammedMatrix Load(string path) => Load(ChipFile.Read(path));

    /// <summary>A programmed matrix that was saved: the same devices, and the same results to the bit.</summary>
    /// <exception cref="TileException">Another matrix, or a network's chip.</exception>
    public ProgrammedMatrix Load(ChipFile file) => new(this, SavedChip.Devices(_matrix, file), file.Origin, default, DriftCompensation.None);

    internal MatrixGeometry Geometry => _matrix.Geometry;

    /// <summary>Of its inputs, at scale 1.</summary>
    internal Quantiser Quantiser => new(1, 0, Geometry.Cycles.Lowest, Geometry.Cycles.Highest);

    internal EventCounts EventsPerProduct => _matrix.Geometry.EventsPerProduct;

    /// <summary>Analog results are in units of w_max; each is multiplied by it, once and last.</summary>
    /// <param name="scale">What results are multiplied by before.</param>
    internal void ToWeightUnits(Span<double> y, double scale = 1)
    {
        if (_fullScales.Length == 1)
        {
            Scaling.Multiply(y, scale, _fullScales[0]);
            return;
        }
        if (scale != 1) Scaling.Multiply(y, scale);
        if (_fullScales.Length == 0) return;
        for (int n = 0, j = 0; n < y.Length; n++, j = j + 1 == _fullScales.Length ? 0 : j + 1) y[n] *= _fullScales[j];
    }

    private static bool AllWithin(ReadOnlySpan<int> x, int lowest, int highest)
    {
        var (n, within) = (0, true);
        if (Vector512.IsHardwareAccelerated)
        {
            var (least, most) = (Vector512.Create(lowest), Vector512.Create(highest));
            ref var first = ref MemoryMarshal.GetReference(x);
            for (; n <= x.Length - Vector512<int>.Count; n += Vector512<int>.Count)
            {
                var codes = Vector512.LoadUnsafe(ref first, (nuint)n);
                (least, most) = (Vector512.Min(least, codes), Vector512.Max(most, codes));
            }
            within = least == Vector512.Create(lowest) && most == Vector512.Create(highest);
        }
        else
        {
            var (least, most) = (new Vector<int>(lowest), new Vector<int>(highest));
            for (; n <= x.Length - Vector<int>.Count; n += Vector<int>.Count)
            {
                var codes = new Vector<int>(x[n..]);
                (least, most) = (Vector.Min(least, codes), Vector.Max(most, codes));
            }
            within = Vector.EqualsAll(least, new Vector<int>(lowest)) && Vector.EqualsAll(most, new Vector<int>(highest));
        }
        for (; n < x.Length; n++) within &= x[n] >= lowest && x[n] <= highest;
        return within;
    }

    internal void CheckInputs(ReadOnlySpan<int> x)
    {
        if (x.Length % Spec.Inputs != 0) throw new TileException($"inputs: {x.Length} codes are not samples of {Spec.Inputs}");
        var (lowest, highest) = (_matrix.Geometry.Cycles.Lowest, _matrix.Geometry.Cycles.Highest);
        if (AllWithin(x, lowest, highest)) return;
        for (var n = 0; n < x.Length; n++)
        {
            if (x[n] < lowest || x[n] > highest)
                throw new TileException($"inputs: code {x[n]} of sample {n / Spec.Inputs}, input {n % Spec.Inputs} is outside {lowest} .. {highest}, what {Spec.InputBits} bit {Spec.InputSignedness.ToString().ToLowerInvariant()} inputs are in their slices");
        }
    }
}
