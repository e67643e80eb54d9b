namespace Penstock.Relational;

/// <summary>A message of a queue in our hands.</summary>
public sealed class QueueDelivery : Delivery
{
    private readonly OwnerLease lease;
    private readonly byte[] body;
    private readonly string? headers;
    private readonly Action<QueueDelivery, Settlement>? settled;
    private string? origin;

    internal QueueDelivery(
        string queue, long id, long token, OwnerLease lease, byte[] body, string? headers, KeyLine? line = null,
        Action<QueueDelivery, Settlement>? settled = null)
    {
        (Queue, Id, Token, this.lease) = (queue, id, token, lease);
        (Line, this.settled) = (line, settled);
        (this.body, this.headers) = (body, headers);
    }

    public string Queue { get; }

    /// <summary>In order of sending, never used twice.</summary>
    public long Id { get; }

    public override string Origin => origin ??= $"{Queue}/{Id}";

    public override string Address => Queues.Address(Queue);

    public override ReadOnlyMemory<byte> Body => body;

    public override IReadOnlyDictionary<string, string> Headers => Relational.Headers.FromColumn(headers);

    public override CancellationToken Lost => lease.Lapsed;

    /// <summary>Only whoever shows it may settle.</summary>
    internal long Token { get; }

    internal OwnerLease Lease => lease;

    /// <summary>Its key's; null for a message without one.</summary>
    internal KeyLine? Line { get; }

    internal bool IsSettled { get; private set; }

    internal void Settled(Settlement settlement)
    {
        if (IsSettled)
            return;

        IsSettled = true;
        settled?.Invoke(this, settlement);
    }
}
