namespace Penstock;

/// <summary>One by one, up to <c>concurrency</c> at a time; deliveries of one key never at the same time.</summary>
internal class EachRunner<T>(Decode<T> decode, IHandler<T> handler, RunnerContext context, int concurrency)
    : GroupRunner(context), IDisposable
{
    private readonly Attempt<T>[] slots =
        [.. Enumerable.Range(0, concurrency).Select(_ => new Attempt<T>(decode, handler, context))];

    public void Dispose() => Array.ForEach(slots, s => s.Dispose());

    protected override async ValueTask<IReadOnlyList<Run>> RunGroupAsync(Batch batch, IReadOnlyList<Delivery> group, KeyOrder order) =>
        slots.Length == 1 || batch.Transaction is not null ? await InOrderAsync(batch, group, order) : await AtOnceAsync(batch, group);

    private async ValueTask<Run[]> InOrderAsync(Batch batch, IReadOnlyList<Delivery> group, KeyOrder order)
    {
        var runs = new Run[group.Count];
        var (goOn, saved) = (true, false);
        for (var i = 0; i < runs.Length; i++)
        {
            goOn &= !Context.Stopping.Requested.IsCancellationRequested;
            var runsNow = goOn && !order.IsBehind(group[i]);
            runs[i] = order.Learn(runsNow ? await SavedAsync(batch, group[i], saved) : Run.Interrupted(group[i]));
            saved |= runsNow;
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
        var lines = new KeyLines(group);
        var next = -1;
        var outage = 0;
        await Task.WhenAll(slots.Select(async slot =>
        {
            await Task.Yield();
            for (var line = Interlocked.Increment(ref next); line < lines.Count; line = Interlocked.Increment(ref next))
            {
                var goOn = Volatile.Read(ref outage) == 0;
                foreach (var i in lines.Places(line))
                {
                    goOn &= !Context.Stopping.Requested.IsCancellationRequested;
                    runs[i] = goOn ? await slot.RunAsync(group[i], batch) : Run.Interrupted(group[i]);
                    goOn &= runs[i].Fault == Fault.None;
                    if (runs[i].Fault == Fault.Dependency)
                        Volatile.Write(ref outage, 1);
                }
            }

            slot.Rest();
        }));
        return runs;
    }
}
