using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>What a client wants to send.</summary>
/// <param name="MessageId">Its own; one is made where there is none.</param>
/// <param name="ConversationId">Where to.</param>
/// <param name="Payload">What.</param>
/// <param name="Channels">Over which.</param>
internal sealed record MessageRequest(Guid MessageId, long ConversationId, ChatPayload Payload, IReadOnlyList<string> Channels)
{
    private const int MostChannels = 20;

    /// <exception cref="ApiException">It is none; the detail names the field.</exception>
    public static MessageRequest Read(ReadOnlySpan<byte> utf8)
    {
        var wire = Parse(utf8);
        return new MessageRequest(
            wire.MessageId is null ? Guid.NewGuid() : Id("message_id", wire.MessageId),
            wire.ConversationId ?? throw Missing("conversation_id"),
            PayloadOf(wire.Payload ?? throw Missing("payload")),
            ChannelsOf(wire.Channels));
    }

    private static MessageWire Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return ChatMessageJson.Parse(utf8);
        }
        catch (RejectedException error)
        {
            throw ApiException.Invalid(error.Message);
        }
    }

    private static ChatPayload PayloadOf(PayloadWire payload) => payload.Type switch
    {
        ChatPayload.TextType => ChatPayload.OfText(TextOf(payload.Content ?? throw Missing("payload.content"))),
        ChatPayload.FileType => ChatPayload.OfFile(Id("payload.file_id", payload.FileId ?? throw Missing("payload.file_id"))),
        null => throw Missing("payload.type"),
        var other => throw ApiException.Invalid($"Field payload.type is '{other}': text or file is allowed."),
    };

    private static string TextOf(string content) => content.Contains('\0', StringComparison.Ordinal)
        ? throw ApiException.Invalid("Field payload.content holds U+0000: no database takes it.")
        : content;

    private static string[] ChannelsOf(List<string?>? channels)
    {
        if (channels is null)
            return [ChatChannels.All];
        if (channels.Count is 0 or > MostChannels)
            throw ApiException.Invalid($"Field channels has {channels.Count} names: 1 to {MostChannels} are allowed.");
        var unknown = channels.FirstOrDefault(c => c is not (ChatChannels.WhatsApp or ChatChannels.Instagram or ChatChannels.All) && !IsName(c));
        return channels.Contains(null) || unknown is not null
            ? throw ApiException.Invalid($"Field channels holds '{unknown}': {ChatChannels.WhatsApp}, {ChatChannels.Instagram}, {ChatChannels.All} or another channel's name is allowed.")
            : [.. channels!];
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= 50 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');

    private static Guid Id(string field, string text) =>
        Guid.TryParse(text, out var id) ? id : throw ApiException.Invalid($"Field {field} is '{text}': a UUID is allowed.");

    private static ApiException Missing(string field) => ApiException.Invalid($"Field {field} is missing.");
}
