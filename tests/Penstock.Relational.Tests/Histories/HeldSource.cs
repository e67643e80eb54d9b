namespace Penstock.Relational.Tests;

/// <summary>Knows what a process has in its hands, and that a settlement is refused for one reason only.</summary>
internal sealed class HeldSource(World world, Line line, ISource inner) : ISource
{
    private readonly Line line = line;
    private readonly HashSet<Delivery> held = [];
    private readonly HashSet<HeldBatch> batches = [];

    public Can Can => inner.Can;

    /// <summary>Claimed and not settled.</summary>
    public IReadOnlyList<string> Held => [.. held.Select(World.NameOf).Distinct(StringComparer.Ordinal)];

    /// <summary>Of batches that are not over yet: a death now may be any one's doing.</summary>
    public IReadOnlyList<string> Suspects => [.. batches.SelectMany(b => b.Items).Select(World.NameOf).Distinct(StringComparer.Ordinal)];

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        line.Enter(Phase.Claim);
        var batch = await inner.ReceiveAsync(max, stopping);
        if (batch.Items.Count == 0)
            return batch;

        held.UnionWith(batch.Items);
        var kept = new HeldBatch(this, batch);
        batches.Add(kept);
        return kept;
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        line.Enter(Phase.Settle);
        var lost = await inner.SettleAsync(((HeldBatch)batch).Inner, verdicts, giveUp);
        foreach (var delivery in lost)
            world.Refused((QueueDelivery)delivery);
        held.ExceptWith(verdicts.Select(v => v.Delivery));
        return lost;
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> deliveries, CancellationToken giveUp) => inner.ExtendAsync(deliveries, giveUp);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class HeldBatch(HeldSource source, Batch inner) : Batch(inner.Items, inner.Transaction)
    {
        public Batch Inner => inner;

        public override ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp) => inner.RunningAsync(running, giveUp);

        public override ValueTask SaveAsync(bool again, CancellationToken giveUp) => inner.SaveAsync(again, giveUp);

        public override ValueTask UndoAsync(CancellationToken giveUp) => inner.UndoAsync(giveUp);

        public override ValueTask VerifyAsync(CancellationToken giveUp) => inner.VerifyAsync(giveUp);

        protected override async ValueTask DisposeAsyncCore()
        {
            source.line.Enter(Phase.Settle);
            await inner.DisposeAsync();
            source.held.ExceptWith(Items);
            source.batches.Remove(this);
            await base.DisposeAsyncCore();
        }
    }
}
