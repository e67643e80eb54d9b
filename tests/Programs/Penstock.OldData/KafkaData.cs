using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Confluent.Kafka;
using Penstock.Kafka;

namespace Penstock.OldData;

/// <summary><c>kafka.json</c>: the records of each topic, and what the group has committed.</summary>
internal static class KafkaData
{
    private const string Topic = "orders";
    private const string Dead = "orders.dead";
    private const string Group = "workers";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(string folder)
    {
        using var cluster = new MockKafka();
        cluster.CreateTopic(Topic, 1);
        cluster.CreateTopic(Dead, 1);
        using var client = new KafkaClient(new KafkaOptions(cluster.Bootstrap)
        {
            Settings = KafkaOptions.ParseSettings("session.timeout.ms=2000;heartbeat.interval.ms=200"),
        });
        await ProduceAsync(cluster, [.. Enumerable.Range(1, 6).Select(i => ($"k{i % 2}", $"o-{i}"))]);
        var source = new KafkaTopicSource(client, new KafkaTopicOptions(Topic, Group), TimeProvider.System);
        // The first are done, the fourth is dead, and the fifth waits for its retry: the sixth is done behind it, and comes again.
        var letters = new KafkaDeadLetters(client, Dead, TimeProvider.System);
        for (var settled = 0; settled < 6;)
        {
            await using var batch = await source.TakeAsync();
            foreach (var dead in batch.Items.Where(d => Sources.Body(d) == "o-4"))
                await letters.ParkAsync([new DeadLetter("work", dead, new Reason("RejectedException", "Refused is o-4."))], null, default);
            await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, VerdictOn(Sources.Body(d))))], default);
            settled += batch.Items.Count;
        }

        await source.DisposeAsync();
        var state = new { topics = new[] { Topic, Dead }.ToDictionary(t => t, t => Records(cluster, t)), committed = new { topic = Topic, group = Group, offset = Committed(cluster) } };
        File.WriteAllText(Path.Combine(folder, "kafka.json"), JsonSerializer.Serialize(state, Indented) + "\n");
    }

    private static Settlement VerdictOn(string body) =>
        body == "o-5" ? new Settlement.Retry(TimeSpan.FromHours(1), new Reason("TimeoutException", "It took too long.")) : Settlement.Complete.Instance;

    private static async Task ProduceAsync(MockKafka cluster, (string Key, string Value)[] records)
    {
        using var producer = new ProducerBuilder<string, string>(Settings(cluster, null)).Build();
        foreach (var (key, value) in records)
            await producer.ProduceAsync(Topic, new Message<string, string> { Key = key, Value = value, Headers = [new Header("tenant", "7"u8.ToArray())] });
    }

    private static List<object> Records(MockKafka cluster, string topic)
    {
        using var eye = new ConsumerBuilder<string, string>(Settings(cluster, "eye")).Build();
        var partition = new TopicPartition(topic, 0);
        eye.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
        var end = eye.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High.Value;
        var records = new List<object>();
        while (records.Count < end)
        {
            var message = eye.Consume(TimeSpan.FromSeconds(10)).Message;
            records.Add(new { key = message.Key, headers = message.Headers.ToDictionary(h => h.Key, h => Encoding.UTF8.GetString(h.GetValueBytes())), value = message.Value });
        }

        return records;
    }

    private static long Committed(MockKafka cluster)
    {
        using var eye = new ConsumerBuilder<string, string>(Settings(cluster, Group)).Build();
        return eye.Committed([new TopicPartition(Topic, 0)], TimeSpan.FromSeconds(10))[0].Offset.Value;
    }

    private static Dictionary<string, string> Settings(MockKafka cluster, string? group)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["bootstrap.servers"] = cluster.Bootstrap };
        if (group is not null)
            (settings["group.id"], settings["enable.auto.commit"]) = (group, "false");
        return settings;
    }
}
