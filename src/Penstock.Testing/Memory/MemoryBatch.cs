namespace Penstock.Testing;

internal sealed class MemoryBatch(MemorySource source, List<MemoryDelivery> deliveries, MemoryLease lease, bool transactional)
    : Batch(deliveries, transactional ? new MemoryTransaction() : null)
{
    public MemorySource Source => source;

    public IReadOnlyList<MemoryDelivery> Deliveries => deliveries;

    public IReadOnlyList<string> Writes => ((MemoryTransaction)Transaction!).Effects;

    public bool IsCommitted { get; set; }

    public bool IsAborted { get; set; }

    public override ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp)
    {
        source.Store.Running(this, running);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        source.Store.HandBack(this);
        lease.Dispose();
        await base.DisposeAsyncCore();
    }
}
