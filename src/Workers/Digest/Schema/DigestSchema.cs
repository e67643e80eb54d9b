using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>The digest's tables on a store. What an installation has already stays as it is.</summary>
public static class DigestSchema
{
    internal const string MetricsKey = "metrics_server_id_timestamp_key";
    internal const string ProcessesKey = "process_snapshots_server_id_timestamp_process_name_key";

    /// <summary>The digest's own.</summary>
    public static MigrationSet Set { get; } = new(
        "digest",
        [new Migration(1, "tables of nodes, processes, servers and settings", Tables), new Migration(2, "a row once", Keys) { Preparation = new DigestDuplicates() }],
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    /// <summary>All that the digest needs, in the order in which they are applied.</summary>
    public static IReadOnlyList<MigrationSet> Sets { get; } = [OwnerSchema.Set, ControlSchema.Set, Set];

    private static IEnumerable<string> Tables(Dialect dialect)
    {
        var tables = new DigestTables(dialect);
        if (dialect.Name == "postgresql")
        {
            // IF NOT EXISTS would ask for the right to create even where there is nothing to do.
            yield return "DO $$ BEGIN IF to_regnamespace('admiral') IS NULL THEN CREATE SCHEMA admiral; END IF; END $$";
        }

        yield return Metrics(dialect, tables);
        yield return $"""
            CREATE TABLE IF NOT EXISTS {tables.Processes} (
                id {Id(dialect)}, server_id TEXT NOT NULL, timestamp {dialect.Timestamp} NOT NULL, process_name TEXT NOT NULL,
                num_procs INTEGER NOT NULL, cpu_seconds_total DOUBLE PRECISION, memory_bytes BIGINT, {Moment("created_at", dialect)})
            """;
        yield return Servers(dialect, tables);
        yield return $"""
            CREATE TABLE IF NOT EXISTS {tables.Settings} (
                key TEXT PRIMARY KEY, value {Json(dialect)} NOT NULL, description TEXT, tier TEXT DEFAULT 'free',
                {Moment("created_at", dialect)}, {Moment("updated_at", dialect)})
            """;
        foreach (var index in Indexes(tables))
            yield return index;
    }

    private static string Metrics(Dialect dialect, DigestTables tables) => $"""
        CREATE TABLE IF NOT EXISTS {tables.Metrics} (
            id {Id(dialect)}, server_id TEXT NOT NULL, timestamp {dialect.Timestamp} NOT NULL,
            {string.Join(", ", NodeFigures.All.Select(figure => $"{figure.Name} {TypeOf(figure.Kind)}"))},
            {Moment("created_at", dialect)})
        """;

    private static string Servers(Dialect dialect, DigestTables tables)
    {
        var id = dialect.Name == "postgresql" ? "UUID PRIMARY KEY DEFAULT gen_random_uuid()" : "TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16))))";
        return $"""
            CREATE TABLE IF NOT EXISTS {tables.Servers} (
                id {id}, server_id TEXT UNIQUE NOT NULL, hostname TEXT NOT NULL, last_seen_at {dialect.Timestamp},
                status TEXT NOT NULL DEFAULT 'active', {Moment("created_at", dialect)}, {Moment("updated_at", dialect)})
            """;
    }

    private static IEnumerable<string> Indexes(DigestTables tables)
    {
        var (metrics, processes) = (tables.Metrics, tables.Processes);
        yield return $"CREATE INDEX IF NOT EXISTS idx_metrics_timestamp ON {metrics} (timestamp DESC)";
        yield return $"CREATE INDEX IF NOT EXISTS idx_metrics_server_created ON {metrics} (server_id, created_at DESC)";
        yield return $"""
            CREATE INDEX IF NOT EXISTS idx_process_snapshots_top
            ON {processes} (server_id, timestamp DESC, cpu_seconds_total DESC, memory_bytes DESC)
            """;
        yield return $"CREATE INDEX IF NOT EXISTS idx_process_snapshots_name ON {processes} (server_id, process_name, timestamp DESC)";
    }

    // They serve the indexes on (server_id, timestamp DESC), too, which the original has beside them: read backwards they are the same.
    private static IEnumerable<string> Keys(Dialect dialect)
    {
        var tables = new DigestTables(dialect);
        yield return $"CREATE UNIQUE INDEX IF NOT EXISTS {MetricsKey} ON {tables.Metrics} (server_id, timestamp)";
        yield return $"CREATE UNIQUE INDEX IF NOT EXISTS {ProcessesKey} ON {tables.Processes} (server_id, timestamp, process_name)";
    }

    private static string TypeOf(FigureKind kind) => kind switch
    {
        FigureKind.Double => "DOUBLE PRECISION",
        FigureKind.Int => "INTEGER",
        _ => "BIGINT",
    };

    private static string Id(Dialect dialect) => dialect.Name == "postgresql" ? "BIGSERIAL PRIMARY KEY" : dialect.BigIdentityKey;

    private static string Json(Dialect dialect) => dialect.Name == "postgresql" ? "JSONB" : "TEXT";

    private static string Moment(string name, Dialect dialect) => $"{name} {dialect.Timestamp} NOT NULL DEFAULT ({dialect.Now})";
}
