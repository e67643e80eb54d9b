using Penstock.Hosting;
using Penstock.Kafka;
using Penstock.Relational;
using Penstock.Workers.Chat;

namespace Penstock.Cli;

/// <summary>A topic of dead letters, named by <c>--dead-topic</c>.</summary>
internal static class DeadTopic
{
    private const string NotSaid = "unknown";

    // A first connection may take longer than one look does.
    private const int Looks = 5;

    public static readonly Setting<string?> Name = Setting.OptionalText(
        "Dlq:DeadTopic", null, "Letters of this Kafka topic, in place of the database's; --kafka names the brokers.", flag: "--dead-topic");

    public static readonly Setting<string?> Topic = Setting.OptionalText(
        "Dlq:Topic", null, "Where letters of a dead topic go back to that don't say where they came from.", flag: "--topic");

    public static readonly IReadOnlyList<Setting> Settings = [Name, Topic, ChatKafkaSettings.Servers, ChatKafkaSettings.ClientOptions];

    /// <param name="settings">With the topic's name.</param>
    /// <param name="pipeline">Whose letters are meant; null for all.</param>
    /// <param name="session">Whose command it is.</param>
    /// <returns>The client, for the caller to close, and the letters.</returns>
    /// <exception cref="SettingException">A value is missing or not allowed.</exception>
    /// <exception cref="CommandException">The cluster can't be used.</exception>
    public static async Task<(KafkaClient Kafka, IDeadLetterHome Home)> OpenAsync(SettingsReader settings, string? pipeline, Session session)
    {
        var options = new DeadTopicOptions(settings.Get(Name)!, settings.Get(Topic), pipeline ?? NotSaid);
        var cluster = ChatKafkaSettings.Cluster(settings)
            ?? throw new SettingException($"{Name.Flag} is '{options.DeadTopic}', and no brokers are named: --kafka or KAFKA_BOOTSTRAP_SERVERS is needed.");
        var kafka = await ReachAsync(cluster, session);
        return (kafka, new DeadTopicHome(kafka, options, session.Time));
    }

    /// <exception cref="SettingException">An option is not allowed.</exception>
    /// <exception cref="CommandException">The cluster can't be used.</exception>
    public static async Task<KafkaClient> ReachAsync(KafkaOptions cluster, Session session)
    {
        KafkaClient? kafka = null;
        try
        {
            kafka = new KafkaClient(cluster);
            for (var look = 0; look < Looks; look++)
            {
                if (await kafka.IsHealthyAsync(session.Stopping))
                    return kafka;
            }
        }
        catch (PlatformNotSupportedException error)
        {
            throw new CommandException(error.Message);
        }
        catch (ArgumentException error)
        {
            kafka?.Dispose();
            throw new SettingException(error.Message);
        }

        kafka.Dispose();
        throw new CommandException($"{cluster.BootstrapServers} can't be reached, or refuses the log-in.");
    }
}
