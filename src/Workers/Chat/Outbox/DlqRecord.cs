using System.Buffers;
using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>What is published of a dead letter, for people and programs that watch; the letter itself is on the store.</summary>
internal sealed record DlqRecord
{
    /// <summary>The event's or the message's id.</summary>
    public required string Id { get; init; }

    public string? AggregateType { get; init; }

    public string? AggregateId { get; init; }

    public string? EventType { get; init; }

    /// <summary>Where it was read; null where it was on no topic yet.</summary>
    public string? OriginalTopic { get; init; }

    /// <summary>As it came: JSON stays JSON, the rest is a text.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required string Reason { get; init; }

    public required int Failures { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset FailedAt { get; init; }

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(Payload.Length + 512);
        using (var json = new Utf8JsonWriter(buffer, EventEnvelope.Readable))
        {
            json.WriteStartObject();
            json.WriteString("dlq_id", Id);
            json.WriteString("original_event_id", Id);
            json.WriteString("original_message_id", AggregateType is null or "message" ? AggregateId ?? Id : null);
            json.WriteString("original_topic", OriginalTopic);
            json.WriteString("aggregate_type", AggregateType);
            json.WriteString("aggregate_id", AggregateId);
            json.WriteString("event_type", EventType);
            WritePayload(json);
            json.WriteString("failure_reason", Reason);
            json.WriteNumber("retry_count", Failures);
            json.WriteString("created_at", ChatMessageJson.TextOf(CreatedAt));
            json.WriteString("failed_at", ChatMessageJson.TextOf(FailedAt));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WritePayload(Utf8JsonWriter json)
    {
        json.WritePropertyName("payload");
        try
        {
            using var document = JsonDocument.Parse(Payload);
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(System.Text.Encoding.UTF8.GetString(Payload.Span));
        }
    }
}
