namespace TileDsl.Kernels;

/// <summary>What checks of sums have found: comparisons with checksum columns, or residues of code words.</summary>
/// <param name="Compared">Conversions of an array's columns that had a checksum; code words, one for every column, row block, cycle and converted polarity.</param>
/// <param name="Voided">Of these, those of which a code was clamped, so that nothing could be said.</param>
/// <param name="Suspect">Those that did not agree; words that were no multiple of the code's a.</param>
/// <param name="Corrected">Of the suspect ones, those whose likeliest error was known and taken away.</param>
public readonly record struct DetectionCounts(long Compared, long Voided, long Suspect, long Corrected)
{
    /// <summary>Two together.</summary>
    public static DetectionCounts operator +(DetectionCounts a, DetectionCounts b) =>
        new(a.Compared + b.Compared, a.Voided + b.Voided, a.Suspect + b.Suspect, a.Corrected + b.Corrected);
}

/// <summary>Counts what is found on several threads.</summary>
internal sealed class DetectionCounter
{
    private long _compared;
    private long _voided;
    private long _suspect;
    private long _corrected;

    public DetectionCounts Counts => new(Interlocked.Read(ref _compared), Interlocked.Read(ref _voided), Interlocked.Read(ref _suspect), Interlocked.Read(ref _corrected));

    public void Add(DetectionCounts found)
    {
        Interlocked.Add(ref _compared, found.Compared);
        if (found.Voided != 0) Interlocked.Add(ref _voided, found.Voided);
        if (found.Suspect != 0) Interlocked.Add(ref _suspect, found.Suspect);
        if (found.Corrected != 0) Interlocked.Add(ref _corrected, found.Corrected);
    }
}
