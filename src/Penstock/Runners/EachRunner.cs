namespace Penstock;

/// <summary>One by one, up to <c>concurrency</c> at a time.</summary>
internal sealed class EachRunner<T>(Decode<T> decode, IHandler<T> handler, RunnerContext context, int concurrency)
    : GroupRunner(context), IDisposable
{
    private readonly Attempt<T>[] slots =
        [.. Enumerable.Range(0, concurrency).Select(_ => new Attempt<T>(decode, handler, context))];

    public void Dispose() => Array.ForEach(slots, s => s.Dispose());

    protected override async ValueTask<IReadOnlyList<Run>> RunGroupAsync(Batch batch, IReadOnlyList<Delivery> group) =>
        slots.Length == 1 || batch.Transaction is not null ? await InOrderAsync(batch, group) : await AtOnceAsync(batch, group);

    private async ValueTask<Run[]> InOrderAsync(Batch batch, IReadOnlyList<Delivery> group)
    {
        var runs = new Run[group.Count];
        var goOn = true;
        for (var i = 0; i < runs.Length; i++)
        {
            goOn &= !Context.Stopping.Requested.IsCancellationRequested;
            runs[i] = goOn ? await SavedAsync(batch, group[i], i > 0) : Run.Interrupted(group[i]);
            goOn &= runs[i].Fault != Fault.Dependency && !slots[0].IsBroken;
        }

        slots[0].Rest();
        return runs;
    }

    private async ValueTask<Run> SavedAsync(Batch batch, Delivery delivery, bool again)
    {
        if (batch.Transaction is not null)
            await batch.SaveAsync(again, Context.Stopping.End);
        return await slots[0].RunAsync(delivery, batch);
    }

    private async ValueTask<Run[]> AtOnceAsync(Batch batch, IReadOnlyList<Delivery> group)
    {
        var runs = new Run[group.Count];
        var next = -1;
        var outage = 0;
        await Task.WhenAll(slots.Select(async slot =>
        {
            await Task.Yield();
            for (var i = Interlocked.Increment(ref next); i < runs.Length; i = Interlocked.Increment(ref next))
            {
                var goOn = Volatile.Read(ref outage) == 0 && !Context.Stopping.Requested.IsCancellationRequested;
                runs[i] = goOn ? await slot.RunAsync(group[i], batch) : Run.Interrupted(group[i]);
                if (runs[i].Fault == Fault.Dependency)
                    Volatile.Write(ref outage, 1);
            }

            slot.Rest();
        }));
        return runs;
    }
}
