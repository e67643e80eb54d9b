using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Penstock.EndToEnd.Tests;

/// <summary>Looks at a cluster's topics and at its groups' offsets, and shares nothing with what is tested.</summary>
internal sealed class KafkaEye : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly IConsumer<string?, byte[]> reader;
    private readonly IAdminClient admin;
    private readonly int partitions;
    private readonly Dictionary<string, List<SeenRecord>> seen;

    public KafkaEye(string bootstrap, int partitions, params string[] topics)
    {
        this.partitions = partitions;
        seen = topics.ToDictionary(topic => topic, _ => new List<SeenRecord>(), StringComparer.Ordinal);
        reader = new ConsumerBuilder<string?, byte[]>(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = bootstrap, ["group.id"] = "eye", ["enable.auto.commit"] = "false", ["fetch.wait.max.ms"] = "10",
        }).Build();
        reader.Assign(topics.SelectMany(Places).Select(place => new TopicPartitionOffset(place, Offset.Beginning)));
        admin = new DependentAdminClientBuilder(reader.Handle).Build();
    }

    /// <summary>All records of a topic until now, a partition in its order.</summary>
    public IReadOnlyList<SeenRecord> Read(string topic)
    {
        var all = seen[topic];
        var left = Ends(topic).Sum() - all.Count;
        for (; left > 0; left--)
        {
            var one = reader.Consume(Limit) ?? throw new TimeoutException($"{topic} can't be read to its end.");
            seen[one.Topic].Add(new SeenRecord(one.Partition.Value, one.Offset.Value, one.Message.Key, JsonSerializer.Deserialize<JsonElement>(one.Message.Value)));
            if (one.Topic != topic)
                left++;
        }

        return all;
    }

    /// <summary>A group's offset in each partition; 0 where it has none.</summary>
    public async Task<long[]> CommittedAsync(string group, string topic)
    {
        var found = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, [.. Places(topic)])]);
        return [.. found[0].Partitions.OrderBy(p => p.Partition.Value).Select(p => p.Offset.IsSpecial ? 0 : p.Offset.Value)];
    }

    /// <summary>The end of each partition.</summary>
    public long[] Ends(string topic) => [.. Places(topic).Select(place => reader.QueryWatermarkOffsets(place, Limit).High.Value)];

    public void Dispose()
    {
        admin.Dispose();
        reader.Dispose();
    }

    private IEnumerable<TopicPartition> Places(string topic) => Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p));
}

/// <summary>A record of the chat.</summary>
internal sealed record SeenRecord(int Partition, long Offset, string? Key, JsonElement Body)
{
    /// <summary>Of the message that it is, or tells of.</summary>
    public int N => KafkaChat.NumberOf(Text("message_id")!);

    /// <summary>Null where there is no such field.</summary>
    public string? Text(string field) => Body.TryGetProperty(field, out var value) ? value.GetString() : null;
}
