namespace Penstock.Relational;

/// <summary>Sends to a queue, here or on another store.</summary>
public sealed class QueueSender(Store store, string queue) : ISender
{
    private readonly Queues queues = new(store);
    private readonly string queue = QueueName.Checked(queue);

    public async ValueTask SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp) =>
        await queues.SendAsync(queue, [.. messages.Select(m => m.ToMessage())], giveUp);
}
