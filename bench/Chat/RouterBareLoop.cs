using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Penstock.Bench;

/// <summary>The limit: the next rows of the log, copied into the topics of two channels and of the statuses, committed. No keys that wait, no duplicates, no failures.</summary>
internal sealed class RouterBareLoop(RouterScene scene)
{
    private const int Buckets = 64;

    // Of each bucket: 512 a batch where all of them have some.
    private const int Most = 8;

    private const string Next = """
        SELECT l.id, l.bucket, l.key, l.body FROM unnest(@above) WITH ORDINALITY AS b (above, n) CROSS JOIN LATERAL (
            SELECT id, bucket, key, body FROM penstock_topic_messages
            WHERE topic = 'message_processing' AND bucket = b.n - 1 AND id > b.above ORDER BY id LIMIT @most) AS l
        """;

    private const string Copy = "COPY penstock_topic_messages (topic, bucket, key, body) FROM STDIN (FORMAT BINARY)";

    public async Task RunAsync(CancellationToken giveUp)
    {
        await using var connection = await scene.Database.OpenPlainAsync();
        var above = new long[Buckets];
        for (var done = 0; done < RouterScene.Messages;)
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(giveUp);
            var rows = await ReadAsync(connection, above, giveUp);
            foreach (var topic in new[] { "whatsapp_outgoing", "instagram_outgoing", "message_status_updates" })
                await CopyAsync(connection, topic, rows, giveUp);
            await transaction.CommitAsync(giveUp);
            foreach (var (id, bucket, _, _) in rows)
                above[bucket] = id;
            done += rows.Count;
        }
    }

    private static async Task<List<(long Id, int Bucket, string Key, byte[] Body)>> ReadAsync(NpgsqlConnection connection, long[] above, CancellationToken giveUp)
    {
        await using var next = new NpgsqlCommand(Next, connection);
        next.Parameters.AddWithValue("above", above);
        next.Parameters.AddWithValue("most", Most);
        await using var reader = await next.ExecuteReaderAsync(giveUp);
        var rows = new List<(long, int, string, byte[])>(Buckets * Most);
        while (await reader.ReadAsync(giveUp))
            rows.Add((reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
        return rows;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, string topic, List<(long Id, int Bucket, string Key, byte[] Body)> rows, CancellationToken giveUp)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Copy, giveUp);
        foreach (var (_, bucket, key, body) in rows)
        {
            await copy.StartRowAsync(giveUp);
            await copy.WriteAsync(topic, NpgsqlDbType.Text, giveUp);
            await copy.WriteAsync(bucket, NpgsqlDbType.Integer, giveUp);
            await copy.WriteAsync(key, NpgsqlDbType.Text, giveUp);
            await copy.WriteAsync(body, NpgsqlDbType.Bytea, giveUp);
        }

        await copy.CompleteAsync(giveUp);
    }
}
