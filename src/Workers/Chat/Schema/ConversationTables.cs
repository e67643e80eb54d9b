using Penstock.Relational;

namespace Penstock.Workers.Chat;

internal static class ConversationTables
{
    private static readonly string Statuses = string.Join(", ", Enum.GetValues<MessageStatus>().Select(status => $"'{status.Label()}'"));

    public static IEnumerable<string> Create(Dialect dialect)
    {
        yield return $"""
            CREATE TABLE IF NOT EXISTS users (
                id {dialect.IdentityKey}, username VARCHAR(50) NOT NULL UNIQUE, password VARCHAR(100) NOT NULL DEFAULT '',
                {dialect.Moment("created_at")}, {dialect.Moment("updated_at")})
            """;
        yield return $"""
            CREATE TABLE IF NOT EXISTS conversations (
                id {dialect.IdentityKey}, type VARCHAR(20) NOT NULL DEFAULT 'GROUP' CHECK (type IN ('PRIVATE', 'GROUP')),
                name VARCHAR(100), description TEXT, {dialect.Moment("created_at")})
            """;
        yield return $"""
            CREATE TABLE IF NOT EXISTS conversation_members (
                id {dialect.IdentityKey}, conversation_id INTEGER NOT NULL REFERENCES conversations (id), user_id INTEGER NOT NULL REFERENCES users (id),
                {dialect.Moment("joined_at")}, UNIQUE (conversation_id, user_id))
            """;
        foreach (var statement in Messages(dialect))
            yield return statement;
    }

    private static IEnumerable<string> Messages(Dialect dialect)
    {
        yield return $"""
            CREATE TABLE IF NOT EXISTS messages (
                id {dialect.Uuid()} PRIMARY KEY, conversation_id INTEGER NOT NULL REFERENCES conversations (id),
                sender_id INTEGER NOT NULL REFERENCES users (id), payload {dialect.Json()} NOT NULL,
                status VARCHAR(20) NOT NULL DEFAULT 'ACCEPTED' CHECK (status IN ({Statuses})),
                channels {dialect.Json()} NOT NULL, {dialect.Moment("created_at")}, {dialect.Moment("updated_at")})
            """;
        yield return "CREATE INDEX IF NOT EXISTS ix_messages_conversation_created ON messages (conversation_id, created_at DESC)";
        yield return $"""
            CREATE TABLE IF NOT EXISTS message_status_history (
                id {dialect.BigIdentityKey}, message_id {dialect.Uuid()} NOT NULL REFERENCES messages (id), status VARCHAR(20) NOT NULL,
                channel VARCHAR(50), {dialect.Moment("timestamp")}, details {dialect.Json()})
            """;
        yield return "CREATE INDEX IF NOT EXISTS ix_message_status_history_message ON message_status_history (message_id, id)";
    }
}
