namespace Penstock;

/// <summary>The loop: gate → receive → decode → run → decide → settle.</summary>
internal sealed class Lane(Pipeline pipeline, IRunner runner, Stopping stopping) : IDisposable
{
    private readonly Renewal renewal = new(pipeline.Source, pipeline.Options.RenewEvery, pipeline.Clock, stopping.End);
    private readonly int fullSize = pipeline.Options.BatchSize;
    private int size = pipeline.Options.BatchSize;

    /// <summary>Goes on until the pipeline stops; with <paramref name="once"/> until nothing is left to claim.</summary>
    public async Task RunAsync(bool once)
    {
        while (!stopping.Requested.IsCancellationRequested)
        {
            try
            {
                if (!await PassAsync() && once)
                    return;
            }
            catch (OperationCanceledException) when (stopping.Requested.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Whatever a driver throws, the loop lives on: the breaker waits, and a probe tells when to go on.
                await pipeline.FailedAsync(error);
            }
        }
    }

    /// <returns>False where the source had nothing.</returns>
    public async ValueTask<bool> PassAsync()
    {
        await using var batch = await ReceiveAsync();
        if (batch.Items.Count == 0)
            return false;

        var settled = await HandleAsync(batch);
        // What was left over or released is handed back: take what can be managed, and grow again once all of it was. Rows that
        // are only held, not run, are in somebody's way.
        size = settled < batch.Items.Count ? Math.Max(1, settled) : Math.Min(fullSize, size * 2);
        return true;
    }

    public void Dispose() => renewal.Dispose();

    private async ValueTask<Batch> ReceiveAsync()
    {
        var granted = await pipeline.Gate.EnterAsync(size, stopping.Requested);
        var batch = Batch.Empty;
        try
        {
            return batch = await pipeline.Source.ReceiveAsync(granted, stopping.Requested);
        }
        finally
        {
            pipeline.Gate.Came(granted, batch.Items.Count);
        }
    }

    private async ValueTask<int> HandleAsync(Batch batch)
    {
        using var trace = pipeline.Telemetry.Start(batch);
        using var renewing = renewal.Start(batch);
        var startedAt = pipeline.Clock.GetTimestamp();
        var settled = 0;
        await pipeline.ReachedAsync(Step.Claimed);
        await foreach (var runs in runner.RunAsync(batch))
        {
            await pipeline.ReachedAsync(Step.Ran);
            await pipeline.LearnAsync(runs);
            var verdicts = pipeline.Decide(runs);
            var lost = await SettleAsync(batch, verdicts);
            await pipeline.ReachedAsync(Step.Settled);
            settled += Decided(verdicts);
            pipeline.Settled(verdicts, lost, batch.Items.Count, startedAt);
        }

        return settled;
    }

    private static int Decided(IReadOnlyList<Verdict> verdicts)
    {
        var count = 0;
        for (var i = 0; i < verdicts.Count; i++)
            count += verdicts[i].Settlement is Settlement.Release ? 0 : 1;
        return count;
    }

    private async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts)
    {
        while (true)
        {
            try
            {
                // The work is done, and neither a shutdown nor its drain limit may turn it into a duplicate.
                return await pipeline.Source.SettleAsync(batch, verdicts, stopping.End);
            }
            catch (SourceUnavailableException error)
            {
                await pipeline.FailedAsync(error);
                await pipeline.Breaker.EnterAsync(1, stopping.End);
            }
        }
    }
}
