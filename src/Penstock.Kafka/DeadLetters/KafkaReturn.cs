using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Kafka;

/// <summary>
/// Takes replayed letters back to their topics, with their keys and headers, behind what is there. They are durable there before the
/// replay commits: a replay that dies between the two sends them again.
/// </summary>
public sealed class KafkaReturn(KafkaClient kafka) : IReturnPath
{
    public string Scheme => "kafka";

    public bool IsName(string name) => name.Length > 0;

    public ValueTask ReturnAsync(DbTransaction transaction, string name, IReadOnlyList<Message> messages, CancellationToken giveUp) =>
        new KafkaSender(kafka, name).SendAsync([.. messages.Select(m => new OutgoingMessage(m.Body) { Key = m.Key, Headers = m.Headers })], giveUp);
}
