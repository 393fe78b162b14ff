namespace TileDsl.Converters;

/// <summary>
/// The r-th smallest key of each of many pools of keys too numerous to keep: a few digits of every key are counted at a time,
/// and the digits above them are known from the pass before. Memory is bounded, and the result does not depend on the order
/// in which keys come.
/// </summary>
internal sealed class RankSelection
{
    public const int LargestTable = 1 << 22;
    private const int WidestDigit = 16;

    private readonly ulong[] _prefixes;
    private readonly long[] _ranks;
    private readonly int _digitBits;
    private int _shift;

    /// <param name="pools">How many pools.</param>
    /// <param name="keyBits">Keys are below 2^keyBits.</param>
    /// <param name="rank">r, from 1, the same for all pools.</param>
    public RankSelection(int pools, int keyBits, long rank)
    {
        _prefixes = new ulong[pools];
        _ranks = new long[pools];
        Array.Fill(_ranks, rank);
        _digitBits = Math.Min(WidestDigit, Math.Max(keyBits, 1));
        while (_digitBits > 8 && (long)pools << _digitBits > LargestTable) _digitBits--;
        _shift = (Math.Max(keyBits, 1) + _digitBits - 1) / _digitBits * _digitBits;
    }

    /// <summary>Whether the keys are known.</summary>
    public bool IsDone => _shift == 0;

    /// <summary>Elements that one count holds.</summary>
    public int TableLength => _prefixes.Length << _digitBits;

    /// <summary>The keys, once done.</summary>
    public ReadOnlySpan<ulong> Keys => _prefixes;

    /// <summary>Begins counting, on one thread or as one of many.</summary>
    public Counts Begin() => new(this);

    /// <summary>Ends a pass: every key has been counted by one of the counts.</summary>
    public void Take(IReadOnlyList<Counts> counts)
    {
        var digits = 1 << _digitBits;
        for (var pool = 0; pool < _prefixes.Length; pool++)
        {
            var digit = 0;
            for (; digit < digits - 1; digit++)
            {
                var count = counts.Sum(c => c.Table[pool * digits + digit]);
                if (count >= _ranks[pool]) break;
                _ranks[pool] -= count;
            }
            _prefixes[pool] = _prefixes[pool] << _digitBits | (uint)digit;
        }
        _shift -= _digitBits;
    }

    /// <summary>What one thread has counted in a pass.</summary>
    internal sealed class Counts
    {
        private readonly RankSelection _selection;
        private readonly int _bits;
        private readonly int _low;

        public Counts(RankSelection selection)
        {
            _selection = selection;
            _bits = selection._digitBits;
            _low = selection._shift - _bits;
            Table = new long[selection._prefixes.Length << _bits];
        }

        public long[] Table { get; }

        public void Add(int pool, ulong key)
        {
            // The digits above are those of the pass before; above the first there are none.
            if (_low + _bits < 64 && key >> (_low + _bits) != _selection._prefixes[pool]) return;
            Table[(pool << _bits) + (int)(key >> _low & (1UL << _bits) - 1)]++;
        }
    }
}
