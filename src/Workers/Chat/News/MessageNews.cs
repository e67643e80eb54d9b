using System.Buffers;
using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>That there is a new message: its own fields, with a type before and the moment behind.</summary>
internal static class MessageNews
{
    private static readonly string[] Fields =
        ["message_id", "conversation_id", "sender_id", "sender_username", "payload", "channels", "created_at"];

    /// <summary>Null where the payload is no JSON object: then there is nothing to tell.</summary>
    public static byte[]? Created(ReadOnlyMemory<byte> message, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(message);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return null;

        var buffer = new ArrayBufferWriter<byte>(message.Length + 96);
        using (var json = new Utf8JsonWriter(buffer, EventEnvelope.Readable))
        {
            json.WriteStartObject();
            json.WriteString("type", "message.created");
            foreach (var name in Fields)
            {
                json.WritePropertyName(name);
                if (document.RootElement.TryGetProperty(name, out var value))
                    value.WriteTo(json);
                else
                    json.WriteNullValue();
            }

            json.WriteString("timestamp", ChatMessageJson.TextOf(now));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
