using TileDsl.Data;

namespace TileDsl.Benchmarks.Measuring;

/// <summary>Something that multiplies vectors and can be repeated.</summary>
internal interface ITimed
{
    /// <summary>Does the work so many times on so many threads.</summary>
    /// <returns>Vectors done.</returns>
    long Run(int rounds, int threads);

    /// <summary>How often a vector was driven on average; null where once is all there is.</summary>
    double? Passes => null;
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

/// <summary>Batches of real inputs.</summary>
internal sealed class TimedRealBatch(ProgrammedMatrix matrix, float[] x, int vectors, int outputs) : ITimed
{
    private readonly double[] _results = new double[vectors * outputs];

    /// <summary>Conversions over those of a product each: a clipped vector is driven again.</summary>
    public double? Passes => Conversions.PerVector(matrix, outputs);

    public long Run(int rounds, int threads)
    {
        for (var round = 0; round < rounds; round++) matrix.MultiplyBatch(x, _results, threads);
        return (long)rounds * vectors;
    }
}

/// <summary>How often a vector was driven.</summary>
internal static class Conversions
{
    /// <summary>Conversions per vector and output, one array to an output.</summary>
    public static double? PerVector(ProgrammedMatrix matrix, int outputs) => matrix.Events is { Inferences: > 0 } all ? (double)all.Conversions / all.Inferences / outputs : null;
}

/// <summary>One real vector per call, the same each time with another draw of noise. Several threads are several callers that share the programmed matrix.</summary>
internal sealed class TimedRealVector(ProgrammedMatrix matrix, float[] x, int outputs) : ITimed
{
    public double? Passes => Conversions.PerVector(matrix, outputs);

    public long Run(int rounds, int threads) => Callers.Run(threads, () =>
    {
        var y = new double[outputs];
        for (var round = 0; round < rounds; round++) matrix.Multiply(x, y, round);
    }) * rounds;
}

/// <summary>Samples through a network, a part after the other: short enough for the best of many to mean something.</summary>
internal sealed class TimedNetwork(Chip chip, Samples samples) : ITimed
{
    private const int MostTogether = 1000;
    private int _next;

    public long Run(int rounds, int threads)
    {
        var done = 0L;
        for (var round = 0; round < rounds; round++)
        {
            var part = samples.Slice(_next, Math.Min(MostTogether, samples.Count - _next));
            chip.RunBatch(part, threads, _next);
            _next = (_next + part.Count) % samples.Count;
            done += part.Count;
        }
        return done;
    }
}

/// <summary>One vector per call. Several threads are several callers that share the programmed matrix.</summary>
internal sealed class TimedVectors(ProgrammedMatrix matrix, int[] codes, int inputs, int outputs) : ITimed
{
    /// <summary>Different vectors, so that nothing learns the one.</summary>
    public const int Distinct = 16;

    public long Run(int rounds, int threads) => Callers.Run(threads, () => Caller(rounds)) * rounds;

    private void Caller(int rounds)
    {
        var y = new double[outputs];
        for (var round = 0; round < rounds; round++) matrix.Multiply(codes.AsSpan(round % Distinct * inputs, inputs), y, round);
    }
}

/// <summary>The same work on several threads at once.</summary>
internal static class Callers
{
    /// <returns>How many.</returns>
    public static long Run(int threads, Action caller)
    {
        var others = new Thread[threads - 1];
        for (var n = 0; n < others.Length; n++)
        {
            others[n] = new Thread(() => caller());
            others[n].Start();
        }
        caller();
        foreach (var other in others) other.Join();
        return threads;
    }
}
