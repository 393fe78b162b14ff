namespace TileDsl.Running;

/// <summary>
/// Where the values of a network stand while it runs: its input (value 0) and every layer's result (value n of layer n - 1).
/// A slot is used again when the last layer that reads its value is done. Immutable.
/// </summary>
internal sealed class ValueSlots
{
    private readonly int[] _slotOf;
    private readonly List<int> _lengths = [];
    private readonly int[] _lastReader;

    /// <param name="lengths">Of the values.</param>
    /// <param name="operands">By layer, the values it reads.</param>
    /// <param name="isSame">Whether a layer's result is its operand as it stands.</param>
    /// <param name="readsFirst">Whether a layer has read its operands before it writes, so that its result may take their place.</param>
    /// <param name="hasInput">Whether the input is among the values that stand anywhere.</param>
    public ValueSlots(int[] lengths, int[][] operands, Predicate<int> isSame, Predicate<int> readsFirst, bool hasInput)
    {
        Lengths = lengths;
        _slotOf = new int[lengths.Length];
        var root = Enumerable.Range(0, lengths.Length).ToArray();
        for (var n = 0; n < operands.Length; n++)
        {
            if (isSame(n)) root[n + 1] = root[operands[n][0]];
        }
        _lastReader = new int[lengths.Length];
        for (var n = 0; n < operands.Length; n++)
        {
            foreach (var value in operands[n]) _lastReader[root[value]] = n;
        }
        // The result is read when all is done.
        _lastReader[root[^1]] = operands.Length;

        var free = new List<int>();
        if (hasInput) _slotOf[0] = Take(free, lengths[0]);
        for (var n = 0; n < operands.Length; n++)
        {
            var done = operands[n].Select(value => root[value]).Distinct().Where(value => _lastReader[value] == n && (value > 0 || hasInput)).Select(value => _slotOf[value]).ToArray();
            if (readsFirst(n)) free.AddRange(done);
            _slotOf[n + 1] = isSame(n) ? _slotOf[operands[n][0]] : Take(free, lengths[n + 1]);
            if (!readsFirst(n)) free.AddRange(done);
        }
    }

    /// <summary>Values of each.</summary>
    public int[] Lengths { get; }

    /// <summary>Lengths of the slots: all that a sample needs.</summary>
    public IReadOnlyList<int> Slots => _lengths;

    /// <summary>The slot of a value.</summary>
    public int this[int value] => _slotOf[value];

    /// <summary>The free slot that fits best; where none is large enough the largest grows.</summary>
    private int Take(List<int> free, int length)
    {
        var slot = free.Where(s => _lengths[s] >= length).OrderBy(s => _lengths[s]).Concat(free.OrderByDescending(s => _lengths[s])).FirstOrDefault(-1);
        if (slot < 0)
        {
            _lengths.Add(length);
            return _lengths.Count - 1;
        }
        free.Remove(slot);
        _lengths[slot] = Math.Max(_lengths[slot], length);
        return slot;
    }
}

/// <summary>The values of some samples.</summary>
internal sealed class ValueBuffers(ValueSlots slots, int samples)
{
    private readonly double[][] _slots = [.. slots.Slots.Select(length => new double[Kernels.Planes.CheckedLength((long)length * samples)])];

    /// <summary>A value of neighbouring samples, from the first of the batch.</summary>
    public Span<double> All(int value, int count) => _slots[slots[value]].AsSpan(0, count * slots.Lengths[value]);

    /// <summary>A value of one sample.</summary>
    public Span<double> Of(int value, int sample) => _slots[slots[value]].AsSpan(sample * slots.Lengths[value], slots.Lengths[value]);
}

/// <summary>What a layer reads, of one sample.</summary>
internal readonly ref struct LayerValues(ValueBuffers buffers, int[] operands, int sample)
{
    public int Count => operands.Length;

    public ReadOnlySpan<double> this[int operand] => buffers.Of(operands[operand], sample);
}
