namespace TileDsl.Tests.Binding;

/// <summary>Where the sources of this test are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TileDsl.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests run inside the repository, below TileDsl.sln.");
    }
}
