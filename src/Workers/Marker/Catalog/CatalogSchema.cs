using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>The catalog, created where it is missing, and what the marker keeps beside it.</summary>
internal static class CatalogSchema
{
    public const string Catalog = "des_source_catalog";

    /// <summary>Rows that failed and wait, or whose failure could not be written on the row itself.</summary>
    public const string Waiting = "des_marker_waiting";

    public const string NameIndex = "idx_catalog_des_name";

    /// <summary>What is to be done, as the claim asks and as its partial index holds: the two must stay the same to the letter.</summary>
    public const string Candidate = "(des_status IS NULL OR des_status = 'retry' OR (des_name IS NULL AND des_status <> 'failed'))";

    public static MigrationSet Set(string deadLetterTable) => new(
        $"marker.{deadLetterTable}",
        [
            new Migration(1, "create the tables", dialect => Tables(dialect, deadLetterTable)),
            new Migration(2, "create the indexes", dialect => Indexes(dialect, deadLetterTable)),
        ],
        new Dictionary<string, IReadOnlyList<string>>
        {
            [Catalog] = ["id", "created_at", "des_name", "des_hash", "des_shard", "des_status", "retry_count", "last_error"],
            [deadLetterTable] = ["id", "catalog_entry_id", "created_at", "error_message", "retry_count", "resolved", "resolved_at"],
        });

    // The catalog first: a dead letter refers to it.
    private static IEnumerable<string> Tables(Dialect dialect, string deadLetterTable) =>
    [
        $"""
        CREATE TABLE IF NOT EXISTS {Catalog} (
            id {dialect.IdentityKey}, created_at {dialect.Timestamp} NOT NULL,
            des_name VARCHAR(255), des_hash VARCHAR(64), des_shard INTEGER, des_status VARCHAR(32),
            retry_count INTEGER DEFAULT 0, last_error TEXT, source_bucket VARCHAR(255), source_key VARCHAR(1024))
        """,
        $"""
        CREATE TABLE IF NOT EXISTS {Dialect.Quote(deadLetterTable)} (
            id {dialect.IdentityKey}, catalog_entry_id INTEGER NOT NULL REFERENCES {Catalog} (id) ON DELETE CASCADE,
            created_at {dialect.Timestamp} NOT NULL, error_message TEXT, retry_count INTEGER DEFAULT 0,
            resolved {dialect.Bool} NOT NULL DEFAULT {dialect.False}, resolved_at {dialect.Timestamp})
        """,
        $"""
        CREATE TABLE IF NOT EXISTS {Waiting} (
            catalog_entry_id BIGINT PRIMARY KEY, until {dialect.Timestamp} NOT NULL,
            des_status VARCHAR(32), retry_count INTEGER NOT NULL, failures INTEGER NOT NULL)
        """,
    ];

    private static IEnumerable<string> Indexes(Dialect dialect, string deadLetterTable) =>
    [
        $"CREATE UNIQUE INDEX IF NOT EXISTS {NameIndex} ON {Catalog} (des_name) WHERE des_name IS NOT NULL",
        // In the claim's order, with the age in the index: young rows are passed over without a look at the table.
        $"CREATE INDEX IF NOT EXISTS idx_catalog_marker_claim ON {Catalog} (id, created_at) WHERE {Candidate}",
        $"CREATE INDEX IF NOT EXISTS {Dialect.Quote($"idx_{deadLetterTable}_entry")} ON {Dialect.Quote(deadLetterTable)} (catalog_entry_id)",
        $"""
        CREATE INDEX IF NOT EXISTS {Dialect.Quote($"idx_{deadLetterTable}_open")}
        ON {Dialect.Quote(deadLetterTable)} (resolved, created_at) WHERE resolved = {dialect.False}
        """,
    ];
}
