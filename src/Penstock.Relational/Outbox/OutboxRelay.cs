namespace Penstock.Relational;

/// <summary>
/// Sends a whole batch of an outbox on. The batch is settled after the sender has said that all of it is durable: dying between
/// the two sends it again. Where the destination lies on the outbox's own store and the queue shares its transaction
/// (<see cref="QueueOptions.SharesTransaction"/>), both commit together and nothing is sent twice.
/// </summary>
/// <param name="outbox">The store of the outbox.</param>
/// <param name="sender">To the destination.</param>
public sealed class OutboxRelay(Store outbox, ISender sender) : IBatchHandler<OutgoingMessage>
{
    private readonly IStoreSender? here = sender is IStoreSender one && ReferenceEquals(one.Store, outbox) ? one : null;

    public ValueTask HandleAsync(IReadOnlyList<OutgoingMessage> messages, Batch batch, CancellationToken giveUp) =>
        here is not null && batch.Transaction is { } shared ? here.SendAsync(shared, messages, giveUp) : sender.SendAsync(messages, giveUp);
}
