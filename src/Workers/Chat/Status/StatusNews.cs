using System.Buffers;
using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>That a message has come further, for whoever listens to its conversation.</summary>
internal static class StatusNews
{
    public static byte[] Of(StatusUpdate update, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(192);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "MessageStatusUpdated");
            json.WriteString("message_id", update.MessageId);
            json.WriteString("status", update.Status.Label());
            json.WriteString("updated_at", ChatMessageJson.TextOf(now));
            if (update.UserId is { } user)
                json.WriteNumber("user_id", user);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
