namespace TileDsl.Running;

/// <summary>Does some neighbouring samples, from <paramref name="first"/> on; what is done for a sample depends on the sample alone.</summary>
/// <returns>A count that is summed over all samples.</returns>
internal delegate long SampleBatch<in TScratch>(int first, int count, TScratch scratch);

/// <summary>Runs batches of samples on several threads, each with buffers of its own; nothing is shared or allocated in between.</summary>
internal static class SampleLoop
{
    /// <summary>Samples that are done together at most.</summary>
    public const int Batch = 64;

    /// <param name="count">How many samples.</param>
    /// <param name="threads">At most; 0 for one per core.</param>
    /// <param name="scratch">Makes a thread's buffers.</param>
    /// <param name="body">Does up to <see cref="Batch"/> samples.</param>
    /// <param name="release">Takes a thread's buffers back when it is done.</param>
    /// <param name="progress">Told how many are done; never fewer than before.</param>
    /// <param name="most">Samples of a batch at most.</param>
    /// <returns>The sum of what the batches returned.</returns>
    public static long Run<TScratch>(int count, int threads, Func<TScratch> scratch, SampleBatch<TScratch> body, Action<TScratch>? release = null, IProgress<int>? progress = null, CancellationToken cancellation = default, int most = Batch)
    {
        if (threads < 0) throw new TileException($"{threads} threads: expected 0 (one per core) or more");
        var workers = threads == 0 ? Environment.ProcessorCount : threads;
        // Where there are several, small enough that every thread has some, and that none waits long for the last.
        var size = workers == 1 ? most : Math.Clamp(count / (4 * workers), 1, most);
        var batches = (count + size - 1) / size;
        var done = 0;
        var total = 0L;
        var gate = new Lock();
        if (workers == 1 || batches <= 1)
        {
            var mine = scratch();
            for (var batch = 0; batch < batches; batch++) total += One(batch, mine);
            release?.Invoke(mine);
            return total;
        }
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = workers };
        try
        {
            Parallel.For(0, batches, options, () => (Scratch: scratch(), Sum: 0L), (batch, _, mine) => (mine.Scratch, mine.Sum + One(batch, mine.Scratch)), mine =>
            {
                Interlocked.Add(ref total, mine.Sum);
                release?.Invoke(mine.Scratch);
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<TileException>().FirstOrDefault() is { } mistake)
        {
            throw new TileException(mistake.Message, several);
        }
        return total;

        long One(int batch, TScratch mine)
        {
            cancellation.ThrowIfCancellationRequested();
            var (first, samples) = (batch * size, Math.Min(size, count - batch * size));
            var result = body(first, samples, mine);
            if (progress is null) return result;
            lock (gate)
            {
                done += samples;
                progress.Report(done);
            }
            return result;
        }
    }
}
