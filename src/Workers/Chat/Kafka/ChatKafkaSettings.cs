using System.Diagnostics.CodeAnalysis;
using Penstock.Hosting;
using Penstock.Kafka;

namespace Penstock.Workers.Chat;

/// <summary>Where the topics are on Kafka, and how they are read. Without servers they are in the chat's database.</summary>
public static class ChatKafkaSettings
{
    private static readonly ChatKafkaOptions Defaults = new();

    public static readonly Setting<string?> Servers = Setting.OptionalText(
        "Chat:Kafka:BootstrapServers", "KAFKA_BOOTSTRAP_SERVERS", "Kafka's brokers, such as kafka-1:9092,kafka-2:9092. Without them the topics are in the database.",
        flag: "--kafka");

    public static readonly Setting<IReadOnlyDictionary<string, string>?> ClientOptions = Setting.Parsed<IReadOnlyDictionary<string, string>>(
        "Chat:Kafka:Options", "KAFKA_OPTIONS", TryOptions, "librdkafka's options as name=value;name=value, such as security.protocol=SASL_SSL;sasl.mechanism=PLAIN",
        "Options of the Kafka client, beside Penstock's own.", flag: "--kafka-options", secret: true);

    public static readonly Setting<string?> Group = Setting.OptionalText(
        "Chat:Kafka:ConsumerGroup", "KAFKA_CONSUMER_GROUP", "The consumer group, where it isn't to be the worker's own.", flag: "--kafka-group");

    public static readonly Setting<string> Reset = Setting.Choice(
        "Chat:Kafka:AutoOffsetReset", "KAFKA_AUTO_OFFSET_RESET", "earliest", ["earliest", "latest"], "Where a group begins that has read nothing yet.",
        flag: "--kafka-offset-reset");

    public static readonly Setting<int> MaxRecords = Setting.Int(
        "Chat:Kafka:MaxPollRecords", "KAFKA_MAX_POLL_RECORDS", Defaults.MaxRecords, 1, 100_000, "Records of a batch at most.", flag: "--kafka-max-records");

    public static readonly Setting<int> MaxBytes = Setting.Int(
        "Chat:Kafka:MaxPollBytes", "KAFKA_MAX_POLL_BYTES", Defaults.MaxBytes, 1, int.MaxValue, "A batch ends with the record that reaches so many bytes.",
        flag: "--kafka-max-bytes");

    public static readonly Setting<TimeSpan> WaitFor = Setting.Duration(
        "Chat:Kafka:MaxPollWait", "KAFKA_MAX_POLL_WAIT", Defaults.WaitFor, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1),
        "How long a look for the first record lasts.", flag: "--kafka-wait");

    public static readonly Setting<bool> HealthOn = Setting.Bool(
        "Chat:Kafka:Health", "ENABLE_KAFKA_HEALTH_MONITORING", true, "Look at the cluster's state now and then, for the gauges.", flag: "--kafka-health");

    public static readonly Setting<TimeSpan> HealthEvery = Setting.Duration(
        "Chat:Kafka:HealthCheckInterval", "KAFKA_HEALTH_CHECK_INTERVAL", Defaults.HealthEvery!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1),
        "How often.", flag: "--kafka-health-every");

    public static readonly SettingSet All = new("chat.kafka", [Servers, ClientOptions, Group, Reset, MaxRecords, MaxBytes, WaitFor, HealthOn, HealthEvery]);

    /// <summary>The cluster; null where the topics are in the database.</summary>
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static KafkaOptions? Cluster(SettingsReader settings)
    {
        if (settings.Get(Servers) is not { } servers)
            return null;

        var options = new Dictionary<string, string>(settings.Get(ClientOptions) ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        options.TryAdd("auto.offset.reset", settings.Get(Reset));
        return new KafkaOptions(servers) { Settings = options };
    }

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static ChatKafkaOptions Options(SettingsReader settings) => new()
    {
        Group = settings.Get(Group),
        MaxRecords = settings.Get(MaxRecords),
        MaxBytes = settings.Get(MaxBytes),
        WaitFor = settings.Get(WaitFor),
        HealthEvery = settings.Get(HealthOn) ? settings.Get(HealthEvery) : null,
    };

    private static bool TryOptions(string text, [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? options)
    {
        try
        {
            options = KafkaOptions.ParseSettings(text);
            return true;
        }
        catch (FormatException)
        {
            options = null;
            return false;
        }
    }
}
