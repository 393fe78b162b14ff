using TileDsl.Converters;
using TileDsl.Kernels;

namespace TileDsl.Reference.Tests;

/// <summary>Rows of sums through physical converters: the kernels' bits are those of a plain conversion of each, at every width.</summary>
public sealed class PhysicalTransferTests
{
    private const int Columns = 611;
    private const int Rounds = 40;

    [Test]
    public void KernelsConvertAsTheInterpreterDoes(
        [Values] bool line, [Values] bool thresholds, [Values] bool perColumn,
        [Values(VectorPath.Auto, VectorPath.Scalar, VectorPath.Portable, VectorPath.Wide)] VectorPath path)
    {
        var spec = new ConverterSpec
        {
            Bits = 7,
            Codes = CodeKind.Signed,
            OffsetDeviation = line ? 0.7 : 0,
            GainDeviation = line ? 0.02 : 0,
            Nonlinearity = thresholds ? new NonlinearitySpec { Mismatch = 0.05, Comparator = 0.2 } : null,
            SharedBy = 3,
        };
        var bank = new ConverterBank(spec, 11, 2, 1);
        var random = new Uniform(0xC0DE);
        for (var round = 0; round < Rounds; round++)
        {
            // Sums are often multiples of a quarter step, so that halves are met; a round in two is within the codes.
            var spread = round % 2 == 0 ? 8 : 30;
            var (a, b) = Fill(_ => perColumn ? 0.25f * (1 + (int)(4 * random.Next())) : 0.5f, _ => 64f);
            var sums = Column(_ => MathF.Round((2 * random.Next() - 1) * spread * 16) / (random.Next() < 0.5 ? 4 : 4.1f));
            var (slope, origin) = Fill(j => bank.Line(0, 1, j / spec.SharedBy).Slope, j => bank.Line(0, 1, j / spec.SharedBy).Origin);
            var converters = new PhysicalConverters
            {
                A = 0.5f,
                B = 64,
                ColumnA = perColumn ? a : [],
                ColumnB = perColumn ? b : [],
                Slope = line ? slope : [],
                Origin = line ? origin : [],
                Thresholds = thresholds ? [.. Enumerable.Range(0, Columns).Select(j => bank.Thresholds(0, 1, j / spec.SharedBy)!)] : [],
                Last = spec.Steps - 1,
            };
            var (integers, doubles) = (new int[Columns], new double[Columns]);
            var clamped = PhysicalCodes.Add(sums, converters, -3, integers, path);
            Assert.That(PhysicalCodes.Add(sums, converters, -3.0, doubles, path), Is.EqualTo(clamped));

            var expected = Enumerable.Range(0, Columns).Select(j => new PhysicalTransfer(
                spec.Steps, perColumn ? a[j] : 0.5f, 64, line ? bank.Line(0, 1, j / spec.SharedBy) : null, bank.Thresholds(0, 1, j / spec.SharedBy))
                .Convert(sums[j])).ToArray();
            Assert.That(integers, Is.EqualTo(expected.Select(e => -3 * e.Code)));
            Assert.That(doubles, Is.EqualTo(expected.Select(e => -3.0 * e.Code)));
            Assert.That(clamped, Is.EqualTo(expected.Any(e => e.Clamped)));
            if (!perColumn && !line && round % 2 == 0) Assert.That(clamped, Is.False, "half the rounds are not clamped, and that was tested");
        }
    }

    private static float[] Column(Func<int, float> of) => [.. Enumerable.Range(0, Columns).Select(of)];

    private static (float[] A, float[] B) Fill(Func<int, float> a, Func<int, float> b) => (Column(a), Column(b));

    /// <summary>Numbers from 0 to 1 by Philox.</summary>
    private sealed class Uniform(uint seed)
    {
        private uint _count;

        public float Next() => (global::TileDsl.Devices.Philox.Block(_count++, 0, 0, 0, seed, 0).W0 >> 8) * (1f / (1 << 24));
    }
}
