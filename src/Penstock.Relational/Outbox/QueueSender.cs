using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Sends to a queue, here or on another store.</summary>
public sealed class QueueSender(Store store, string queue) : IStoreSender
{
    private readonly Queues queues = new(store);
    private readonly string queue = QueueName.Checked(queue);

    Store IStoreSender.Store => store;

    public async ValueTask SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp) =>
        await queues.SendAsync(queue, Outgoing.ToMessages(messages), giveUp);

    async ValueTask IStoreSender.SendAsync(DbTransaction transaction, IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp) =>
        await queues.SendAsync(transaction, queue, Outgoing.ToMessages(messages), giveUp);
}
