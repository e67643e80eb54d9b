namespace Penstock.Kafka;

/// <summary>A topic as it should be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many processes of one group can share it; null for the brokers' default.</param>
/// <param name="Replicas">Brokers that keep a copy; fewer where the cluster has fewer.</param>
public sealed record TopicSpec(string Name, int? Partitions, int Replicas)
{
    /// <summary>Replicas that must have a message before it counts as sent; at least one fewer than <see cref="Replicas"/>, so that one broker may be away. Default: 2.</summary>
    public int MinInsyncReplicas { get; init; } = 2;

    /// <summary>How long its records are kept; null for the brokers' default.</summary>
    public TimeSpan? Retention { get; init; }
}
