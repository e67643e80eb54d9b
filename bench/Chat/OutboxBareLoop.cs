using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Penstock.Bench;

/// <summary>The limit: the next rows, the same copied into two topics, marked, committed. No order, no failures, no envelope.</summary>
internal sealed class OutboxBareLoop(OutboxScene scene)
{
    private const int BatchSize = 500;

    private const string Next = """
        SELECT position, order_key, payload::text FROM outbox_events WHERE NOT published AND position > @above ORDER BY position LIMIT @max FOR UPDATE SKIP LOCKED
        """;

    private const string Mark = "UPDATE outbox_events SET published = TRUE, published_at = now() WHERE position = ANY (@positions)";

    private const string Copy = "COPY penstock_topic_messages (topic, bucket, key, body) FROM STDIN (FORMAT BINARY)";

    public async Task RunAsync(CancellationToken giveUp)
    {
        await using var connection = await scene.Database.OpenPlainAsync();
        for (var (done, above) = (0, 0L); done < OutboxScene.Events;)
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(giveUp);
            var rows = await ReadAsync(connection, above, giveUp);
            foreach (var topic in new[] { "message_events", "message_processing" })
                await CopyAsync(connection, topic, rows, giveUp);
            await using var mark = new NpgsqlCommand(Mark, connection);
            mark.Parameters.AddWithValue("positions", rows.Select(r => r.Position).ToArray());
            await mark.ExecuteNonQueryAsync(giveUp);
            await transaction.CommitAsync(giveUp);
            (done, above) = (done + rows.Count, rows[^1].Position);
        }
    }

    private static async Task<List<(long Position, string Key, byte[] Body)>> ReadAsync(NpgsqlConnection connection, long above, CancellationToken giveUp)
    {
        await using var next = new NpgsqlCommand(Next, connection);
        next.Parameters.AddWithValue("above", above);
        next.Parameters.AddWithValue("max", BatchSize);
        await using var reader = await next.ExecuteReaderAsync(giveUp);
        var rows = new List<(long, string, byte[])>(BatchSize);
        while (await reader.ReadAsync(giveUp))
            rows.Add((reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
        return rows;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string topic, List<(long Position, string Key, byte[] Body)> rows, CancellationToken giveUp)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Copy, giveUp);
        foreach (var (position, key, body) in rows)
        {
            await copy.StartRowAsync(giveUp);
            await copy.WriteAsync(topic, NpgsqlDbType.Text, giveUp);
            await copy.WriteAsync((int)(position % 64), NpgsqlDbType.Integer, giveUp);
            await copy.WriteAsync(key, NpgsqlDbType.Text, giveUp);
            await copy.WriteAsync(body, NpgsqlDbType.Bytea, giveUp);
        }

        await copy.CompleteAsync(giveUp);
    }
}
