using System.Diagnostics;
using System.Globalization;

namespace TileDsl.Benchmarks.Measuring;

/// <summary>The most memory this process has had resident.</summary>
internal static class PeakMemory
{
    /// <summary>Megabytes (10^6 bytes).</summary>
    public static double Megabytes()
    {
        const string Status = "/proc/self/status", Key = "VmHWM:";
        if (File.Exists(Status))
        {
            var line = File.ReadLines(Status).FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal));
            var kilobytes = line?[Key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            if (long.TryParse(kilobytes, CultureInfo.InvariantCulture, out var value)) return value * 1024 / 1e6;
        }
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}
