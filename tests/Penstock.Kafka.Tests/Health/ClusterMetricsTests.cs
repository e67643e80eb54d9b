using System.Diagnostics.Metrics;

namespace Penstock.Kafka.Tests;

[Collection(OneAtATime)]
public sealed class ClusterMetricsTests : IDisposable
{
    /// <summary>A listener hears all meters of a name.</summary>
    public const string OneAtATime = "gauges of clusters";

    private readonly ClusterMetrics metrics = new();
    private readonly MeterListener listener = new();
    private readonly Dictionary<string, long> seen = new(StringComparer.Ordinal);

    public ClusterMetricsTests()
    {
        listener.InstrumentPublished = (instrument, following) =>
        {
            if (instrument.Meter.Name == ClusterMetrics.MeterName)
                following.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = $"{instrument.Name}{string.Concat(tags.ToArray().Select(t => $" {t.Value}"))}";
            seen[name] = instrument is Counter<long> ? seen.GetValueOrDefault(name) + value : value;
        });
        listener.Start();
    }

    [Fact]
    public void A_broker_that_is_gone_stays_among_them_as_one_that_is_away()
    {
        metrics.Seen(State([new(1, "a", 9092), new(2, "b", 9092)]));
        metrics.Seen(State([new(2, "b", 9092)]));

        Read()["kafka_broker_online 1 a 9092"].ShouldBe(0);
        seen["kafka_broker_online 2 b 9092"].ShouldBe(1);
        seen["kafka_cluster_brokers"].ShouldBe(1);
    }

    [Fact]
    public void Partitions_that_lack_a_leader_or_replicas_are_counted_by_topic()
    {
        metrics.Seen(State([], new("t", 0, HasLeader: true, 3, 3), new("t", 1, HasLeader: true, 3, 2), new("t", 2, HasLeader: false, 3, 0), new("u", 0, HasLeader: true, 1, 1)));

        Read()["kafka_under_replicated_partitions t"].ShouldBe(2);
        seen["kafka_offline_partitions t"].ShouldBe(1);
        (seen["kafka_under_replicated_partitions u"], seen["kafka_offline_partitions u"]).ShouldBe((0, 0));
        seen["kafka_cluster_topics"].ShouldBe(2);
    }

    [Fact]
    public void Each_time_a_partition_has_fewer_in_sync_than_before_is_an_event_also_over_an_outage()
    {
        foreach (var inSync in new[] { 3, 2, 2, 3 })
            metrics.Seen(State([], new PartitionState("t", 0, HasLeader: true, 3, inSync)));
        metrics.Away();
        metrics.Seen(State([], new PartitionState("t", 0, HasLeader: true, 3, 1)));

        seen["kafka_isr_shrink_events_total t 0"].ShouldBe(2);
    }

    [Fact]
    public void While_no_broker_answers_none_is_online_and_the_topics_are_as_they_were()
    {
        metrics.Seen(State([new(1, "a", 9092)], new PartitionState("t", 0, HasLeader: true, 1, 1)));
        metrics.Away();

        Read()["kafka_cluster_brokers"].ShouldBe(0);
        seen["kafka_broker_online 1 a 9092"].ShouldBe(0);
        seen["kafka_cluster_topics"].ShouldBe(1);
    }

    public void Dispose()
    {
        listener.Dispose();
        metrics.Dispose();
    }

    private static ClusterState State(IReadOnlyList<BrokerState> brokers, params PartitionState[] partitions) => new(brokers, partitions);

    private Dictionary<string, long> Read()
    {
        listener.RecordObservableInstruments();
        return seen;
    }
}
