using System.Diagnostics.Metrics;

namespace Penstock.Kafka;

/// <summary>The gauges <c>kafka_consumer_lag</c> and <c>kafka_consumer_offset</c>, of each partition that is ours.</summary>
internal sealed class ConsumerFigures : IDisposable
{
    private readonly Assignment assignment;
    private readonly Membership membership;
    private readonly string group;
    private readonly Meter meter = new("Penstock.Kafka");

    public ConsumerFigures(Assignment assignment, Membership membership, string group)
    {
        (this.assignment, this.membership, this.group) = (assignment, membership, group);
        meter.CreateObservableGauge("kafka_consumer_lag", Lags, description: "Records that the group has not committed yet.");
        meter.CreateObservableGauge("kafka_consumer_offset", Offsets, description: "The offset that the group has committed.");
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> Lags()
    {
        foreach (var partition in assignment.All)
        {
            if (membership.EndOf(partition.Place) is { } end && partition.Committed is { } committed)
                yield return Of(partition, Math.Max(0, end - committed));
        }
    }

    private IEnumerable<Measurement<long>> Offsets()
    {
        foreach (var partition in assignment.All)
        {
            if (partition.Committed is { } committed)
                yield return Of(partition, committed);
        }
    }

    private Measurement<long> Of(AssignedPartition partition, long value) => new(
        value,
        new KeyValuePair<string, object?>("topic", partition.Place.Topic),
        new KeyValuePair<string, object?>("partition", partition.Place.Partition.Value),
        new KeyValuePair<string, object?>("consumer_group", group));
}
