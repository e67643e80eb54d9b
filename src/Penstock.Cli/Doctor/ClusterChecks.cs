using Penstock.Hosting;
using Penstock.Kafka;
using Penstock.Workers.Chat;

namespace Penstock.Cli;

/// <summary>Whether a Kafka cluster can be reached and is fit for the chat's topics. Changes nothing.</summary>
internal static class ClusterChecks
{
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static async Task<IReadOnlyList<Finding>> AllAsync(SettingsReader settings, Session session)
    {
        if (ChatKafkaSettings.Cluster(settings) is not { } cluster)
            return [];

        var wanted = ChatTopicSpecs.Of(RouterSettings.Options(settings).Channels);
        try
        {
            using var kafka = new KafkaClient(cluster);
            return [.. (await new KafkaChecks(kafka, wanted).AllAsync(session.Stopping)).Select(Finding)];
        }
        catch (PlatformNotSupportedException error)
        {
            return [new("librdkafka", Outcome.Failed, error.Message, "without it, leave KAFKA_BOOTSTRAP_SERVERS unset: the topics are in the database then")];
        }
        catch (ArgumentException error)
        {
            return [new("Kafka", Outcome.Failed, error.Message, "correct KAFKA_OPTIONS or --kafka-options")];
        }
    }

    private static Finding Finding(KafkaCheck check) => new(check.What, OutcomeOf(check.Outcome), check.Found, check.Remedy);

    private static Outcome OutcomeOf(KafkaCheckOutcome outcome) => outcome switch
    {
        KafkaCheckOutcome.Ok => Outcome.Ok,
        KafkaCheckOutcome.Warning => Outcome.Warning,
        _ => Outcome.Failed,
    };
}
