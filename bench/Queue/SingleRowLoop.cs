using Npgsql;
using NpgsqlTypes;

namespace Penstock.Bench;

/// <summary>
/// What many job queues on a database do, made again here in its plainest form: each worker claims one job, and deletes it when it is
/// done, prepared, on a connection of its own. No named product: none of them is in this process.
/// </summary>
internal static class SingleRowLoop
{
    public const int Workers = 10;

    private const string Claim = """
        UPDATE bench_bare SET lease = 1 WHERE id = (
            SELECT id FROM bench_bare WHERE lease IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, body
        """;

    private const string Delete = "DELETE FROM bench_bare WHERE id = @id";

    public static async Task<int> RunAsync(BenchDatabase database, CancellationToken cancellation)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => OneAsync(database, cancellation))));
        return counts.Sum();
    }

    private static async Task<int> OneAsync(BenchDatabase database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenPlainAsync();
        await using var claim = new NpgsqlCommand(Claim, connection);
        await using var delete = new NpgsqlCommand(Delete, connection);
        var id = delete.Parameters.Add("id", NpgsqlDbType.Bigint);
        await claim.PrepareAsync(cancellation);
        await delete.PrepareAsync(cancellation);
        for (var done = 0; ;)
        {
            await using (var reader = await claim.ExecuteReaderAsync(cancellation))
            {
                if (!await reader.ReadAsync(cancellation))
                    return done;
                id.Value = reader.GetInt64(0);
                _ = reader.GetFieldValue<byte[]>(1);
            }

            done += await delete.ExecuteNonQueryAsync(cancellation);
        }
    }
}
