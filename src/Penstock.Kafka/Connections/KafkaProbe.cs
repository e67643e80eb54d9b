namespace Penstock.Kafka;

/// <summary>Tells an outage of the cluster from a message that fails alone.</summary>
public sealed class KafkaProbe(KafkaClient kafka) : IProbe
{
    public ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => kafka.IsHealthyAsync(giveUp);
}
