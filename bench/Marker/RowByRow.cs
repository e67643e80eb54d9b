using Npgsql;
using Penstock.Relational;
using Penstock.Workers.Marker;

namespace Penstock.Bench;

/// <summary>
/// What an object-relational mapper makes of the task: one transaction a batch of 100, whole entities read, one UPDATE a row. A mapper
/// leaves the driver's settings as they are, and the driver then prepares nothing; <c>prepared</c> shows what preparing is worth.
/// </summary>
internal static class RowByRow
{
    private const int BatchSize = 100;

    public static async Task RunAsync(BenchDatabase database, int rows, bool prepared, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.Plain) { MaxAutoPrepare = prepared ? 20 : 0, Pooling = false };
        var marks = new MarkFactory(new NameGenerator(TimeProvider.System, 0), new Sha256HashStrategy());
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellation);
        for (var done = 0; done < rows; done += BatchSize)
            await BatchAsync(connection, marks, cancellation);
    }

    private static async Task BatchAsync(NpgsqlConnection connection, MarkFactory marks, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var ids = await transaction.Command($"""
            SELECT id, created_at, des_name, des_hash, des_shard, des_status, retry_count, last_error, source_bucket, source_key
            FROM {CatalogSchema.Catalog} WHERE {CatalogSchema.Candidate}
            ORDER BY id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED
            """).ListAsync(reader => reader.GetInt32(0), cancellation);
        var made = marks.Fill(ids.Count);
        for (var i = 0; i < ids.Count; i++)
        {
            await transaction.Command($"""
                UPDATE {CatalogSchema.Catalog} SET des_name = @name, des_hash = @hash, des_shard = @shard, des_status = 'marked',
                    retry_count = 0, last_error = NULL
                WHERE id = @id
                """, ("name", made.Names[i]), ("hash", made.Hashes[i]), ("shard", made.Shards[i]), ("id", ids[i])).RunAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }
}
