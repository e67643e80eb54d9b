using Confluent.Kafka;

namespace Penstock.Kafka.Tests;

/// <summary>Reads a topic from its beginning to its present end, without a group.</summary>
internal static class TopicEye
{
    public static List<ConsumeResult<byte[]?, byte[]?>> ReadAll(KafkaClient client, string topic)
    {
        using var eye = new ConsumerBuilder<byte[]?, byte[]?>(new Dictionary<string, string>
        {
            ["bootstrap.servers"] = client.Options.BootstrapServers, ["group.id"] = "eye", ["enable.auto.commit"] = "false",
            ["auto.offset.reset"] = "earliest",
        }).Build();
        var partitions = client.Admin(a => a.GetMetadata(topic, TimeSpan.FromSeconds(10))).Topics[0].Partitions
            .Select(p => new TopicPartition(topic, p.PartitionId)).ToList();
        var left = partitions.ToDictionary(p => p, p => eye.QueryWatermarkOffsets(p, TimeSpan.FromSeconds(10)).High.Value);
        eye.Assign(partitions.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var read = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (left.Any(l => l.Value > read.Count(r => r.TopicPartition == l.Key)))
        {
            if (eye.Consume(TimeSpan.FromSeconds(10)) is not { } record)
                throw new TimeoutException($"{topic} could not be read to its end.");
            read.Add(record);
        }

        return read;
    }
}
