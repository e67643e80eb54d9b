using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>A cluster at one moment, as its metadata tells it.</summary>
internal sealed record ClusterState(IReadOnlyList<BrokerState> Brokers, IReadOnlyList<PartitionState> Partitions)
{
    // Kafka's own topics, such as the one of the groups' offsets, are nobody's work.
    private const string Internal = "__";

    public static ClusterState Of(Metadata metadata) => new(
        [.. metadata.Brokers.Select(b => new BrokerState(b.BrokerId, b.Host, b.Port))],
        [.. metadata.Topics.Where(t => !t.Topic.StartsWith(Internal, StringComparison.Ordinal)).SelectMany(t => t.Partitions, (t, p) =>
            new PartitionState(t.Topic, p.PartitionId, p.Leader >= 0, p.Replicas.Length, p.InSyncReplicas.Length))]);
}

internal sealed record BrokerState(int Id, string Host, int Port);

/// <param name="Topic">Its topic.</param>
/// <param name="Number">Its number there.</param>
/// <param name="HasLeader">Without one it neither takes nor gives anything.</param>
/// <param name="Replicas">That there should be.</param>
/// <param name="InSync">That have all.</param>
internal sealed record PartitionState(string Topic, int Number, bool HasLeader, int Replicas, int InSync);
