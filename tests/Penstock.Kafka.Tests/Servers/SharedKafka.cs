using System.Text;
using Confluent.Kafka;
using Penstock.Dev;
using Penstock.Kafka.Tests;

[assembly: AssemblyFixture(typeof(SharedKafka))]

namespace Penstock.Kafka.Tests;

/// <summary>One cluster for all tests that don't break it; each takes topics and groups of its own.</summary>
public sealed class SharedKafka : IDisposable
{
    private readonly MockKafka cluster;
    private int names;

    public SharedKafka()
    {
        cluster = new MockKafka();
        Client = new KafkaClient(new KafkaOptions(cluster.Bootstrap)
        {
            // The mock waits for a session time-out, less a second, in each rebalance.
            Settings = KafkaOptions.ParseSettings("session.timeout.ms=2000;heartbeat.interval.ms=200"),
        });
    }

    public MockKafka Cluster => cluster;

    public KafkaClient Client { get; }

    /// <summary>A new topic's name, or a group's.</summary>
    public string Name(string what = "t") => $"{what}-{Interlocked.Increment(ref names)}";

    public string Topic(int partitions)
    {
        var topic = Name();
        cluster.CreateTopic(topic, partitions);
        return topic;
    }

    public static async Task ProduceAsync(KafkaClient client, string topic, int partition, string? key, string value) =>
        await client.Producer.ProduceAsync(new TopicPartition(topic, partition), new Message<byte[]?, byte[]?>
        {
            Key = key is null ? null : Encoding.UTF8.GetBytes(key),
            Value = Encoding.UTF8.GetBytes(value),
        });

    /// <summary>The offsets that a group has committed, by an eye that shares nothing with what is tested.</summary>
    public static IReadOnlyDictionary<int, long> CommittedBy(KafkaClient client, string group, string topic, int partitions)
    {
        using var eye = new ConsumerBuilder<byte[], byte[]>(new Dictionary<string, string>
        {
            ["bootstrap.servers"] = client.Options.BootstrapServers, ["group.id"] = group, ["enable.auto.commit"] = "false",
        }).Build();
        var asked = Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p));
        return eye.Committed(asked, TimeSpan.FromSeconds(10)).ToDictionary(c => c.Partition.Value, c => c.Offset.IsSpecial ? 0 : c.Offset.Value);
    }

    public void Dispose()
    {
        Client.Dispose();
        cluster.Dispose();
    }
}
