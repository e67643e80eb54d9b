using System.Diagnostics;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>
/// Publishes a batch and marks it: to topics on the store all in the batch's transaction, so that nothing is published twice. To
/// topics elsewhere first, and a process that dies before the mark publishes again, with the same ids.
/// </summary>
internal sealed class OutboxPublisher(Store store, ChatTopics topics, OutboxOptions options, TimeProvider clock) : IBatchHandler<RowDelivery<OutboxEvent>>
{
    private readonly OutboxSql sql = new(store.Dialect);

    public static IReadOnlyDictionary<string, string> HeadersOf(OutboxEvent one, Activity? step = null) =>
        ChatTrace.Headers(one.Id.ToString("D"), step, one.TraceParent);

    public async ValueTask HandleAsync(IReadOnlyList<RowDelivery<OutboxEvent>> messages, Batch batch, CancellationToken giveUp)
    {
        foreach (var (topic, outgoing) in ByTopic(messages))
            await topics.SendAsync(topic, outgoing, batch.Transaction, giveUp);

        var positions = new Rows("v").Add("position", [.. messages.Select(m => m.Id)]);
        var mark = batch.Transaction!.Command(sql.Mark(positions));
        store.Dialect.Bind(mark, positions);
        await mark.RunAsync(giveUp);
    }

    private Dictionary<string, List<OutgoingMessage>> ByTopic(IReadOnlyList<RowDelivery<OutboxEvent>> messages)
    {
        var byTopic = new Dictionary<string, List<OutgoingMessage>>(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        foreach (var message in messages)
        {
            using var step = ChatTrace.Start("chat.publish", message.Row.TraceParent);
            var headers = HeadersOf(message.Row, step);
            Add(message.Row.Topic, new OutgoingMessage(EventEnvelope.Write(message.Row, now)) { Key = message.Key, Headers = headers });
            if (options.Flat.Of(message.Row.Type) is { } flat)
                Add(flat, new OutgoingMessage(message.Row.Payload) { Key = message.Key, Headers = headers });
        }

        return byTopic;

        void Add(string topic, OutgoingMessage outgoing)
        {
            if (!byTopic.TryGetValue(topic, out var some))
                byTopic[topic] = some = new List<OutgoingMessage>(messages.Count);
            some.Add(outgoing);
        }
    }
}
