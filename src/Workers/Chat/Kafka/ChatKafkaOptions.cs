using Penstock.Kafka;

namespace Penstock.Workers.Chat;

/// <summary>How the chat's topics are read from Kafka.</summary>
public sealed record ChatKafkaOptions
{
    private static readonly KafkaTopicOptions Defaults = new("topic", "group");

    /// <summary>In place of the worker's own consumer group; one worker a process then. Null for its own: <see cref="ChatGroups"/>.</summary>
    public string? Group { get; init; }

    /// <summary>Records of a batch at most. Default: 500.</summary>
    public int MaxRecords { get; init; } = Defaults.MaxRecords;

    /// <summary>A batch ends with the record that reaches it. Default: 1 MiB.</summary>
    public int MaxBytes { get; init; } = Defaults.MaxBytes;

    /// <summary>How long a look for the first record lasts. Default: 500 ms.</summary>
    public TimeSpan WaitFor { get; init; } = Defaults.WaitFor;

    /// <summary>Channels whose topics are made where there are none. Default: whatsapp and instagram.</summary>
    public IReadOnlyList<string> Channels { get; init; } = ChatChannels.Known;

    /// <summary>How often the cluster's state is looked at for the gauges; null for never. Default: 30 seconds.</summary>
    public TimeSpan? HealthEvery { get; init; } = TimeSpan.FromSeconds(30);
}
