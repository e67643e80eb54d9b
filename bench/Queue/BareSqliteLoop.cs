using System.Globalization;
using Microsoft.Data.Sqlite;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Bench;

/// <summary>The limit on SQLite: the same bare loop, a transaction a claim and one a deletion.</summary>
internal sealed class BareSqliteLoop(SqliteStore store)
{
    public const string Table = "bench_bare";

    private static readonly string Claim = $"""
        UPDATE {Table} SET lease = 1 WHERE id IN (SELECT id FROM {Table} WHERE lease IS NULL ORDER BY id LIMIT {QueueRun.BatchSize})
        RETURNING id, body
        """;

    private const string Delete = $"DELETE FROM {Table} WHERE id IN (SELECT value FROM json_each(@ids))";

    public SqliteStore Store => store;

    public async Task CreateAsync(CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation);
        await connection.Command($"""
            CREATE TABLE {Table} (
                id INTEGER PRIMARY KEY, queue TEXT NOT NULL, bucket INTEGER, key TEXT, unique_key TEXT, headers TEXT, body BLOB NOT NULL,
                failures INTEGER NOT NULL DEFAULT 0, last_error TEXT, due TEXT, lease BIGINT, enqueued_at TEXT NOT NULL)
            """).RunAsync(cancellation);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var connection = (SqliteConnection)await store.OpenAsync(cancellation);
        await using var claim = connection.CreateCommand();
        await using var delete = connection.CreateCommand();
        (claim.CommandText, delete.CommandText) = (Claim, Delete);
        var ids = delete.Parameters.Add("@ids", SqliteType.Text);
        while (await ReadAsync(claim, cancellation) is { Count: > 0 } claimed)
        {
            ids.Value = $"[{string.Join(',', claimed.Select(id => id.ToString(CultureInfo.InvariantCulture)))}]";
            await delete.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task<List<long>> ReadAsync(SqliteCommand claim, CancellationToken cancellation)
    {
        var ids = new List<long>(QueueRun.BatchSize);
        await using var reader = await claim.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            ids.Add(reader.GetInt64(0));
            _ = reader.GetFieldValue<byte[]>(1);
        }

        return ids;
    }
}
