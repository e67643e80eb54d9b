using Npgsql;
using NpgsqlTypes;

namespace Penstock.Bench;

/// <summary>
/// The limit: claim a batch under a lease, delete it, and again, with nothing else around it: no pipeline, no journal, no fence, no
/// retries. Prepared statements on connections of the driver's and the server's own settings; a table of the same columns with one index.
/// </summary>
internal static class BareLoop
{
    private const string Table = "bench_bare";

    private static readonly string Claim = $"""
        UPDATE {Table} SET lease = 1 FROM (
            SELECT id AS claimed FROM {Table} WHERE lease IS NULL ORDER BY id LIMIT {QueueRun.BatchSize} FOR UPDATE SKIP LOCKED) c
        WHERE id = claimed RETURNING id, body
        """;

    private const string Delete = $"DELETE FROM {Table} WHERE id = ANY (@ids)";

    public static Task CreateAsync(BenchDatabase database) =>
        database.RunAsync($"CREATE TABLE {Table} (LIKE penstock_messages INCLUDING DEFAULTS INCLUDING IDENTITY, PRIMARY KEY (id))");

    public static async Task FillAsync(BenchDatabase database, int jobs)
    {
        await database.RunAsync($"""
            TRUNCATE {Table};
            INSERT INTO {Table} (queue, body, enqueued_at) SELECT '{QueueBacklog.Queue}', {QueueBacklog.Body}, now() FROM generate_series(1, {jobs}) n
            """);
        await database.RestAsync();
    }

    public static Task<long> LeftAsync(BenchDatabase database) => database.ScalarAsync<long>($"SELECT count(*) FROM {Table}");

    /// <returns>How many jobs were taken.</returns>
    public static async Task<int> RunAsync(BenchDatabase database, int connections, CancellationToken cancellation)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => OneAsync(database, cancellation))));
        return counts.Sum();
    }

    private static async Task<int> OneAsync(BenchDatabase database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenPlainAsync();
        await using var claim = new NpgsqlCommand(Claim, connection);
        await using var delete = new NpgsqlCommand(Delete, connection);
        var ids = delete.Parameters.Add("ids", NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        await claim.PrepareAsync(cancellation);
        await delete.PrepareAsync(cancellation);
        for (var done = 0; ;)
        {
            var claimed = await ReadAsync(claim, cancellation);
            if (claimed.Count == 0)
                return done;
            ids.Value = claimed;
            done += await delete.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task<List<long>> ReadAsync(NpgsqlCommand claim, CancellationToken cancellation)
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
