namespace Penstock;

/// <summary>Deliveries of one key in order, different keys at a time. Behind one that failed, its key waits.</summary>
internal sealed class KeyedRunner<T>(Decode<T> decode, IHandler<T> handler, RunnerContext context, int concurrency) : IRunner, IDisposable
{
    private readonly Attempt<T>[] slots =
        [.. Enumerable.Range(0, concurrency).Select(_ => new Attempt<T>(decode, handler, context))];

    public async IAsyncEnumerable<IReadOnlyList<Run>> RunAsync(Batch batch)
    {
        if (batch.Transaction is not null)
            throw new NotSupportedException("A transaction runs in one order anyway: use Each or Whole with this source.");

        var blocked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in InKeyOrder(batch.Items))
        {
            if (context.Stopping.Requested.IsCancellationRequested)
                yield break;

            var free = group.Where(d => d.Key is null || !blocked.Contains(d.Key)).ToList();
            var held = group.Where(d => d.Key is not null && blocked.Contains(d.Key)).Select(Run.Interrupted);
            var runs = (free.Count == 0 ? [] : await RunGroupAsync(batch, free)).Concat(held).ToList();
            blocked.UnionWith(runs.Where(r => r.Fault != Fault.None && r.Delivery.Key is not null).Select(r => r.Delivery.Key!));
            yield return runs;
            if (runs.Exists(r => r.Fault == Fault.Dependency))
                yield break;
        }
    }

    public void Dispose() => Array.ForEach(slots, s => s.Dispose());

    // A suspect splits its key's line: what is behind it must not run in the healthy group before it.
    private static IEnumerable<IReadOnlyList<Delivery>> InKeyOrder(IReadOnlyList<Delivery> items)
    {
        var suspectKeys = items.Where(d => d.Claims > 0 && d.Key is not null).Select(d => d.Key!).ToHashSet(StringComparer.Ordinal);
        var together = items.Where(d => d.Claims == 0 && (d.Key is null || !suspectKeys.Contains(d.Key))).ToList();
        if (together.Count > 0)
            yield return together;
        foreach (var single in items.Where(d => d.Claims > 0 || (d.Key is not null && suspectKeys.Contains(d.Key))))
            yield return [single];
    }

    private async Task<IReadOnlyList<Run>> RunGroupAsync(Batch batch, List<Delivery> group)
    {
        if (Isolation.IsParked(group[0]))
            return [Isolation.Parked(group[0])];

        await batch.RunningAsync(group, context.Stopping.GiveUp);
        var lines = group.GroupBy(d => (d.Key, Single: d.Key is null ? d.Origin : null)).Select(g => g.ToList()).ToList();
        var results = new List<Run>[lines.Count];
        var next = -1;
        var outage = 0;
        await Task.WhenAll(slots.Select(async slot =>
        {
            await Task.Yield();
            for (var i = Interlocked.Increment(ref next); i < lines.Count; i = Interlocked.Increment(ref next))
                {
                results[i] = await RunLineAsync(slot, batch, lines[i], Volatile.Read(ref outage) == 0);
                if (results[i].Exists(r => r.Fault == Fault.Dependency))
                    Volatile.Write(ref outage, 1);
            }


            slot.Rest();
        }));
        return [.. results.SelectMany(r => r)];
    }

    private async Task<List<Run>> RunLineAsync(Attempt<T> slot, Batch batch, List<Delivery> line, bool goOn)
    {
        var runs = new List<Run>(line.Count);
        foreach (var delivery in line)
        {
            goOn &= !context.Stopping.Requested.IsCancellationRequested;
            runs.Add(goOn ? await slot.RunAsync(delivery, batch) : Run.Interrupted(delivery));
            goOn &= runs[^1].Fault == Fault.None;
        }

        return runs;
    }
}
