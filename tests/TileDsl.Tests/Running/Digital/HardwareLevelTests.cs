using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Tests.Running.Digital;

/// <summary>The tests of digital layers in processes that are told to do without parts of the hardware: what is exact is so with every set of instructions.</summary>
public sealed class HardwareLevelTests
{
    private const string OfThisProcess = "Level of this process: ";

    private static string Level { get; } = string.Create(
        CultureInfo.InvariantCulture, $"Vector of {Vector<byte>.Count * 8} bits, Vector512 {(Vector512.IsHardwareAccelerated ? "accelerated" : "not accelerated")}");

    [Test]
    public void The_level_is_reported() => TestContext.Out.WriteLine(OfThisProcess + Level);

    [TestCase("DOTNET_EnableAVX512", "Vector of 256 bits, Vector512 not accelerated")]
    [TestCase("DOTNET_EnableAVX2", "Vector of 128 bits, Vector512 not accelerated")]
    public void Digital_layers_hold_on_lesser_hardware(string variable, string expectedLevel)
    {
        // The setting names x64 instructions; other machines have one width only.
        Assume.That(RuntimeInformation.ProcessArchitecture, Is.EqualTo(Architecture.X64));
        Assume.That(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "this machine is the lesser hardware");
        string[] classes = [nameof(CodeTests), nameof(PulseTests), nameof(ConvolutionTests), nameof(DenseTests), nameof(PoolTests), nameof(The_level_is_reported)];
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "test", typeof(HardwareLevelTests).Assembly.Location, "--filter", string.Join('|', classes.Select(name => $"FullyQualifiedName~Digital.{name}|Name={name}")), "--logger", "console;verbosity=detailed" },
            Environment = { [variable] = "0" },
        };
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero, () => output + errors.Result);
        Assert.That(output, Does.Contain(OfThisProcess + expectedLevel), "the child did not run on the hardware it was told to");
        Assert.That(output, Does.Contain(nameof(PulseTests.Pulses_of_codes_are_their_digits_that_are_not_zero)));
    }
}
