using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Sends to a topic, here or on another store.</summary>
public sealed class TopicSender(Store store, string topic) : IStoreSender
{
    private readonly Topics topics = new(store);
    private readonly string topic = QueueName.Checked(topic);

    Store IStoreSender.Store => store;

    public ValueTask SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp) =>
        topics.AppendAsync(topic, Outgoing.ToMessages(messages), giveUp);

    ValueTask IStoreSender.SendAsync(DbTransaction transaction, IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp) =>
        topics.AppendAsync(transaction, topic, Outgoing.ToMessages(messages), giveUp);
}
