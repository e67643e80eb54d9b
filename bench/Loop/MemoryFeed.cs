namespace Penstock.Bench;

/// <summary>A given number of deliveries and nothing else: no leases, no counts, nothing kept. For measuring what is around a source.</summary>
internal sealed class MemoryFeed(long count) : ISource
{
    private long given;

    public Can Can => Can.Delay | Can.CountClaims | Can.ParkAtomically;

    public ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        var end = Interlocked.Add(ref given, max);
        var start = end - max;
        return new(start >= count ? Batch.Empty : Deliver(start, Math.Min(count, end)));
    }

    public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) => new([]);

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Batch Deliver(long start, long end)
    {
        var items = new Delivery[end - start];
        for (var i = 0; i < items.Length; i++)
            items[i] = new Numbered(start + i);
        return new Batch(items);
    }

    private sealed class Numbered(long number) : Delivery
    {
        public override string Origin => number.ToString();
    }
}
