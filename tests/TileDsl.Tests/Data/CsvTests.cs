using System.Globalization;
using FsCheck;
using TileDsl.Data;

namespace TileDsl.Tests.Data;

public class CsvTests
{
    [Property]
    public void What_is_written_is_read(float[] values, PositiveInt columns)
    {
        float[] kept = [.. values.Where(float.IsFinite)];
        var rows = kept.Length / columns.Get;
        if (rows == 0) return;
        var lines = Enumerable.Range(0, rows).Select(row => string.Join(",", kept.Skip(row * columns.Get).Take(columns.Get).Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        var read = Read(string.Join("\n", lines));
        Assert.That((read.Rows, read.Columns), Is.EqualTo((rows, columns.Get)));
        Assert.That(Values(read.ToSamples()), Is.EqualTo(kept.Take(rows * columns.Get)));
    }

    [Test]
    public void A_heading_comments_blanks_and_empty_lines_are_skipped()
    {
        var read = Read("label,\"a, b\",c\r\n# a comment, 1\r\n\r\n 1 ,\t2.5, -3e-1 # behind\r\n4,5,6\r\n");
        Assert.That(Values(read.ToSamples()), Is.EqualTo(new[] { 1f, 2.5f, -0.3f, 4f, 5f, 6f }));
    }

    [Test]
    public void Columns_are_taken_apart()
    {
        var read = Read("7,1,2\n8,3,4");
        Assert.That(Values(read.ToSamples(1, 2)), Is.EqualTo(new[] { 1f, 2f, 3f, 4f }));
        Assert.That(read.Column(0), Is.EqualTo(new[] { 7f, 8f }));
        Assert.That(() => read.ToSamples(1, 3), Throws.TypeOf<TileException>().With.Message.Contains("a line has 3"));
    }

    [TestCase("1,2\n3,x4", "x.csv(2): number 2: 'x4' is not a finite number")]
    [TestCase("1,2\n\n3;4", "x.csv(3): number 1: '3;4' is not a finite number")]
    [TestCase("1,2\n3", "x.csv(2): 1 numbers, where the lines above have 2")]
    [TestCase("1,2\n3,4,5", "x.csv(2): 3 numbers")]
    [TestCase("1,,2", "x.csv(1): number 2: nothing between two commas")]
    [TestCase("1,2,", "x.csv(1): number 3: nothing")]
    [TestCase("1,1e99", "x.csv(1): number 2: '1e99' is not a finite number")]
    [TestCase("1,nan", "x.csv(1): number 2: 'nan'")]
    [TestCase("", "x.csv: no line of numbers")]
    [TestCase("label,pixel\n", "x.csv: no line of numbers")]
    public void What_is_wrong_is_said_with_its_line(string text, string said) =>
        Assert.That(() => Read(text), Throws.TypeOf<TileException>().With.Message.StartsWith(said));

    [Test]
    public void A_line_without_an_end_takes_no_memory()
    {
        using var endless = new Repeated('1', 1L << 40);
        Assert.That(() => CsvNumbers.Read(endless, "x.csv"), Throws.TypeOf<TileException>().With.Message.Contains("longer than any number"));
    }

    private static CsvNumbers Read(string text) => CsvNumbers.Read(new StringReader(text), "x.csv");

    private static float[] Values(Samples samples)
    {
        var sample = new double[samples.Length];
        return [.. Enumerable.Range(0, samples.Count).SelectMany(n =>
        {
            samples.CopyTo(n, sample);
            return sample.Select(v => (float)v).ToArray();
        })];
    }

    private sealed class Repeated(char character, long count) : TextReader
    {
        private long _left = count;

        public override int Peek() => _left > 0 ? character : -1;

        public override int Read() => _left-- > 0 ? character : -1;
    }
}
