using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using TileDsl.Benchmarks.Limits;

namespace TileDsl.Benchmarks.Results;

/// <summary>On what, and of which commit, results are.</summary>
internal static class MachineText
{
    /// <summary>The measured rates in a line.</summary>
    public static string Of(Machine machine) => string.Create(
        CultureInfo.InvariantCulture,
        $"One core: FP32 {machine.FloatMacs:0} GMAC/s, integers {machine.IntegerMacs:0} GMAC/s, 2-bit digits {machine.DigitMacs:0} GMAC/s, a Gaussian {machine.Gaussian:0.00} ns, reads L2 {machine.L2:0} and L3 {machine.L3:0} GB/s.");

    /// <summary>Processor, cores and runtime.</summary>
    public static string Processor()
    {
        const string Information = "/proc/cpuinfo", Key = "model name";
        var model = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}";
    }

    /// <summary>The commit this was built from.</summary>
    public static string Commit()
    {
        var version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? "not known" : version[(plus + 1)..Math.Min(version.Length, plus + 9)];
    }
}
