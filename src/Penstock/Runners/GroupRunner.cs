namespace Penstock;

/// <summary>Group by group: the parked without being run, the others noted, run, and handed over to be settled.</summary>
internal abstract class GroupRunner(RunnerContext context) : IRunner
{
    protected RunnerContext Context => context;

    protected Isolation Isolation { get; } = new();

    public async IAsyncEnumerable<IReadOnlyList<Run>> RunAsync(Batch batch)
    {
        foreach (var group in Isolation.Groups(batch))
        {
            if (Isolation.IsParked(group[0]))
            {
                yield return [Isolation.Parked(group[0])];
                continue;
            }

            if (context.Stopping.Requested.IsCancellationRequested)
                yield break;

            await batch.RunningAsync(group, context.Stopping.GiveUp);
            var runs = await RunGroupAsync(batch, group);
            yield return runs;
            if (runs.Any(r => r.Fault == Fault.Dependency))
                yield break;
        }
    }

    protected abstract ValueTask<IReadOnlyList<Run>> RunGroupAsync(Batch batch, IReadOnlyList<Delivery> group);
}
