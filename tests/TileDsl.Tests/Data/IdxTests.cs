using System.IO.Compression;
using TileDsl.Data;

namespace TileDsl.Tests.Data;

public class IdxTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("idx").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_plain_and_a_compressed_file_are_read_alike()
    {
        byte[] file = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];
        foreach (var name in new[] { "x-idx3-ubyte", "x-idx3-ubyte.gz" })
        {
            var read = IdxFile.Read(Write(name, file));
            Assert.That(read.Shape, Is.EqualTo(new[] { 2, 1, 3 }), name);
            Assert.That(read.ToDoubles(), Is.EqualTo(new double[] { 1, 2, 3, 4, 5, 255 }), name);
            Assert.That(read.ToSamples().Count, Is.EqualTo(2), name);
        }
    }

    [TestCase(0x08, new byte[] { 200 }, 200)]
    [TestCase(0x09, new byte[] { 200 }, -56)]
    [TestCase(0x0B, new byte[] { 0xFF, 0x38 }, -200)]
    [TestCase(0x0C, new byte[] { 0, 1, 0, 2 }, 65538)]
    [TestCase(0x0D, new byte[] { 0x3F, 0xC0, 0, 0 }, 1.5)]
    [TestCase(0x0E, new byte[] { 0xBF, 0xF8, 0, 0, 0, 0, 0, 0 }, -1.5)]
    public void Every_element_type_is_big_endian(byte type, byte[] element, double expected) =>
        Assert.That(IdxFile.Read(Write("x.idx", [0, 0, type, 1, 0, 0, 0, 1, .. element])).ToDoubles(), Is.EqualTo(new[] { expected }));

    [TestCase(new byte[] { 1, 0, 8, 1, 0, 0, 0, 1, 7 }, "two zeros")]
    [TestCase(new byte[] { 0, 0, 10, 1, 0, 0, 0, 1, 7 }, "type 0x0A")]
    [TestCase(new byte[] { 0, 0, 8, 0 }, "0 axes")]
    [TestCase(new byte[] { 0, 0, 8, 200, 0, 0, 0, 1, 7 }, "200 axes")]
    [TestCase(new byte[] { 0, 0, 8, 1, 0, 0 }, "truncated")]
    [TestCase(new byte[] { 0, 0, 8, 1, 0, 0, 0, 0 }, "no elements")]
    [TestCase(new byte[] { 0, 0, 8, 1, 0, 0, 0, 2, 7 }, "truncated")]
    [TestCase(new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 7, 7 }, "longer")]
    [TestCase(new byte[] { 0, 0, 8, 1, 0x7F, 0, 0, 0, 7 }, "truncated")]
    [TestCase(new byte[] { 0, 0, 14, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 7 }, "memory")]
    public void What_is_wrong_is_said(byte[] file, string said)
    {
        foreach (var name in new[] { "x.idx", "x.idx.gz" })
            Assert.That(() => IdxFile.Read(Write(name, file)), Throws.TypeOf<TileException>().With.Message.Contains(said).And.Message.Contains(name));
    }

    [Test]
    public void No_more_is_allocated_than_a_file_can_hold()
    {
        foreach (var name in new[] { "x.idx", "x.idx.gz" })
        {
            var path = Write(name, [0, 0, 8, 1, 0x70, 0, 0, 0, 1, 2, 3]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.That(() => IdxFile.Read(path), Throws.TypeOf<TileException>());
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20), name);
        }
    }

    [Test]
    public void A_file_that_is_not_there_or_not_compressed_is_said()
    {
        Assert.That(() => IdxFile.Read(Path.Combine(_folder, "none.idx")), Throws.TypeOf<TileException>().With.Message.Contains("no such file"));
        var path = Path.Combine(_folder, "plain.idx.gz");
        File.WriteAllBytes(path, [0, 0, 8, 1, 0, 0, 0, 1, 7]);
        Assert.That(() => IdxFile.Read(path), Throws.TypeOf<TileException>().With.Message.Contains("decompressed"));
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        using var file = File.Create(path);
        if (!name.EndsWith(".gz", StringComparison.Ordinal)) file.Write(bytes);
        else
        {
            using var content = new GZipStream(file, CompressionLevel.Fastest);
            content.Write(bytes);
        }
        return path;
    }
}
