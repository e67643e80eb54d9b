namespace Penstock.Relational.Tests;

/// <summary>Knows what a process has in its hands, and tells of each settlement that is refused.</summary>
internal sealed class HeldSource(ISource inner, Action<QueueDelivery> refused, Action<Phase>? enter = null) : ISource
{
    private readonly Lock sync = new();
    private readonly Action<Phase>? enter = enter;
    private readonly HashSet<Delivery> held = [];
    private readonly HashSet<HeldBatch> batches = [];

    /// <summary>Claimed and not settled.</summary>
    public IReadOnlyList<string> Held => NamesOf(() => held);

    /// <summary>Of batches that are not over yet: a death now may be any one's doing.</summary>
    public IReadOnlyList<string> Suspects => NamesOf(() => batches.SelectMany(b => b.Items));

    public Can Can => inner.Can;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        enter?.Invoke(Phase.Claim);
        var batch = await inner.ReceiveAsync(max, stopping);
        if (batch.Items.Count == 0)
            return batch;

        var kept = new HeldBatch(this, batch);
        lock (sync)
        {
            held.UnionWith(batch.Items);
            batches.Add(kept);
        }

        return kept;
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        enter?.Invoke(Phase.Settle);
        var lost = await inner.SettleAsync(((HeldBatch)batch).Inner, verdicts, giveUp);
        foreach (var delivery in lost)
            refused((QueueDelivery)delivery);
        lock (sync)
            held.ExceptWith(verdicts.Select(v => v.Delivery));
        return lost;
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> deliveries, CancellationToken giveUp) => inner.ExtendAsync(deliveries, giveUp);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private IReadOnlyList<string> NamesOf(Func<IEnumerable<Delivery>> which)
    {
        lock (sync)
            return [.. which().Select(World.NameOf).Distinct(StringComparer.Ordinal)];
    }

    private sealed class HeldBatch(HeldSource source, Batch inner) : Batch(inner.Items, inner.Transaction)
    {
        public Batch Inner => inner;

        public override ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp) => inner.RunningAsync(running, giveUp);

        public override ValueTask SaveAsync(bool again, CancellationToken giveUp) => inner.SaveAsync(again, giveUp);

        public override ValueTask UndoAsync(CancellationToken giveUp) => inner.UndoAsync(giveUp);

        public override ValueTask VerifyAsync(CancellationToken giveUp) => inner.VerifyAsync(giveUp);

        protected override async ValueTask DisposeAsyncCore()
        {
            source.enter?.Invoke(Phase.Settle);
            await inner.DisposeAsync();
            lock (source.sync)
            {
                source.held.ExceptWith(Items);
                source.batches.Remove(this);
            }

            await base.DisposeAsyncCore();
        }
    }
}
