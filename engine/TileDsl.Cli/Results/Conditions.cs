using System.Globalization;

namespace TileDsl.Cli.Results;

/// <summary>Under what chips are judged.</summary>
/// <param name="Seed">Of the chips.</param>
/// <param name="Chips">How many.</param>
/// <param name="Time">Seconds since the end of programming.</param>
/// <param name="Extrapolate">Also beyond what was measured of the devices.</param>
internal sealed record Conditions(Noise Noise, ulong Seed, int Chips, double Time = 0, bool Extrapolate = false, DriftCompensation Compensation = DriftCompensation.None)
{
    /// <summary>A chip, read at the time, for so many samples.</summary>
    public Chip Program(Network network, int chip, Noise noise, int samples)
    {
        var programmed = network.Program(Seed, chip, noise);
        if (Time != 0) programmed = programmed.At(Time, network.ReadSpan(samples), Extrapolate);
        return Compensation == DriftCompensation.None || noise == Noise.Ideal ? programmed : programmed.Compensated(Compensation);
    }

    /// <summary>"after 1 day, compensated globally"; empty for chips as they are programmed.</summary>
    public string Say()
    {
        var time = Time == 0 ? "" : $", after {Of(Time)}";
        return time + (Compensation == DriftCompensation.None ? "" : Compensation == DriftCompensation.Global ? ", compensated" : ", compensated by column");
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
