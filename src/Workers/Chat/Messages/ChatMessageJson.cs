using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>Messages from and to JSON. Whoever forwards one sends the bytes that came, so that fields nobody knows here survive.</summary>
public static class ChatMessageJson
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.ffffff";

    // Texts of people stay readable in tables and logs.
    internal static readonly MessageJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>A delivery's body; see <see cref="Read"/>.</summary>
    public static ChatMessage Decode(Delivery delivery) => Read(delivery.Body.Span);

    /// <exception cref="RejectedException">It is no message; the text names the field and what is allowed.</exception>
    public static ChatMessage Read(ReadOnlySpan<byte> utf8)
    {
        var wire = Parse(utf8);
        return new ChatMessage
        {
            MessageId = Id("message_id", wire.MessageId),
            ConversationId = wire.ConversationId ?? throw Missing("conversation_id"),
            SenderId = wire.SenderId ?? throw Missing("sender_id"),
            SenderUsername = wire.SenderUsername ?? throw Missing("sender_username"),
            Payload = PayloadOf(wire.Payload ?? throw Missing("payload")),
            Channels = ChannelsOf(wire.Channels ?? throw Missing("channels")),
            CreatedAt = Moment(wire.CreatedAt ?? throw Missing("created_at")),
            TraceId = wire.TraceId,
            RequestId = wire.RequestId,
        };
    }

    public static byte[] Write(ChatMessage message) => JsonSerializer.SerializeToUtf8Bytes(
        new MessageWire
        {
            MessageId = message.MessageId.ToString("D"),
            ConversationId = message.ConversationId,
            SenderId = message.SenderId,
            SenderUsername = message.SenderUsername,
            Payload = WireOf(message.Payload),
            Channels = [.. message.Channels],
            CreatedAt = TextOf(message.CreatedAt),
            TraceId = message.TraceId,
            RequestId = message.RequestId,
        },
        Json.MessageWire);

    internal static PayloadWire WireOf(ChatPayload payload) =>
        new() { Type = payload.Type, Content = payload.Content, FileId = payload.FileId?.ToString("D") };

    /// <summary>UTC without a zone, microseconds: <c>2025-12-02T10:30:00.123456</c>.</summary>
    public static string TextOf(DateTimeOffset moment) => moment.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    internal static MessageWire Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, Json.MessageWire) ?? throw new RejectedException("The message is null.");
        }
        catch (JsonException error) when (error.Path is { Length: > 2 } path)
        {
            throw new RejectedException($"Field {path[2..]} has a value of the wrong kind, or the JSON breaks off there (byte {error.BytePositionInLine}).", error);
        }
        catch (JsonException error)
        {
            throw new RejectedException($"The message is no JSON object: line {error.LineNumber + 1}, byte {error.BytePositionInLine}.", error);
        }
    }

    private static ChatPayload PayloadOf(PayloadWire payload) => payload.Type switch
    {
        ChatPayload.TextType => ChatPayload.OfText(payload.Content ?? throw Missing("payload.content")),
        ChatPayload.FileType => ChatPayload.OfFile(Id("payload.file_id", payload.FileId)),
        null => throw Missing("payload.type"),
        var other => throw new RejectedException($"Field payload.type is '{other}': text or file is allowed."),
    };

    private static string[] ChannelsOf(List<string?> channels) =>
        [.. channels.Select((name, i) => name ?? throw new RejectedException($"Field channels[{i}] is null: a channel's name is allowed."))];

    private static Guid Id(string field, string? text) =>
        Guid.TryParse(text ?? throw Missing(field), out var id) ? id : throw new RejectedException($"Field {field} is '{text}': a UUID is allowed.");

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new RejectedException($"Field created_at is '{text}': a moment such as 2025-12-02T10:30:00.123456 is allowed.");

    private static RejectedException Missing(string field) => new($"Field {field} is missing.");
}
