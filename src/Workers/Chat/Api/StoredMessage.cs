using System.Text.Json.Nodes;

namespace Penstock.Workers.Chat;

/// <summary>A message as the tables have it.</summary>
/// <param name="Id">Its own.</param>
/// <param name="Conversation">Where it was sent.</param>
/// <param name="Sender">By whom.</param>
/// <param name="Payload">JSON.</param>
/// <param name="Channels">JSON.</param>
/// <param name="Status">As the table has it: upper case.</param>
/// <param name="CreatedAt">When it was sent.</param>
/// <param name="UpdatedAt">When its status last changed.</param>
/// <param name="History">What has become of it, oldest first.</param>
internal sealed record StoredMessage(
    Guid Id, long Conversation, long Sender, string Payload, string Channels, string Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<StatusEntry> History)
{
    public JsonObject ToJson() => new()
    {
        ["message_id"] = Id.ToString("D"),
        ["conversation_id"] = Conversation,
        ["sender_id"] = Sender,
        ["payload"] = JsonNode.Parse(Payload),
        ["channels"] = JsonNode.Parse(Channels),
        ["status"] = TextOf(Status),
        ["created_at"] = ChatMessageJson.TextOf(CreatedAt),
        ["updated_at"] = ChatMessageJson.TextOf(UpdatedAt),
        ["history"] = new JsonArray([.. History.Select(entry => new JsonObject
        {
            ["status"] = TextOf(entry.Status),
            ["channel"] = entry.Channel,
            ["timestamp"] = ChatMessageJson.TextOf(entry.At),
            ["details"] = entry.Details is { } details ? JsonNode.Parse(details) : null,
        })]),
    };

    // A status that another writer has put there is told as it is.
    private static string TextOf(string status) => MessageStatusRules.TryParse(status, out var known) ? known.Text() : status;
}

/// <summary>One line of a message's history.</summary>
internal sealed record StatusEntry(string Status, string? Channel, DateTimeOffset At, string? Details);
