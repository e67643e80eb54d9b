using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>The chat's tables on a store. What an installation has already stays, and gets what is new.</summary>
public static class ChatSchema
{
    internal const string Effects = "chat_channel_effects";

    /// <summary>The chat's own.</summary>
    public static MigrationSet Set { get; } = new(
        "chat",
        [
            new Migration(1, "people, conversations, messages", ConversationTables.Create),
            new Migration(2, "the outbox", OutboxTable.Create),
            new Migration(3, "files and their chunks", FileTables.Create),
            new Migration(4, "effects of the channels", ChannelEffects),
        ],
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["messages"] = ["id", "conversation_id", "sender_id", "payload", "status", "channels", "created_at", "updated_at"],
            ["message_status_history"] = ["id", "message_id", "status", "channel", "timestamp", "details"],
            ["files"] = ["id", "status"],
        });

    /// <summary>All that the chat needs, in the order in which they are applied.</summary>
    public static IReadOnlyList<MigrationSet> Sets { get; } = [.. RuntimeSchema.Sets, Set];

    // What a channel without a memory of its own has done, so that it is done once.
    private static IEnumerable<string> ChannelEffects(Dialect dialect)
    {
        yield return $"""
            CREATE TABLE IF NOT EXISTS {Effects} (
                id {dialect.BigIdentityKey}, message_id {dialect.Uuid()} NOT NULL, channel VARCHAR(50) NOT NULL, conversation_id BIGINT NOT NULL,
                origin TEXT, {dialect.Moment("created_at")}, UNIQUE (message_id, channel))
            """;
    }
}
