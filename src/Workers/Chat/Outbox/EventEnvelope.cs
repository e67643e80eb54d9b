using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>An event as it is published on its own topic.</summary>
internal static class EventEnvelope
{
    // Texts of people stay readable.
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(OutboxEvent one, DateTimeOffset publishedAt)
    {
        var buffer = new ArrayBufferWriter<byte>(one.Payload.Length + 384);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("event_id", one.Id);
            json.WriteString("aggregate_type", one.AggregateType);
            json.WriteString("aggregate_id", one.AggregateId);
            json.WriteString("event_type", one.Type);
            json.WritePropertyName("payload");
            json.WriteRawValue(one.Payload, skipInputValidation: true);
            json.WriteString("created_at", ChatMessageJson.TextOf(one.CreatedAt));
            json.WriteString("published_at", ChatMessageJson.TextOf(publishedAt));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
