using System.Security.Cryptography;

namespace TileDsl.Scripting.Tests;

/// <summary>The files of the cache: whole or not there, and no more of them than they may be.</summary>
public class KernelCacheTests
{
    private const string Key = "ab12";
    private static readonly byte[] s_image = RandomNumberGenerator.GetBytes(1000);

    private string _folder = "";
    private KernelCache _cache = null!;

    private string File => Directory.GetFiles(_folder).Single();

    [SetUp]
    public void Create()
    {
        _folder = Path.Combine(Directory.CreateTempSubdirectory("tiledsl").FullName, "kernels");
        _cache = CacheFolder.Open(_folder)!;
    }

    [TearDown]
    public void Delete() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Test]
    public void What_is_written_is_read()
    {
        Assert.That(_cache.Read(Key), Is.Null);
        _cache.Write(Key, s_image);
        Assert.That(_cache.Read(Key), Is.EqualTo(s_image));
        Assert.That(_cache.Read("cd34"), Is.Null);
    }

    [Test]
    public void Nothing_unfinished_is_left()
    {
        for (var i = 0; i < 3; i++) _cache.Write(Key, s_image);
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(10)]
    [TestCase(32)]
    [TestCase(33)]
    [TestCase(1031)]
    public void A_file_cut_short_is_not_used(int length)
    {
        _cache.Write(Key, s_image);
        System.IO.File.WriteAllBytes(File, System.IO.File.ReadAllBytes(File)[..length]);
        Assert.That(_cache.Read(Key), Is.Null);
    }

    [TestCase(0)]
    [TestCase(31)]
    [TestCase(32)]
    [TestCase(1031)]
    public void A_file_with_one_bit_changed_is_not_used(int at)
    {
        _cache.Write(Key, s_image);
        var bytes = System.IO.File.ReadAllBytes(File);
        bytes[at] ^= 1;
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.That(_cache.Read(Key), Is.Null);
    }

    [Test]
    public void A_file_under_the_name_of_another_is_not_used()
    {
        _cache.Write(Key, s_image);
        System.IO.File.Move(File, File.Replace(Key, "cd34", StringComparison.Ordinal));
        Assert.That(_cache.Read("cd34"), Is.Null);
    }

    [Test]
    public void The_least_recently_used_go_first_and_a_quarter_is_made_free()
    {
        var cache = CacheFolder.Open(_folder, mostBytes: 8 * 1032)!;
        for (var i = 0; i < 8; i++) cache.Write("k" + i, s_image);
        var day = DateTime.UtcNow.AddDays(-20);
        for (var i = 0; i < 8; i++) System.IO.File.SetLastWriteTimeUtc(PathOf("k" + i), day.AddDays(i));
        Assert.That(cache.Read("k0"), Is.Not.Null, "and with that it is the one used last");
        cache.Trim();
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(8), "the bound is not passed");
        cache.Write("k8", s_image);
        cache.Trim();
        var left = Directory.GetFiles(_folder).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        Assert.That(left, Is.EqualTo(new[] { "k0", "k4", "k5", "k6", "k7", "k8" }));
    }

    [Test]
    public void What_a_dead_process_left_unfinished_is_deleted_and_what_a_live_one_writes_is_not()
    {
        var (old, young) = (Path.Combine(_folder, "a.unfinished"), Path.Combine(_folder, "b.unfinished"));
        System.IO.File.WriteAllBytes(old, s_image);
        System.IO.File.WriteAllBytes(young, s_image);
        System.IO.File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-1));
        _cache.Trim();
        Assert.That((System.IO.File.Exists(old), System.IO.File.Exists(young)), Is.EqualTo((false, true)));
    }

    [Test]
    public void Readers_and_writers_at_once_see_whole_files_or_none()
    {
        var images = Enumerable.Range(0, 4).Select(i => Enumerable.Repeat((byte)i, 200_000).ToArray()).ToArray();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            var own = CacheFolder.Open(_folder, mostBytes: 500_000)!;
            for (var round = 0; round < 40; round++)
            {
                var i = (worker + round) % images.Length;
                own.Write("k" + i, images[i]);
                var read = own.Read("k" + (i + 1) % images.Length);
                Assert.That(read is null || read.AsSpan().SequenceEqual(images[(i + 1) % images.Length]));
                if (round % 10 == 0) own.Trim();
            }
        });
        Assert.That(Directory.GetFiles(_folder, "*.unfinished"), Is.Empty);
    }

    [Test]
    public void A_folder_that_is_gone_or_a_file_caches_nothing()
    {
        Directory.Delete(_folder);
        _cache.Write(Key, s_image);
        _cache.Trim();
        Assert.That(_cache.Read(Key), Is.Null);
        System.IO.File.WriteAllText(_folder, "no folder");
        Assert.That(CacheFolder.Open(_folder), Is.Null);
    }

    private string PathOf(string name) => Directory.GetFiles(_folder, name + ".*").Single();
}
