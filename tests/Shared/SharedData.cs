namespace TileDsl.Tests.Shared;

/// <summary>
/// Networks and samples that are not in the repository, but for those of scripts/data: TILEDSL_DATA names the folder they are below, else it is a
/// shared/data beside or above the repository.
/// </summary>
internal static class SharedData
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("TILEDSL_DATA") is { Length: > 0 } folder ? folder : Above(Repository.Root);

    /// <summary>Where a file is; the test is skipped where it is not there.</summary>
    /// <param name="path">Below the folder, or from <c>scripts/</c> on below the repository.</param>
    public static string File(string path)
    {
        var place = Path.Combine(path.StartsWith("scripts/", StringComparison.Ordinal) ? Repository.Root : s_folder ?? "", path);
        if (!System.IO.File.Exists(place)) Assert.Ignore($"{path} is not there: set TILEDSL_DATA to the folder it is below");
        return place;
    }

    private static string? Above(string? folder) =>
        folder is null ? null : Path.Combine(folder, "shared", "data") is var data && Directory.Exists(data) ? data : Above(Path.GetDirectoryName(folder));
}
