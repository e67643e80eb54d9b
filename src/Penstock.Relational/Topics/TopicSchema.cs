namespace Penstock.Relational;

/// <summary>The log of all topics, and how far each group has read it.</summary>
public static class TopicSchema
{
    public static MigrationSet Set { get; } = new("topics", [new Migration(1, "create the topics", Create)], new Dictionary<string, IReadOnlyList<string>>());

    private static IEnumerable<string> Create(Dialect dialect)
    {
        // Nobody asks for an id alone: where it need not be a key, the place is one, and each row is in an index less.
        var (id, place) = dialect.Writer is { } writer ? (writer, "PRIMARY KEY") : ($"id {dialect.BigIdentityKey}", "UNIQUE");
        yield return
            $"""
            CREATE TABLE penstock_topic_messages (
                {id}, topic {dialect.NameText} NOT NULL, bucket INTEGER NOT NULL, key TEXT, headers TEXT, body {dialect.Bytes} NOT NULL,
                appended_at {dialect.Timestamp} NOT NULL DEFAULT ({dialect.Now}), {place} (topic, bucket, id))
            """;
        if (dialect.Writer is not null)
            yield return "CREATE INDEX penstock_topic_messages_writer ON penstock_topic_messages (topic, bucket, xid, id)";
        yield return
            $"""
            CREATE TABLE penstock_topic_positions (
                topic {dialect.NameText} NOT NULL, group_name {dialect.NameText} NOT NULL, bucket INTEGER NOT NULL,
                position BIGINT NOT NULL, seen TEXT, position_before BIGINT NOT NULL, seen_before TEXT,
                PRIMARY KEY (topic, group_name, bucket)){dialect.Busy}
            """;
    }
}
