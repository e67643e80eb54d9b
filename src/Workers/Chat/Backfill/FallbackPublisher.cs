using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Publishes what waited for the topics, in its order. A process that dies before it can say so publishes again; the router takes each message once.</summary>
internal sealed class FallbackPublisher(ChatTopics topics, Store store) : IBatchHandler<RoutedMessage>
{
    public ValueTask HandleAsync(IReadOnlyList<RoutedMessage> messages, Batch batch, CancellationToken giveUp) => topics.SendAsync(
        ChatTopicNames.MessageProcessing,
        [.. messages.Select(m => new OutgoingMessage(m.Delivery.Body) { Key = m.Message.Key, Headers = ChatTrace.Headers(m.Id, null, m.TraceParent) })],
        topics.IsOn(store) ? batch.Transaction : null,
        giveUp);
}
