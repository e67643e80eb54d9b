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
                if (await PassAsync())
                    continue;
                if (once)
                    return;
                await pipeline.DryAsync(stopping.Requested);
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
        var grant = await pipeline.Gate.EnterAsync(size, stopping.Requested);
        try
        {
            return await PassAsync(grant);
        }
        finally
        {
            pipeline.Gate.Leave();
        }
    }

    public void Dispose() => renewal.Dispose();

    private async ValueTask<bool> PassAsync(Grant grant)
    {
        await using var batch = await ReceiveAsync(grant);
        if (batch is null or { Items.Count: 0 })
            return batch is null;

        using var held = pipeline.Hold(batch.Items.Count);
        var settled = await HandleAsync(batch);
        // What was left over or released is handed back: take what can be managed, and grow again once all of it was. Rows that
        // are only held, not run, are in somebody's way.
        size = settled < batch.Items.Count ? Math.Max(1, settled) : Math.Min(fullSize, size * 2);
        return true;
    }

    // Null where a pause came while the source waited for work.
    private async ValueTask<Batch?> ReceiveAsync(Grant grant)
    {
        var open = pipeline.Open;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping.Requested, open);
        Batch? batch = null;
        try
        {
            return batch = await pipeline.Source.ReceiveAsync(grant.Count, either.Token);
        }
        catch (OperationCanceledException) when (open.IsCancellationRequested && !stopping.Requested.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            pipeline.Gate.Came(grant, batch?.Items.Count ?? 0);
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
