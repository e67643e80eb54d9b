using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Penstock.Bench;

/// <summary>The limit: the next rows of the log, copied into the topics of two channels and of the statuses, committed. No keys that wait, no duplicates, no failures.</summary>
internal sealed class RouterBareLoop(RouterScene scene)
{
    private const int BatchSize = 500;

    private const string Next = "SELECT id, bucket, key, body FROM penstock_topic_messages WHERE topic = 'message_processing' AND id > @above ORDER BY id LIMIT @max";

    private const string Copy = "COPY penstock_topic_messages (topic, bucket, key, body) FROM STDIN (FORMAT BINARY)";

    public async Task RunAsync(CancellationToken giveUp)
    {
        await using var connection = await scene.Database.OpenPlainAsync();
        for (var (done, above) = (0, 0L); done < RouterScene.Messages;)
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(giveUp);
            var rows = await ReadAsync(connection, above, giveUp);
            foreach (var topic in new[] { "whatsapp_outgoing", "instagram_outgoing", "message_status_updates" })
                await CopyAsync(connection, topic, rows, giveUp);
            await transaction.CommitAsync(giveUp);
            (done, above) = (done + rows.Count, rows[^1].Id);
        }
    }

    private static async Task<List<(long Id, int Bucket, string Key, byte[] Body)>> ReadAsync(NpgsqlConnection connection, long above, CancellationToken giveUp)
    {
        await using var next = new NpgsqlCommand(Next, connection);
        next.Parameters.AddWithValue("above", above);
        next.Parameters.AddWithValue("max", BatchSize);
        await using var reader = await next.ExecuteReaderAsync(giveUp);
        var rows = new List<(long, int, string, byte[])>(BatchSize);
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
