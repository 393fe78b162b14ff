using System.Buffers.Binary;
using System.Security.Cryptography;
using TileDsl.Devices;

namespace TileDsl.Chips;

/// <summary>
/// What identifies the behaviour of a device: two devices are the same where they do the same. A row of them is programmed and read at
/// several times with draws that are always the same; the digest of the bits is the fingerprint.
/// </summary>
internal static class DeviceFingerprint
{
    private const int Cells = 24;

    private static readonly double[] s_times = [0, 1, 3600, 86_400, 3 * 86_400, 30 * 86_400];

    /// <summary>Hexadecimal, 32 digits.</summary>
    public static string Of(DevicePhysics physics)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (minimum, maximum) = (physics.Law.Minimum, physics.Law.Maximum);
        var targets = new double[Cells];
        for (var j = 0; j < Cells; j++) targets[j] = minimum + (maximum - minimum) * j / (Cells - 1);
        var programmed = new double[Cells * physics.DevicesPerCell];
        var (aged, sigma, spec) = (new double[Cells], new double[Cells], physics.Spec);
        Add(hash, [minimum, maximum, spec.ReadNoise, spec.EnduranceWrites, spec.EnduranceShape, spec.StuckLow, spec.StuckHigh, spec.ReadVoltage, physics.MeasuredSpan]);
        var tally = default(ProgrammingTally);
        physics.Program(targets, Draw, programmed, ref tally);
        Add(hash, programmed);
        foreach (var time in s_times)
        {
            var clock = new ReadClock(time, 1e-3, Extrapolate: true);
            physics.Age(targets, programmed, clock, Draw, aged);
            physics.FreshSigma(targets, programmed, aged, clock, Draw, sigma);
            Add(hash, aged);
            Add(hash, sigma);
        }
        if (physics.CurrentVoltage is { } law) Add(hash, [.. targets.Select(g => law.Current(g, 0.1)), .. targets.Select(g => law.Current(g, -0.3))]);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private static void Draw(NoisePurpose purpose, int cycle, Span<float> gaussians) => new NoiseStream(0, 0, purpose, 0).Fill(gaussians, 0, 0, cycle);

    private static void Add(IncrementalHash hash, ReadOnlySpan<double> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }
}
