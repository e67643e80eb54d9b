namespace Penstock.Relational;

/// <summary>
/// The messages of all queues, and who holds which buckets. Finished messages leave the table, so that it stays as small as the
/// backlog.
/// </summary>
public static class QueueSchema
{
    public static MigrationSet Set { get; } = new("queues", [new Migration(1, "create the queues", Create)], new Dictionary<string, IReadOnlyList<string>>());

    private static IEnumerable<string> Create(Dialect dialect) =>
    [
        $"""
        CREATE TABLE penstock_messages (
            id {dialect.BigIdentityKey}, queue {dialect.NameText} NOT NULL, bucket INTEGER, key TEXT, unique_key TEXT, headers TEXT,
            body {dialect.Bytes} NOT NULL, failures INTEGER NOT NULL DEFAULT 0, last_error TEXT, due {dialect.Timestamp}, lease BIGINT,
            enqueued_at {dialect.Timestamp} NOT NULL DEFAULT ({dialect.Now})){dialect.Busy}
        """,
        "CREATE INDEX penstock_messages_free ON penstock_messages (queue, id) WHERE bucket IS NULL AND due IS NULL",
        "CREATE INDEX penstock_messages_keyed ON penstock_messages (queue, bucket, id) WHERE bucket IS NOT NULL AND due IS NULL",
        "CREATE INDEX penstock_messages_due ON penstock_messages (queue, due) WHERE due IS NOT NULL",
        "CREATE UNIQUE INDEX penstock_messages_unique ON penstock_messages (queue, unique_key) WHERE unique_key IS NOT NULL",
        $"CREATE TABLE penstock_buckets (queue {dialect.NameText} NOT NULL, bucket INTEGER NOT NULL, lease BIGINT, PRIMARY KEY (queue, bucket))",
        $"CREATE TABLE penstock_consumers (queue {dialect.NameText} NOT NULL, owner BIGINT NOT NULL, PRIMARY KEY (queue, owner))",
    ];
}
