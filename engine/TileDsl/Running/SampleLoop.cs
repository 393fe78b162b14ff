namespace TileDsl.Running;

/// <summary>Runs samples on several threads. What is done for a sample depends on the sample alone.</summary>
internal static class SampleLoop
{
    private const int Batch = 8;

    /// <param name="count">How many samples.</param>
    /// <param name="threads">At most; 0 for one per core.</param>
    /// <param name="scratch">Makes a thread's buffers.</param>
    /// <param name="body">Does one sample.</param>
    /// <param name="progress">Told how many are done; never fewer than before.</param>
    public static void Run<TScratch>(int count, int threads, Func<TScratch> scratch, Action<int, TScratch> body, IProgress<int>? progress = null, CancellationToken cancellation = default)
        where TScratch : class
    {
        if (threads < 0) throw new TileException($"{threads} threads: expected 0 (one per core) or more");
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads };
        var done = 0;
        var gate = new Lock();
        try
        {
            Parallel.For(0, (count + Batch - 1) / Batch, options, scratch, (batch, _, mine) =>
            {
                var end = Math.Min(count, (batch + 1) * Batch);
                for (var sample = batch * Batch; sample < end; sample++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    body(sample, mine);
                }
                if (progress is null) return mine;
                lock (gate)
                {
                    done += end - batch * Batch;
                    progress.Report(done);
                }
                return mine;
            }, _ => { });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<TileException>().FirstOrDefault() is { } mistake)
        {
            throw new TileException(mistake.Message, several);
        }
    }
}
