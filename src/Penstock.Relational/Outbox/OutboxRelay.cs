namespace Penstock.Relational;

/// <summary>
/// Sends a whole batch of an outbox on. The batch is settled after the sender has said that all of it is durable: dying between
/// the two sends it again.
/// </summary>
public sealed class OutboxRelay(ISender sender) : IBatchHandler<OutgoingMessage>
{
    public ValueTask HandleAsync(IReadOnlyList<OutgoingMessage> messages, Batch batch, CancellationToken giveUp) => sender.SendAsync(messages, giveUp);
}
