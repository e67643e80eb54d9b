using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>
/// Sends to a topic: a whole batch at once, acknowledged by all replicas in sync, those of one key in their order through retries and
/// reconnects. A message of the current trace says so, unless it brings a trace of its own.
/// </summary>
public sealed class KafkaSender(KafkaClient kafka, string topic) : ISender
{
    // What a record needs beside its key, value and headers.
    private const int RecordBytes = 100;

    private const string TraceParent = "traceparent";

    /// <summary>A message that is too large is rejected before any other is sent.</summary>
    public async ValueTask SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp)
    {
        var shipment = Load(messages);
        if (shipment.Rejected is { } rejected)
            throw rejected;
        await shipment.SendAsync(giveUp);
        if (shipment.Worst() is { } worst)
            throw worst;
    }

    /// <summary>Sends all that can be sent.</summary>
    /// <returns>
    /// For each message, in their order, null where it is durable, else why not: a <see cref="RejectedException"/> is the message's
    /// own fault, a <see cref="DestinationException"/> the topic's, a <see cref="KafkaException"/> an outage's.
    /// </returns>
    public async ValueTask<IReadOnlyList<Exception?>> SendEachAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp)
    {
        var shipment = Load(messages);
        await shipment.SendAsync(giveUp);
        return shipment.Outcomes;
    }

    private Shipment Load(IReadOnlyList<OutgoingMessage> messages)
    {
        var shipment = new Shipment(kafka, topic, messages.Count);
        var trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;
        for (var i = 0; i < messages.Count; i++)
            shipment.Add(i, ToRecord(messages[i], trace), RecordBytes);
        return shipment;
    }

    private static Message<byte[]?, byte[]?> ToRecord(OutgoingMessage message, string? trace)
    {
        var headers = new Headers();
        foreach (var (name, value) in message.Headers)
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        if (trace is not null && !message.Headers.ContainsKey(TraceParent))
            headers.Add(TraceParent, Encoding.UTF8.GetBytes(trace));
        return new Message<byte[]?, byte[]?>
        {
            Key = message.Key is { } key ? Encoding.UTF8.GetBytes(key) : null,
            Value = message.Body.ToArray(),
            Headers = headers,
        };
    }
}
