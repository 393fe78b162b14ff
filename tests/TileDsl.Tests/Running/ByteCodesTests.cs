using TileDsl.Running;

namespace TileDsl.Tests.Running;

public class ByteCodesTests
{
    [TestCase(-128, 127)]
    [TestCase(0, 255)]
    [TestCase(-3, 2)]
    [TestCase(-300, 300)]
    [TestCase(30000, 32767)]
    public void Every_byte_gets_its_code_wherever_it_stands(int lowest, int highest)
    {
        var random = new Random(lowest);
        var table = Enumerable.Range(0, 256).Select(n => n == 7 ? lowest : n == 200 ? highest : random.Next(lowest, highest + 1)).ToArray();
        var codes = new ByteCodes(table);
        for (var length = 0; length < 400; length += random.Next(1, 9))
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var (whole, narrow) = (new int[length], new short[length]);
            codes.Of(bytes, whole);
            codes.Of(bytes, narrow);
            Assert.That(whole, Is.EqualTo(Array.ConvertAll(bytes, b => table[b])), $"{length} bytes");
            Assert.That(narrow, Is.EqualTo(Array.ConvertAll(bytes, b => (short)table[b])), $"{length} bytes, 16 bits");
        }
    }
}
