namespace Penstock.Testing;

internal sealed class MemoryDelivery : Delivery
{
    private readonly MemoryMessage message;
    private readonly MemoryLease lease;

    public MemoryDelivery(MemoryMessage message, MemoryLease lease)
    {
        (this.message, this.lease) = (message, lease);
        (Key, Failures) = (message.Key, message.Failures);
    }

    public override string Origin => message.Id;

    public override ReadOnlyMemory<byte> Body => message.Body;

    public override CancellationToken Lost => lease.Lost;

    public MemoryMessage Message => message;

    public long Token => lease.Token;

    public void Prolong(DateTimeOffset until)
    {
        message.LeasedUntil = until;
        lease.Prolong();
    }

    public void Counted(int claims) => Claims = claims;
}
