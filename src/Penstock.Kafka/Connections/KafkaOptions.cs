namespace Penstock.Kafka;

/// <summary>A Kafka cluster and how its client runs.</summary>
/// <param name="BootstrapServers">Such as <c>kafka-1:9092,kafka-2:9092</c>.</param>
public sealed record KafkaOptions(string BootstrapServers)
{
    /// <summary>What a sender takes at most where <c>message.max.bytes</c> says nothing else.</summary>
    internal const int MaxMessageBytes = 1_000_000;

    // What the promises rest on.
    private static readonly string[] Fixed =
    [
        "bootstrap.servers", "metadata.broker.list", "group.id", "enable.auto.commit", "enable.auto.offset.store", "enable.partition.eof",
        "enable.idempotence", "acks", "request.required.acks",
    ];

    /// <summary>
    /// Options of librdkafka by their names, such as <c>security.protocol</c> = <c>SASL_SSL</c>; they replace our defaults:
    /// https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Pairs as <c>name=value;name=value</c>, or one a line.</summary>
    /// <exception cref="FormatException">A pair is none.</exception>
    public static IReadOnlyDictionary<string, string> ParseSettings(string text)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw new FormatException($"'{pair}' is no Kafka option: name=value is wanted, several are separated by a semicolon.");
            settings[pair[..at].Trim()] = pair[(at + 1)..].Trim();
        }

        return settings;
    }

    internal Dictionary<string, string> ForConsumer(string group) => With(new(StringComparer.Ordinal)
    {
        ["group.id"] = group,
        ["auto.offset.reset"] = "earliest",
        ["partition.assignment.strategy"] = "cooperative-sticky",
        // It commits what we store, and holds back while the group rebalances.
        ["enable.auto.commit"] = "true",
        ["auto.commit.interval.ms"] = "10",
        ["enable.auto.offset.store"] = "false",
        // The windows hold what is read ahead; what the client holds beside that is thrown away by each pause.
        ["queued.min.messages"] = "2000",
        ["queued.max.messages.kbytes"] = "4096",
        ["fetch.queue.backoff.ms"] = "20",
        // An answer that never comes holds up a settlement for so long, not for a minute.
        ["socket.timeout.ms"] = "10000",
    });

    internal Dictionary<string, string> ForProducer() => With(new(StringComparer.Ordinal)
    {
        ["enable.idempotence"] = "true",
        ["acks"] = "all",
        ["message.timeout.ms"] = "30000",
        // As Kafka's own clients do it, so that a key has one partition whoever sends.
        ["partitioner"] = "murmur2_random",
        ["compression.type"] = "lz4",
        // A batch is handed over at once and waited for: to wait for more of it is time lost.
        ["linger.ms"] = "1",
    });

    private Dictionary<string, string> With(Dictionary<string, string> own)
    {
        own["bootstrap.servers"] = BootstrapServers;
        // An outage's end must be noticed within seconds.
        own["reconnect.backoff.max.ms"] = "1000";
        foreach (var (name, value) in Settings)
        {
            if (Fixed.Contains(name, StringComparer.Ordinal))
                throw new ArgumentException($"The Kafka option {name}={value} can't be set: Penstock's promises rest on its own value.");
            own[name] = value;
        }

        return own;
    }
}
