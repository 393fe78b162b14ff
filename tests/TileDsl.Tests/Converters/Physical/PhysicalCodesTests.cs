using TileDsl.Converters;
using TileDsl.Kernels;

namespace TileDsl.Tests.Converters.Physical;

/// <summary>Rows of sums: every width gives the bits of one at a time, and only clamped rows say so.</summary>
public class PhysicalCodesTests
{
    private static readonly VectorPath[] s_paths = [VectorPath.Auto, VectorPath.Scalar, VectorPath.Portable, VectorPath.Wide];

    [TestCase(1f, false)]
    [TestCase(-0.5f, false)]
    [TestCase(-0.51f, true)]
    [TestCase(255.5f, true)]
    [TestCase(255.49f, false)]
    public void A_row_says_whether_any_was_clamped(float odd, bool clamped)
    {
        foreach (var path in s_paths)
        {
            for (var at = 0; at < 300; at += 23)
            {
                var sums = Enumerable.Repeat(3f, 300).ToArray();
                sums[at] = odd;
                var totals = new int[300];
                Assert.That(PhysicalCodes.Add(sums, new() { A = 1, Last = 255 }, 2, totals, path), Is.EqualTo(clamped));
                Assert.That(totals[at], Is.EqualTo(2 * Math.Clamp((int)MathF.Round(odd), 0, 255)));
            }
        }
    }

    [Test]
    public void Int_and_double_totals_add_weighted_codes()
    {
        float[] sums = [.. Enumerable.Range(0, 40).Select(i => i * 0.75f)];
        foreach (var path in s_paths)
        {
            var (integers, doubles) = (Enumerable.Repeat(5, 40).ToArray(), Enumerable.Repeat(5.0, 40).ToArray());
            PhysicalCodes.Add(sums, new() { A = 2, B = 1, Last = 50 }, -3, integers, path);
            PhysicalCodes.Add(sums, new() { A = 2, B = 1, Last = 50 }, -3.0, doubles, path);
            var expected = sums.Select(p => 5 - 3 * (int)Math.Clamp(MathF.Round(2 * p + 1), 0, 50)).ToArray();
            Assert.That(integers, Is.EqualTo(expected));
            Assert.That(doubles, Is.EqualTo(expected.Select(e => (double)e)));
        }
    }

    [Test]
    public void A_search_from_any_guess_counts_the_thresholds_at_or_below()
    {
        float[] thresholds = [float.NegativeInfinity, 0.5f, 0.5f, 2, 3.25f, 3.25f, float.PositiveInfinity];
        foreach (var u in new[] { -1f, 0.5f, 1, 2, 3, 3.25f, 1e9f })
        {
            for (var guess = 0; guess <= thresholds.Length; guess++)
                Assert.That(PhysicalCodes.Search(thresholds, u, guess), Is.EqualTo(thresholds.Count(t => t <= u)), $"{u} from {guess}");
        }
    }
}
