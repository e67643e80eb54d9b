namespace Penstock.Relational.Tests;

/// <summary>Knows what a process has in its hands, and that a settlement is refused for one reason only.</summary>
internal sealed class HeldSource(World world, Line line, ISource inner) : ISource
{
    private readonly HashSet<Delivery> held = [];

    public Can Can => inner.Can;

    public IReadOnlyList<string> Held => [.. held.Select(World.NameOf).Distinct(StringComparer.Ordinal)];

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        line.Enter(Phase.Claim);
        var batch = await inner.ReceiveAsync(max, stopping);
        foreach (var delivery in batch.Items)
            world.Claimed(delivery);
        held.UnionWith(batch.Items);
        return batch;
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        line.Enter(Phase.Settle);
        var lost = await inner.SettleAsync(batch, verdicts, giveUp);
        foreach (var delivery in lost)
            world.Refused((QueueDelivery)delivery);
        held.ExceptWith(verdicts.Select(v => v.Delivery));
        return lost;
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> deliveries, CancellationToken giveUp) => inner.ExtendAsync(deliveries, giveUp);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
