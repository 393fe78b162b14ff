using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace TileDsl.Properties.Tests;

/// <summary>The same programs in processes that are told to do without parts of the hardware: every width gives the same bits.</summary>
public sealed class HardwareLevelTests
{
    private const int Programs = 80;

    /// <summary>What this process has, as a child reports it to the test that started it.</summary>
    public static string Level { get; } = string.Create(
        CultureInfo.InvariantCulture, $"Vector of {Vector<byte>.Count * 8} bits, Vector512 {(Vector512.IsHardwareAccelerated ? "accelerated" : "not accelerated")}");

    [TestCase("DOTNET_EnableAVX512", "Vector512 not accelerated")]
    [TestCase("DOTNET_EnableAVX2", "Vector of 128 bits, Vector512 not accelerated")]
    public void ProgramsGiveTheSameBitsOnLesserHardware(string variable, string expectedLevel)
    {
        // The setting names x64 instructions; other machines have one width only.
        Assume.That(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture, Is.EqualTo(System.Runtime.InteropServices.Architecture.X64));
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "test", typeof(HardwareLevelTests).Assembly.Location, "--filter", nameof(MatrixPropertyTests), "--logger", "console;verbosity=detailed" },
            Environment =
            {
                [variable] = "0",
                ["TILEDSL_PROGRAMS"] = Programs.ToString(CultureInfo.InvariantCulture),
                ["TILEDSL_SEED"] = Runs.Seed.ToString(CultureInfo.InvariantCulture),
            },
        };
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero, () => output + errors.Result);
        Assert.That(output, Does.Contain(expectedLevel), "the child did not run on the hardware it was told to");
    }
}
