namespace TileDsl.Running;

/// <summary>Sums events under a lock.</summary>
internal sealed class EventCounter(EventCounts perInference)
{
    private readonly Lock _gate = new();
    private EventCounts _total;

    public EventCounts Total
    {
        get
        {
            lock (_gate) return _total;
        }
    }

    /// <summary>What happened besides the products of inferences.</summary>
    public void Add(EventCounts more)
    {
        lock (_gate) _total += more;
    }

    public void Add(long inferences, long driverPulses)
    {
        lock (_gate) _total += new EventCounts(inferences, inferences * perInference.Conversions, inferences * perInference.CellReads, driverPulses);
    }
}

/// <summary>Global indices of samples: 32 bits of a counter.</summary>
internal static class SampleIndex
{
    public static void Check(long first, int count)
    {
        if (first < 0 || first + count > 1L << 32) throw new TileException($"samples {first} .. {first + count - 1}: indices are from 0 to 2^32 - 1");
    }
}
