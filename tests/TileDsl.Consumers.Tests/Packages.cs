using System.Reflection;

namespace TileDsl.Consumers.Tests;

/// <summary>
/// The packages of this build in a folder feed, under a version that no cache has seen, and a place outside the repository
/// for those who use them. Other packages come from where the repository's own build left them: nothing is downloaded.
/// </summary>
[SetUpFixture]
internal sealed class Packages
{
    private static readonly string s_root = Path.Combine(Path.GetTempPath(), "tiledsl-" + Guid.NewGuid().ToString("N"));

    public static string Version { get; } = "0.1.0-test." + Guid.NewGuid().ToString("N")[..12];

    /// <summary>Holds the packages.</summary>
    public static string Feed => Path.Combine(s_root, "feed");

    /// <summary>The repository this was built from.</summary>
    public static string Repository { get; } = Path.GetFullPath(Metadata("Repository"));

    /// <summary>Debug or Release: how this, and so what is packed, was built.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>Makes restore use the feed, a cache of its own and the packages that are there.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["RestoreSources"] = Path.Combine(s_root, "feed"),
        ["NUGET_PACKAGES"] = Path.Combine(s_root, "packages"),
        ["RestoreFallbackFolders"] = GlobalPackages,
    };

    private static string GlobalPackages =>
        System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>What packing printed.</summary>
    public static DotnetResult Packed { get; private set; } = new(-1, "");

    [OneTimeSetUp]
    public void Pack()
    {
        Directory.CreateDirectory(Feed);
        Packed = DotnetProcess.Run(Repository, new Dictionary<string, string>(), "pack", "TileDsl.sln", "--no-build", "--configuration", Configuration,
            $"-p:PackageVersion={Version}", "--output", Feed);
        Assert.That(Packed.ExitCode, Is.Zero, Packed.Output);
    }

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(s_root, recursive: true);

    /// <summary>An empty folder outside the repository.</summary>
    public static string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(s_root, name)).FullName;

    private static string Metadata(string key) =>
        typeof(Packages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
