namespace Penstock.Kafka;

/// <summary>Records that were taken together.</summary>
internal sealed class KafkaBatch(IReadOnlyList<KafkaDelivery> items, Assignment assignment) : Batch(items)
{
    /// <summary>Behind a record that isn't done, or whose partition was lost before its commit.</summary>
    public override bool MayComeAgain => assignment.IsOpen(items);

    protected override ValueTask DisposeAsyncCore()
    {
        assignment.Release(Items);
        return base.DisposeAsyncCore();
    }
}
