namespace TileDsl.Reference;

/// <summary>
/// Converted sums of one column: codes of the same scale are summed as integers and scaled once; the scales are added in the
/// order of their first use.
/// </summary>
internal sealed class Scales
{
    private readonly List<Scale> _scales = [];

    public void AddCode(object key, Transfer transfer, long coefficient, int n)
    {
        var scale = Find(key);
        scale.Step = transfer.NearestStep;
        scale.Lo = transfer.CodesCountFromZero ? 0 : transfer.NearestLo;
        scale.Codes = checked(scale.Codes + coefficient * (transfer.CodesCountFromZero ? n + transfer.FirstCode : n));
        scale.Coefficients = checked(scale.Coefficients + coefficient);
    }

    /// <summary>An ideal converter's exact sum, in units of <paramref name="unit"/> lsb.</summary>
    public void AddCount(object key, double unit, long coefficient, long count)
    {
        var scale = Find(key);
        scale.Step = unit;
        scale.Codes = checked(scale.Codes + coefficient * count);
    }

    /// <summary>An ideal converter's float32 sum, in units of <paramref name="unit"/> lsb.</summary>
    public void AddSum(object key, double unit, long coefficient, float sum)
    {
        var scale = Find(key);
        scale.Step = unit;
        scale.Sums += coefficient * (double)sum;
    }

    public double Total()
    {
        var total = 0.0;
        foreach (var scale in _scales)
        {
            var codes = scale.Step * (scale.Codes + scale.Sums);
            total += scale.Lo == 0 ? codes : codes + scale.Lo * scale.Coefficients;
        }
        return total;
    }

    private Scale Find(object key)
    {
        var scale = _scales.Find(s => s.Key.Equals(key));
        if (scale is null) _scales.Add(scale = new Scale(key));
        return scale;
    }

    private sealed class Scale(object key)
    {
        public object Key { get; } = key;

        public double Step { get; set; }

        public double Lo { get; set; }

        public long Codes { get; set; }

        public long Coefficients { get; set; }

        public double Sums { get; set; }
    }
}
