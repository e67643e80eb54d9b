namespace Penstock.Kafka;

/// <summary>Records that were taken together.</summary>
internal sealed class KafkaBatch(IReadOnlyList<KafkaDelivery> items, Assignment assignment) : Batch(items)
{
    protected override ValueTask DisposeAsyncCore()
    {
        assignment.Release(Items);
        return base.DisposeAsyncCore();
    }
}
