using Confluent.Kafka;
using Penstock.Dev;
using Penstock.Kafka;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>
/// A mock cluster in a process of its own with the chat's topics, empty. One for each round: it keeps 5 MB and 100,000 records a
/// partition at most, and forgets the oldest without a word.
/// </summary>
public sealed class BenchCluster : IAsyncDisposable
{
    /// <summary>The name under which the program that runs benchmarks plays the cluster.</summary>
    public const string CommandName = "play-kafka";

    internal const int Partitions = 8;

    private const int Chunk = 5_000;

    // The cluster lets each rebalance wait for the session's time-out, less a second.
    private static readonly Dictionary<string, string> Impatient = new(StringComparer.Ordinal) { ["session.timeout.ms"] = "3000", ["heartbeat.interval.ms"] = "200" };

    // A broker answers a fetch as soon as it has something. This one looks once, and again when the client's wait is over.
    private static readonly Dictionary<string, string> Prompt = new(Impatient, StringComparer.Ordinal) { ["fetch.wait.max.ms"] = "5" };

    private readonly MockKafkaProcess process;

    private BenchCluster(MockKafkaProcess process) => this.process = process;

    internal KafkaOptions Options => new(process.Bootstrap) { Settings = Impatient };

    internal static async Task<BenchCluster> CreateAsync(CancellationToken stop)
    {
        var cluster = new BenchCluster(await MockKafkaProcess.StartAsync(Environment.ProcessPath!, [.. Program(), "bench", CommandName], stop));
        foreach (var topic in ChatTopicSpecs.Of(ChatChannels.Known))
            await cluster.process.CreateTopicAsync(topic.Name, Partitions);
        return cluster;
    }

    /// <summary>As a process of its own has them; its host closes them.</summary>
    /// <param name="prompt">Where it matters when a record comes: the cluster would keep it for the half second that a fetch may wait.</param>
    internal KafkaChatTopics OpenTopics(bool prompt = false) =>
        new(new KafkaClient(prompt ? Options with { Settings = Prompt } : Options), new ChatKafkaOptions());

    internal async Task FillAsync(int messages, CancellationToken stop)
    {
        using var client = new KafkaClient(Options);
        var sender = new KafkaSender(client, ChatTopicNames.MessageProcessing);
        foreach (var some in RouterScene.Some(messages).Chunk(Chunk))
            await sender.SendAsync([.. some.Select(Record)], stop);
    }

    /// <exception cref="InvalidOperationException">Not that many are on a topic.</exception>
    internal void Check(string topic, int expected)
    {
        using var eye = new ConsumerBuilder<Ignore, Ignore>(Consumer("eye")).Build();
        var there = Enumerable.Range(0, Partitions).Select(p => eye.QueryWatermarkOffsets(new TopicPartition(topic, p), TimeSpan.FromSeconds(10)));
        if (there.Sum(p => p.High.Value - p.Low.Value) is var found && found != expected)
            throw new InvalidOperationException($"The benchmark is broken: {found:#,0} of {expected:#,0} records are on {topic}.");
    }

    /// <summary>Of a bare loop: the client's own defaults, but for who commits.</summary>
    internal Dictionary<string, string> Consumer(string group) => With(new(StringComparer.Ordinal)
    {
        ["group.id"] = group,
        ["auto.offset.reset"] = "earliest",
        ["enable.auto.commit"] = "false",
        ["session.timeout.ms"] = Impatient["session.timeout.ms"],
        ["heartbeat.interval.ms"] = Impatient["heartbeat.interval.ms"],
    });

    /// <summary>The same promises as ours.</summary>
    internal Dictionary<string, string> Producer() => With(new(StringComparer.Ordinal)
    {
        ["enable.idempotence"] = "true", ["acks"] = "all", ["compression.type"] = "lz4", ["linger.ms"] = "1", ["partitioner"] = "murmur2_random",
    });

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private Dictionary<string, string> With(Dictionary<string, string> settings)
    {
        settings["bootstrap.servers"] = process.Bootstrap;
        return settings;
    }

    private static OutgoingMessage Record(ChatMessage message) => new(ChatMessageJson.Write(message))
    {
        Key = message.Key,
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { [OutgoingMessage.IdHeader] = message.MessageId.ToString("D") },
    };

    // By dotnet NAME.dll, or as a program of its own.
    private static IEnumerable<string> Program() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [];
}
