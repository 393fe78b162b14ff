using System.Buffers.Binary;
using System.Text;
using TileDsl.Chips;
using TileDsl.Data;
using TileDsl.Kernels;
using TileDsl.Tests.Kernels;
using TileDsl.Tests.Running;

namespace TileDsl.Tests.Chips;

/// <summary>A file may be anybody's: it is refused in words, without asking for memory it does not hold.</summary>
public class DamagedChipTests
{
    private static readonly byte[] s_file = Write();

    [Test]
    public void What_is_cut_off_is_refused([Values(0, 7, 15, 16, 100, 1000)] int length) => Refused(s_file[..length]);

    [Test]
    public void What_lacks_its_end_is_refused() => Refused(s_file[..^1], "truncated");

    [Test]
    public void A_changed_byte_of_the_data_is_seen()
    {
        var start = 16 + (int)BinaryPrimitives.ReadUInt32LittleEndian(s_file.AsSpan(12));
        for (var at = start; at < s_file.Length; at += 97) Refused(With(at, (byte)(s_file[at] ^ 1)), "damaged");
    }

    [Test]
    public void Any_changed_byte_is_refused_or_harmless()
    {
        var before = Read(s_file);
        for (var at = 0; at < s_file.Length; at += 3)
        {
            var changed = With(at, (byte)(s_file[at] ^ (1 << at % 8)));
            try
            {
                Assert.That(Read(changed).Layers[0].Conductances, Is.EqualTo(before.Layers[0].Conductances));
            }
            catch (TileException)
            {
                // Refused in words.
            }
        }
    }

    [Test]
    public void Another_magic_and_version_are_refused()
    {
        Refused(With(0, (byte)'t'), "TILECHIP");
        Refused(With(8, 2), "version 2");
    }

    [TestCase("\"inputs\":3", "\"inputs\":2147483647")]
    [TestCase("\"inputs\":3", "\"inputs\":0")]
    [TestCase("\"inputs\":3", "\"inputs\":-3")]
    [TestCase("\"references\":0", "\"references\":-1")]
    [TestCase("\"devices\":1,\"references\"", "\"devices\":2,\"references\"")]
    [TestCase("\"offset\":0", "\"offset\":9223372036854775807")]
    [TestCase("\"offset\":0", "\"offset\":-1")]
    [TestCase("\"name\":\"targets\"", "\"name\":\"target\"")]
    [TestCase("\"name\":\"spares\"", "\"name\":\"spare\"")]
    [TestCase("\"name\":\"asked\"", "\"name\":\"ask\"")]
    [TestCase("\"spares\":", "\"spares\":2")]
    [TestCase("\"spares\":", "\"spares\":-")]
    [TestCase("\"located\":", "\"located\":-1")]
    [TestCase("\"pulses\":", "\"pulses\":999999999999999999")]
    [TestCase("\"joules\":", "\"joules\":-1")]
    [TestCase("tiledsl.chip/1", "tiledsl.chip/9")]
    [TestCase("\"layers\":", "\"layer\":")]
    [TestCase("\"chip\":0", "\"chip\":-1")]
    [TestCase("\"chip\":0", "\"chip\":null")]
    [TestCase("{", "[")]
    public void A_header_that_cannot_be_is_refused(string said, string instead)
    {
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(s_file.AsSpan(12));
        var json = Encoding.UTF8.GetString(s_file, 16, length);
        Assert.That(json, Does.Contain(said));
        // What programming took is said of the chip first, and of an array last.
        foreach (var at in new[] { json.IndexOf(said, StringComparison.Ordinal), json.LastIndexOf(said, StringComparison.Ordinal) })
        {
            var header = Encoding.UTF8.GetBytes(json[..at] + instead + json[(at + said.Length)..]);
            var file = (byte[])[.. s_file.AsSpan(0, 16), .. header, .. s_file.AsSpan(16 + length)];
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), (uint)header.Length);
            Refused(file);
        }
    }

    [Test]
    public void A_header_longer_than_any_asks_for_no_memory()
    {
        var file = (byte[])[.. s_file];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), uint.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(file, "headers are up to");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void A_file_that_is_not_there_is_refused() => Assert.That(() => ChipFile.Read("no/such.chip"), Throws.TypeOf<TileException>().With.Message.Contains("no such file"));

    private static void Refused(byte[] file, string word = "") =>
        Assert.That(() => Read(file), Throws.TypeOf<TileException>().With.Message.Contains("any.chip").And.Message.Contains(word));

    private static ChipFile Read(byte[] file) => ChipReader.Read(new MemoryStream(file), "any.chip");

    private static byte[] With(int at, byte value)
    {
        var changed = (byte[])[.. s_file];
        changed[at] = value;
        return changed;
    }

    private static byte[] Write()
    {
        var spec = new NetworkSpec
        {
            Name = "N", InputType = ElementType.UInt8, InputShape = [3], InputScale = 1,
            Layers = [TestNetwork.Layer("a", Specs.Of(3, 2) with { SpareColumns = 2, Device = Specs.Noisy with { StuckLow = 0.1 } })],
        };
        var chip = new TestNetwork(spec, new ArrayWeights(new WeightTensor("w", 2, 3, [1, -1, 0.5f, 0.25f, -0.5f, 0])), null).Program(3);
        var path = Path.Combine(Path.GetTempPath(), $"tiledsl-{Guid.NewGuid():N}.chip");
        try
        {
            chip.Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
