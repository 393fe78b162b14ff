using System.Globalization;
using TileDsl.Chips;
using TileDsl.Devices;

namespace TileDsl.Cli.Results;

/// <summary>Under what chips are judged.</summary>
/// <param name="Seed">Of the chips.</param>
/// <param name="Chips">How many.</param>
/// <param name="Time">Seconds since the end of programming.</param>
/// <param name="Extrapolate">Also beyond what was measured of the devices.</param>
internal sealed record Conditions(Noise Noise, ulong Seed, int Chips, double Time = 0, bool Extrapolate = false, DriftCompensation Compensation = DriftCompensation.None)
{
    /// <summary>What devices bring with them.</summary>
    public DeviceHistory History { get; init; } = DeviceHistory.None;

    /// <summary>Chips that were programmed before, in place of those of the seed.</summary>
    public IReadOnlyList<ChipFile> Programmed { get; init; } = [];

    /// <summary>A chip, read at the time, for so many samples.</summary>
    public Chip Program(Network network, int chip, Noise noise, int samples)
    {
        if (noise == Noise.On && Programmed.Count > 0) return Read(network.Load(Programmed[chip]), noise, samples);
        return Compensated(network.Program(Seed, chip, noise, History, Clock(network, samples)), noise);
    }

    /// <summary>Refuses a time beyond what was measured, before anything is run.</summary>
    public void CheckTime(Network network)
    {
        if (Time > network.MeasuredSpan && !Extrapolate)
            throw new TileException($"network '{network.Spec.Name}': a device of it has measured data up to {Of(network.MeasuredSpan)} after programming, and {Of(Time)} are asked for; an earlier time, or --extrapolate, is needed");
    }

    /// <summary>A programmed chip, read at the time.</summary>
    public Chip Read(Chip programmed, Noise noise, int samples)
    {
        var clock = Clock(programmed.Network, samples);
        return Compensated(programmed.At(clock.Time, clock.Span, clock.Extrapolate), noise);
    }

    private ReadClock Clock(Network network, int samples) => new(Time, network.ReadSpan(samples), Extrapolate);

    private Chip Compensated(Chip chip, Noise noise) => Compensation == DriftCompensation.None || noise == Noise.Ideal ? chip : chip.Compensated(Compensation);

    /// <summary>"after 1 day, compensated globally"; empty for chips as they are programmed.</summary>
    public string Say()
    {
        var time = Time == 0 ? "" : $", after {Of(Time)}";
        return time + (Compensation == DriftCompensation.None ? "" : Compensation == DriftCompensation.Global ? ", compensated" : ", compensated by column");
    }

    /// <summary>An energy in the largest unit that fits it.</summary>
    public static string OfEnergy(double joules)
    {
        (double Scale, string Name)[] units = [(1, "J"), (1e-3, "mJ"), (1e-6, "uJ"), (1e-9, "nJ"), (1e-12, "pJ"), (1e-15, "fJ")];
        var (scale, name) = units.FirstOrDefault(u => joules >= u.Scale, (1, "J"));
        return $"{(joules / scale).ToString("0.###", CultureInfo.InvariantCulture)} {name}";
    }

    /// <summary>A time in the largest unit that fits it.</summary>
    public static string Of(double seconds)
    {
        (double Scale, string Name)[] units = [(86400, "day"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")];
        var (scale, name) = units.FirstOrDefault(u => seconds >= u.Scale, (1, "s"));
        var value = seconds / scale;
        return $"{value.ToString("0.###", CultureInfo.InvariantCulture)} {name}{(name == "day" && value != 1 ? "s" : "")}";
    }
}
