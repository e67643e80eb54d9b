using Confluent.Kafka;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>
/// The limit: 500 records, the same to the topics of two channels and of the statuses, acknowledged once a batch, offsets committed. No
/// keys that wait, no duplicates, no failures, no journal; JSON is neither read nor written.
/// </summary>
internal sealed class KafkaRouterBareLoop(BenchCluster cluster, TimeProvider clock)
{
    private const int BatchSize = 500;

    private static readonly string[] Topics =
        [ChatTopicNames.WhatsAppOutgoing, ChatTopicNames.InstagramOutgoing, ChatTopicNames.MessageStatusUpdates];

    private readonly List<ConsumeResult<byte[]?, byte[]?>> batch = new(BatchSize);

    /// <returns>From the first record on.</returns>
    public TimeSpan Run(int messages, CancellationToken giveUp)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(cluster.Consumer("bare")).Build();
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(cluster.Producer()).Build();
        var shipment = new BareShipment(producer);
        consumer.Subscribe(ChatTopicNames.MessageProcessing);
        var begun = 0L;
        for (var done = 0; done < messages; done += batch.Count)
        {
            Take(consumer, giveUp);
            if (begun == 0)
                begun = clock.GetTimestamp();
            foreach (var record in batch)
                Array.ForEach(Topics, topic => shipment.Add(topic, record.Message.Key, record.Message.Value, record.Message.Headers));
            shipment.Wait();
            consumer.Commit(batch.GroupBy(r => r.TopicPartition).Select(p => new TopicPartitionOffset(p.Key, p.Max(r => r.Offset.Value) + 1)));
        }

        var elapsed = clock.GetElapsedTime(begun);
        consumer.Close();
        return elapsed;
    }

    private void Take(IConsumer<byte[]?, byte[]?> consumer, CancellationToken giveUp)
    {
        batch.Clear();
        batch.Add(consumer.Consume(giveUp));
        while (batch.Count < BatchSize && consumer.Consume(0) is { } next)
            batch.Add(next);
    }
}
