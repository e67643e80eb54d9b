using System.Data.Common;
using System.Text;
using Confluent.Kafka;
using Npgsql;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>The limit: the next rows, the same to two topics, acknowledged, marked, committed. No order, no failures, no envelope.</summary>
internal sealed class KafkaOutboxBareLoop(OutboxScene scene, BenchCluster cluster, TimeProvider clock)
{
    private const int BatchSize = 500;

    private const string Next = """
        SELECT position, order_key, payload::text FROM outbox_events WHERE NOT published AND position > @above ORDER BY position LIMIT @max FOR UPDATE SKIP LOCKED
        """;

    private const string Mark = "UPDATE outbox_events SET published = TRUE, published_at = now() WHERE position = ANY (@positions)";

    private static readonly string[] Topics = [ChatTopicNames.MessageEvents, ChatTopicNames.MessageProcessing];

    /// <returns>From the first rows on.</returns>
    public async Task<TimeSpan> RunAsync(CancellationToken giveUp)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(cluster.Producer()).Build();
        var shipment = new BareShipment(producer);
        await using var connection = await scene.Database.OpenPlainAsync();
        var begun = clock.GetTimestamp();
        for (var (done, above) = (0, 0L); done < OutboxScene.Events;)
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(giveUp);
            var rows = await ReadAsync(connection, above, giveUp);
            foreach (var (_, key, body) in rows)
                Array.ForEach(Topics, topic => shipment.Add(topic, key, body, null));
            shipment.Wait();
            await using var mark = new NpgsqlCommand(Mark, connection);
            mark.Parameters.AddWithValue("positions", rows.Select(r => r.Position).ToArray());
            await mark.ExecuteNonQueryAsync(giveUp);
            await transaction.CommitAsync(giveUp);
            (done, above) = (done + rows.Count, rows[^1].Position);
        }

        return clock.GetElapsedTime(begun);
    }

    private static async Task<List<(long Position, byte[] Key, byte[] Body)>> ReadAsync(NpgsqlConnection connection, long above, CancellationToken giveUp)
    {
        await using var next = new NpgsqlCommand(Next, connection);
        next.Parameters.AddWithValue("above", above);
        next.Parameters.AddWithValue("max", BatchSize);
        await using var reader = await next.ExecuteReaderAsync(giveUp);
        var rows = new List<(long, byte[], byte[])>(BatchSize);
        while (await reader.ReadAsync(giveUp))
            rows.Add((reader.GetInt64(0), Encoding.UTF8.GetBytes(reader.GetString(1)), reader.GetFieldValue<byte[]>(2)));
        return rows;
    }
}
