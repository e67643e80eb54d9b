namespace Penstock.Relational;

/// <summary>Sends to a topic, here or on another store.</summary>
public sealed class TopicSender(Store store, string topic) : ISender
{
    private readonly Topics topics = new(store);
    private readonly string topic = QueueName.Checked(topic);

    public ValueTask SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp) =>
        topics.AppendAsync(topic, [.. messages.Select(m => m.ToMessage())], giveUp);
}
