using System.Diagnostics.Metrics;

namespace Penstock.Kafka;

/// <summary>The gauges of a cluster, from what was seen last. A broker that was seen once stays among them, as one that is away.</summary>
internal sealed class ClusterMetrics : IDisposable
{
    public const string MeterName = "Penstock.Kafka.Cluster";

    private readonly Lock gate = new();
    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> shrinks;
    private readonly Dictionary<int, BrokerState> known = [];
    private readonly Dictionary<(string Topic, int Partition), int> inSync = [];
    private ClusterState last = new([], []);

    public ClusterMetrics()
    {
        meter.CreateObservableGauge("kafka_broker_online", Brokers, description: "1 for a broker that is in the cluster, 0 for one that was.");
        meter.CreateObservableGauge("kafka_cluster_brokers", () => Read(s => (long)s.Brokers.Count), description: "Brokers in the cluster; 0 while none answers.");
        meter.CreateObservableGauge("kafka_cluster_topics", () => Read(s => (long)TopicsOf(s).Count()), description: "Topics, Kafka's own left out.");
        meter.CreateObservableGauge("kafka_under_replicated_partitions", () => PerTopic(p => p.InSync < p.Replicas), description: "Partitions with fewer replicas in sync than there should be.");
        meter.CreateObservableGauge("kafka_offline_partitions", () => PerTopic(p => !p.HasLeader), description: "Partitions without a leader.");
        shrinks = meter.CreateCounter<long>("kafka_isr_shrink_events_total", description: "How often a partition was seen with fewer replicas in sync than before.");
    }

    public void Seen(ClusterState state)
    {
        lock (gate)
        {
            last = state;
            foreach (var broker in state.Brokers)
                known[broker.Id] = broker;
            foreach (var partition in state.Partitions)
                Compare(partition);
        }
    }

    /// <summary>No broker answered. What the partitions were like stays, for the next look to compare with.</summary>
    public void Away()
    {
        lock (gate)
            last = last with { Brokers = [] };
    }

    public void Dispose() => meter.Dispose();

    private void Compare(PartitionState partition)
    {
        var place = (partition.Topic, partition.Number);
        if (inSync.TryGetValue(place, out var before) && partition.InSync < before)
            shrinks.Add(1, new("topic", partition.Topic), new("partition", partition.Number));
        inSync[place] = partition.InSync;
    }

    private T Read<T>(Func<ClusterState, T> read)
    {
        lock (gate)
            return read(last);
    }

    private Measurement<long>[] Brokers() => Read(state => known.Values.Select(broker => new Measurement<long>(
        state.Brokers.Any(b => b.Id == broker.Id) ? 1 : 0, new("broker_id", broker.Id), new("host", broker.Host), new("port", broker.Port))).ToArray());

    private Measurement<long>[] PerTopic(Func<PartitionState, bool> counts) => Read(state => TopicsOf(state).Select(topic => new Measurement<long>(
        topic.Count(counts), new KeyValuePair<string, object?>("topic", topic.Key))).ToArray());

    private static IEnumerable<IGrouping<string, PartitionState>> TopicsOf(ClusterState state) => state.Partitions.GroupBy(p => p.Topic, StringComparer.Ordinal);
}
