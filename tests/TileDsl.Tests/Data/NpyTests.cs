using System.Buffers.Binary;
using System.Text;
using FsCheck;
using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Tests.Data;

public class NpyTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("npy").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Property]
    public void What_is_written_is_read(double[] values, PositiveInt rows)
    {
        var columns = values.Length / rows.Get;
        var kept = values.Take(columns * rows.Get).ToArray();
        NpyArray.Write(File_("a.npy"), kept, rows.Get, columns);
        var read = NpyArray.Read(File_("a.npy"));
        Assert.That(read.Type, Is.EqualTo("f8"));
        Assert.That(read.Shape, Is.EqualTo(new[] { rows.Get, columns }));
        Assert.That(read.ToDoubles(), Is.EqualTo(kept));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1), "no temporary file is left");
    }

    [Test]
    public void A_file_of_NumPy_is_read()
    {
        // numpy.save of numpy.array([[1, -2, 3]], dtype=numpy.int16), byte for byte.
        var header = "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 3), }" + new string(' ', 58) + "\n";
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, 0x76, 0, .. Encoding.ASCII.GetBytes(header), 1, 0, 0xFE, 0xFF, 3, 0];
        var read = Read(file);
        Assert.That(read.Shape, Is.EqualTo(new[] { 1, 3 }));
        Assert.That(read.ToDoubles(), Is.EqualTo(new double[] { 1, -2, 3 }));
        Assert.That(read.Length, Is.EqualTo(3));
    }

    [TestCase("|u1", new byte[] { 200 }, 200)]
    [TestCase("|i1", new byte[] { 200 }, -56)]
    [TestCase("|b1", new byte[] { 1 }, 1)]
    [TestCase("<u2", new byte[] { 0, 200 }, 51200)]
    [TestCase("<i2", new byte[] { 0, 200 }, -14336)]
    [TestCase("<u4", new byte[] { 0, 0, 0, 200 }, 3355443200.0)]
    [TestCase("<i4", new byte[] { 0, 0, 0, 200 }, -939524096.0)]
    [TestCase("<u8", new byte[] { 0, 0, 0, 0, 0, 1, 0, 0 }, 1099511627776.0)]
    [TestCase("<i8", new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, -1)]
    [TestCase("<f4", new byte[] { 0, 0, 0xC0, 0x3F }, 1.5)]
    [TestCase("<f8", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0xBF }, -1.5)]
    public void Every_element_type(string type, byte[] data, double expected) =>
        Assert.That(Read(Npy(type, false, "(1,)", data)).ToDoubles(), Is.EqualTo(new[] { expected }));

    [Test]
    public void Fortran_order_is_transposed()
    {
        var read = Read(Npy("|u1", true, "(2, 3)", [1, 2, 3, 4, 5, 6]));
        Assert.That(read.ToDoubles(), Is.EqualTo(new double[] { 1, 3, 5, 2, 4, 6 }));
    }

    [Test]
    public void Later_versions_have_longer_headers()
    {
        var text = "{'shape': (), 'fortran_order': False, 'descr': '|u1'}\n";
        byte[] file = [0x93, .. "NUMPY"u8, 3, 0, (byte)text.Length, 0, 0, 0, .. Encoding.ASCII.GetBytes(text), 42];
        Assert.That(Read(file).ToDoubles(), Is.EqualTo(new double[] { 42 }));
        Assert.That(() => Read(file).ToSamples(), Throws.TypeOf<TileException>());
    }

    [TestCase("", "does not begin")]
    [TestCase("PK archive", "does not begin")]
    public void Other_files_are_named_for_what_they_are_not(string content, string message) =>
        Assert.That(() => Read(Encoding.ASCII.GetBytes(content)), Throws.TypeOf<TileException>().With.Message.StartsWith("x.npy: ").And.Message.Contains(message));

    [TestCase("<f4", "(2, 2)", 15, "truncated: 4 elements of 4 bytes are 16 bytes, and 15 follow")]
    [TestCase("<f4", "(2, 2)", 17, "longer than its header says")]
    [TestCase(">f4", "(2, 2)", 16, "element type '>f4' is not supported")]
    [TestCase("<c8", "(2, 2)", 32, "element type '<c8' is not supported")]
    [TestCase("|O", "(2, 2)", 32, "element type '|O' is not supported")]
    [TestCase("<f4", "(100000, 100000)", 16, "larger than memory")]
    [TestCase("<f4", "(999999999999,)", 16, "larger than memory")]
    [TestCase("<f4", "(-1,)", 4, "an extent was expected")]
    [TestCase("<f4", "(1, 99999999999999999999)", 4, "an extent was expected")]
    [TestCase("<f4", "(1, 'a')", 4, "an extent was expected")]
    [TestCase("<f4", "(2, 2", 16, "an extent was expected")]
    public void Damage_is_told(string type, string shape, int bytes, string message) =>
        Assert.That(() => Read(Npy(type, false, shape, new byte[bytes])), Throws.TypeOf<TileException>().With.Message.Matches(message.Replace("(", "\\(").Replace(")", "\\)")));

    [Test]
    public void A_version_and_a_header_length_are_checked()
    {
        Assert.That(() => Read([0x93, .. "NUMPY"u8, 9, 0]), Throws.TypeOf<TileException>().With.Message.Contains("version 9.0"));
        Assert.That(() => Read([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 127]), Throws.TypeOf<TileException>().With.Message.Contains("2147483647 bytes long"));
        Assert.That(() => Read([0x93, .. "NUMPY"u8, 1, 0, 200, 0, (byte)'{']), Throws.TypeOf<TileException>().With.Message.Contains("truncated within its header"));
    }

    [Test]
    public void A_missing_file_is_told() =>
        Assert.That(() => NpyArray.Read(File_("none.npy")), Throws.TypeOf<TileException>().With.Message.EndsWith("none.npy: there is no such file"));

    [Test]
    public void A_folder_is_no_file_to_read_or_write()
    {
        Assert.That(() => NpyArray.Read(_folder), Throws.TypeOf<TileException>());
        Assert.That(() => NpyArray.Write(_folder, [1], 1), Throws.TypeOf<TileException>());
        Assert.That(() => NpyArray.Write(Path.Combine(_folder, "no", "a.npy"), [1], 1), Throws.TypeOf<TileException>());
    }

    [Property(MaxTest = 3000)]
    public void Damaged_files_never_do_anything_but_tell(int position, byte value, byte kind, NonNegativeInt cut)
    {
        var file = Npy("<f4", false, "(3, 2, 2)", new byte[48]);
        if (kind % 3 == 0) file = file[..(cut.Get % file.Length)];
        if (file.Length > 0) file[(int)((uint)position % file.Length)] = value;
        if (kind % 3 == 1 && file.Length > 20) file[(int)((uint)cut.Get % 80)] ^= value;
        try
        {
            var read = Read(file);
            Assert.That(read.ToDoubles(), Has.Length.LessThanOrEqualTo(48));
            read.ToSamples();
        }
        catch (TileException)
        {
        }
    }

    [Test]
    public void Integers_are_checked()
    {
        Assert.That(Read(Npy("<f4", false, "(1,)", [0, 0, 0x40, 0x40])).ToIntegers("labels"), Is.EqualTo(new[] { 3 }));
        Assert.That(() => Read(Npy("<f4", false, "(1,)", [0, 0, 0xC0, 0x3F])).ToIntegers("labels"), Throws.TypeOf<TileException>().With.Message.EqualTo("labels: element 0 is 1.5, not an integer of 32 bits"));
        Assert.That(() => Read(Npy("<f4", false, "(1,)", [0, 0, 0xC0, 0x7F])).ToIntegers("labels"), Throws.TypeOf<TileException>());
    }

    [TestCase("|u1", ElementType.UInt8, 200)]
    [TestCase("|i1", ElementType.Int8, -56)]
    [TestCase("|b1", ElementType.Float32, 1)]
    public void Samples_keep_bytes_and_make_the_rest_float(string type, ElementType expected, double value)
    {
        var samples = Read(Npy(type, false, "(2, 1, 2)", [200, 200, 200, 200])).ToSamples();
        Assert.That((samples.Type, samples.Count, samples.Length), Is.EqualTo((expected, 2, 2)));
        var values = new double[2];
        samples.CopyTo(1, values);
        Assert.That(values[1], Is.EqualTo(value));
    }

    private static NpyArray Read(byte[] file) => NpyArray.Read(new MemoryStream(file), "x.npy");

    private static byte[] Npy(string type, bool fortran, string shape, byte[] data)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n";
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(text), .. data];
    }

    private string File_(string name) => Path.Combine(_folder, name);
}
