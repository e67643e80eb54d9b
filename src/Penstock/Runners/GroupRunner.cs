namespace Penstock;

/// <summary>
/// Group by group: the parked without being run, the others noted, run, and handed over to be settled. Behind one that failed, its
/// key waits.
/// </summary>
internal abstract class GroupRunner(RunnerContext context) : IRunner
{
    protected RunnerContext Context => context;

    protected Isolation Isolation { get; } = new();

    public async IAsyncEnumerable<IReadOnlyList<Run>> RunAsync(Batch batch)
    {
        var order = new KeyOrder();
        try
        {
            foreach (var group in Isolation.Groups(batch))
            {
                if (Isolation.IsParked(group[0]) && !order.IsBehind(group[0]))
                {
                    yield return [order.Learn(Isolation.Parked(group[0]))];
                    continue;
                }

                if (context.Stopping.Requested.IsCancellationRequested)
                    yield break;

                var runs = await RunFreeAsync(batch, group, order);
                order.Learn(runs);
                yield return runs;
                // Settled by now.
                context.Trial.End();
                if (runs.Any(r => r.Fault == Fault.Dependency))
                    yield break;
            }
        }
        finally
        {
            context.Trial.End();
        }
    }

    protected abstract ValueTask<IReadOnlyList<Run>> RunGroupAsync(Batch batch, IReadOnlyList<Delivery> group, KeyOrder order);

    private async ValueTask<IReadOnlyList<Run>> RunFreeAsync(Batch batch, IReadOnlyList<Delivery> group, KeyOrder order)
    {
        var free = order.Free(group);
        if (free.Count == 0)
            return [.. group.Select(Run.Interrupted)];

        if (Isolation.IsOnTrial(free))
            await context.Trial.BeginAsync(batch, context.Stopping);
        await batch.RunningAsync(free, context.Stopping.GiveUp);
        var runs = await RunGroupAsync(batch, free, order);
        return free.Count == group.Count ? runs : [.. runs, .. group.Except(free).Select(Run.Interrupted)];
    }
}
