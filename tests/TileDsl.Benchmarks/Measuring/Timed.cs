using TileDsl.Data;

namespace TileDsl.Benchmarks.Measuring;

/// <summary>Something that multiplies vectors and can be repeated.</summary>
internal interface ITimed
{
    /// <summary>Does the work so many times on so many threads.</summary>
    /// <returns>Vectors done.</returns>
    long Run(int rounds, int threads);
}

/// <summary>Batches through the public call.</summary>
internal sealed class TimedBatch(ProgrammedMatrix matrix, int[] codes, int vectors, int outputs) : ITimed
{
    private readonly double[] _results = new double[vectors * outputs];

    public long Run(int rounds, int threads)
    {
        for (var round = 0; round < rounds; round++) matrix.MultiplyBatch(codes, _results, threads);
        return (long)rounds * vectors;
    }
}

/// <summary>All samples through a network.</summary>
internal sealed class TimedNetwork(Chip chip, Samples samples) : ITimed
{
    public long Run(int rounds, int threads)
    {
        for (var round = 0; round < rounds; round++) chip.RunBatch(samples, threads);
        return (long)rounds * samples.Count;
    }
}

/// <summary>One vector per call. Several threads are several callers that share the programmed matrix.</summary>
internal sealed class TimedVectors(ProgrammedMatrix matrix, int[] codes, int inputs, int outputs) : ITimed
{
    /// <summary>Different vectors, so that nothing learns the one.</summary>
    public const int Distinct = 16;

    public long Run(int rounds, int threads)
    {
        if (threads == 1)
        {
            Caller(rounds);
            return rounds;
        }
        var others = new Thread[threads - 1];
        for (var n = 0; n < others.Length; n++)
        {
            others[n] = new Thread(() => Caller(rounds));
            others[n].Start();
        }
        Caller(rounds);
        foreach (var other in others) other.Join();
        return (long)rounds * threads;
    }

    private void Caller(int rounds)
    {
        var y = new double[outputs];
        for (var round = 0; round < rounds; round++) matrix.Multiply(codes.AsSpan(round % Distinct * inputs, inputs), y, round);
    }
}
