using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Penstock.Kafka;

/// <summary>Whether a cluster is fit for its topics: library, brokers, partitions, replicas, and how many of these must be in sync. Changes nothing.</summary>
/// <param name="kafka">The cluster.</param>
/// <param name="wanted">The topics, as they should be.</param>
public sealed class KafkaChecks(KafkaClient kafka, IReadOnlyList<TopicSpec> wanted)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes some seconds at most, also where nobody answers.</summary>
    public async Task<IReadOnlyList<KafkaCheck>> AllAsync(CancellationToken giveUp)
    {
        var library = new KafkaCheck("librdkafka", KafkaCheckOutcome.Ok, Library.VersionString);
        try
        {
            var cluster = await kafka.MetadataAsync(Patience, giveUp);
            var checks = new List<KafkaCheck> { library, Brokers(cluster) };
            foreach (var spec in wanted)
                checks.Add(await TopicAsync(cluster, spec));
            return checks;
        }
        catch (KafkaException error)
        {
            return [library, new("Kafka", KafkaCheckOutcome.Failed, $"{kafka.Display} can't be used: {error.Error.Reason}", "start it, or check KAFKA_BOOTSTRAP_SERVERS and the options")];
        }
    }

    private KafkaCheck Brokers(Metadata cluster) =>
        new("Kafka", KafkaCheckOutcome.Ok, $"{kafka.Display} answers: {cluster.Brokers.Count} brokers, {cluster.Topics.Count} topics");

    private async Task<KafkaCheck> TopicAsync(Metadata cluster, TopicSpec spec)
    {
        var what = $"topic {spec.Name}";
        var topic = cluster.Topics.Find(t => t.Topic == spec.Name && !t.Error.IsError);
        if (topic is null)
            return new(what, KafkaCheckOutcome.Warning, "not there yet", "a worker's start makes it");

        var (partitions, replicas) = (topic.Partitions.Count, topic.Partitions.Min(p => p.Replicas.Length));
        if (topic.Partitions.Exists(p => p.Leader < 0))
            return new(what, KafkaCheckOutcome.Failed, "a partition has no leader", "bring its brokers back");
        if (partitions < spec.Partitions)
            return new(what, KafkaCheckOutcome.Warning, $"{partitions} partitions", $"{spec.Partitions} are meant: so many processes of a group can share it");
        if (topic.Partitions.Exists(p => p.InSyncReplicas.Length < p.Replicas.Length))
            return new(what, KafkaCheckOutcome.Warning, "replicas are behind", "look after the brokers that keep them");
        return await ReplicasAsync(spec, what, partitions, replicas, cluster.Brokers.Count);
    }

    private async Task<KafkaCheck> ReplicasAsync(TopicSpec spec, string what, int partitions, int replicas, int brokers)
    {
        var found = $"{partitions} partitions, {replicas} replicas";
        if (replicas < Math.Min(spec.Replicas, brokers))
            return new(what, KafkaCheckOutcome.Warning, found, $"{spec.Replicas} replicas are meant");
        if (await InSyncAsync(spec.Name) is not { } inSync)
            return new(what, KafkaCheckOutcome.Ok, found);

        found += $", min.insync.replicas {inSync}";
        if (inSync < 2 && replicas > 2)
            return new(what, KafkaCheckOutcome.Warning, found, "with min.insync.replicas=2 a message survives the loss of any one broker");
        return inSync >= replicas && replicas > 1
            ? new(what, KafkaCheckOutcome.Warning, found, "one broker away stops all sending: set min.insync.replicas below the number of replicas")
            : new(what, KafkaCheckOutcome.Ok, found);
    }

    // Null where we may not ask, or the cluster can't say.
    private async Task<int?> InSyncAsync(string topic)
    {
        try
        {
            var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
            var described = await kafka.AdminAsync(a => a.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = Patience }));
            return described[0].Entries.TryGetValue("min.insync.replicas", out var entry) && int.TryParse(entry.Value, out var count) ? count : null;
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}
