using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>Status updates from and to JSON.</summary>
public static class StatusUpdateJson
{
    /// <exception cref="RejectedException">It is no status update; the text names the field and what is allowed.</exception>
    public static StatusUpdate Read(ReadOnlySpan<byte> utf8)
    {
        var wire = Parse(utf8);
        return new StatusUpdate
        {
            MessageId = Guid.TryParse(wire.MessageId ?? throw Missing("message_id"), out var id) ? id : throw Wrong("message_id", wire.MessageId, "a UUID"),
            ConversationId = wire.ConversationId ?? throw Missing("conversation_id"),
            Status = MessageStatusRules.TryParse(wire.NewStatus ?? throw Missing("new_status"), out var status)
                ? status
                : throw Wrong("new_status", wire.NewStatus, string.Join(", ", Enum.GetValues<MessageStatus>().Select(s => s.Label()))),
            Channel = wire.Channel,
            UserId = wire.UserId,
            At = Moment(wire.Timestamp ?? throw Missing("timestamp")),
            Details = Object(wire.Details),
        };
    }

    public static byte[] Write(StatusUpdate update)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("message_id", update.MessageId);
            json.WriteNumber("conversation_id", update.ConversationId);
            json.WriteString("new_status", update.Status.Label());
            if (update.Channel is { } channel)
                json.WriteString("channel", channel);
            if (update.UserId is { } user)
                json.WriteNumber("user_id", user);
            json.WriteString("timestamp", ChatMessageJson.TextOf(update.At));
            json.WritePropertyName("details");
            if (update.Details is { } details)
                details.WriteTo(json);
            else
                json.WriteNullValue();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static StatusWire Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, StatusJson.Default.StatusWire) ?? throw new RejectedException("The status update is null.");
        }
        catch (JsonException error)
        {
            throw new RejectedException($"The status update can't be read: {(error.Path is { Length: > 2 } path ? $"field {path[2..]}, " : "")}byte {error.BytePositionInLine}.", error);
        }
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw Wrong("timestamp", text, "a moment such as 2025-12-02T10:30:00.123456");

    private static JsonElement? Object(JsonElement? details) => details?.ValueKind switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.Object => details,
        var other => throw Wrong("details", $"{other}", "an object"),
    };

    private static RejectedException Missing(string field) => new($"Field {field} is missing.");

    private static RejectedException Wrong(string field, string value, string allowed) => new($"Field {field} is '{value}': {allowed} is allowed.");
}
