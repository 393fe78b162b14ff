using System.Runtime.Versioning;

namespace TileDsl.Scripting.Tests;

/// <summary>Where the cache is, and whom it trusts.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
public class CacheFolderTests
{
    private string _parent = "";

    private string Folder => Path.Combine(_parent, "tiledsl", "kernels");

    [SetUp]
    public void Create() => _parent = Directory.CreateTempSubdirectory("tiledsl").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_parent, recursive: true);

    [TestCase("TILEDSL_CACHE=off;HOME=/home/a", null)]
    [TestCase("TILEDSL_CACHE=relative/folder;HOME=/home/a", null)]
    [TestCase("TILEDSL_CACHE=/elsewhere;XDG_CACHE_HOME=/cache;HOME=/home/a", "/elsewhere")]
    [TestCase("XDG_CACHE_HOME=/cache;HOME=/home/a", "/cache/tiledsl/kernels")]
    [TestCase("XDG_CACHE_HOME=cache;HOME=/home/a", "/home/a/.cache/tiledsl/kernels")]
    [TestCase("HOME=/home/a", "/home/a/.cache/tiledsl/kernels")]
    [TestCase("HOME=home", null)]
    [TestCase("", null)]
    public void The_environment_says_where(string environment, string? folder)
    {
        var variables = environment.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.That(CacheFolder.Place(name => variables.GetValueOrDefault(name)), Is.EqualTo(folder));
    }

    [Test]
    public void A_new_folder_is_the_users_alone()
    {
        Assert.That(CacheFolder.Open(Folder), Is.Not.Null);
        Assert.That(File.GetUnixFileMode(Folder), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(CacheFolder.Open(Folder), Is.Not.Null, "and can be used again");
    }

    [TestCase(UnixFileMode.OtherWrite)]
    [TestCase(UnixFileMode.GroupWrite)]
    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.OtherExecute)]
    public void A_folder_others_may_enter_is_not_used(UnixFileMode more)
    {
        Assert.That(CacheFolder.Open(Folder), Is.Not.Null);
        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | more);
        Assert.That(CacheFolder.Open(Folder), Is.Null);
    }

    [Test]
    public void A_link_is_not_followed()
    {
        Assert.That(CacheFolder.Open(Folder), Is.Not.Null);
        Directory.CreateSymbolicLink(Path.Combine(_parent, "link"), Folder);
        Assert.That(CacheFolder.Open(Path.Combine(_parent, "link")), Is.Null);
    }

    [Test]
    [Platform("Linux")]
    public void A_folder_of_another_user_is_not_used()
    {
        Assert.That(CacheFolder.Open(Folder), Is.Not.Null);
        Assume.That(Environment.IsPrivilegedProcess, "only the superuser can give a folder away");
        using var chown = System.Diagnostics.Process.Start("chown", ["12345", Folder]);
        chown.WaitForExit();
        Assume.That(chown.ExitCode, Is.Zero);
        Assert.That(CacheFolder.Open(Folder), Is.Null);
    }
}
