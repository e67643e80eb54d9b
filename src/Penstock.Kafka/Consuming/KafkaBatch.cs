namespace Penstock.Kafka;

/// <summary>Records that were taken together.</summary>
internal sealed class KafkaBatch(IReadOnlyList<KafkaDelivery> items, Supply supply, CommitLedger ledger) : Batch(items)
{
    /// <summary>Behind a record that isn't done, or whose partition was lost before its commit.</summary>
    public override bool MayComeAgain => ledger.IsOpen(items);

    protected override ValueTask DisposeAsyncCore()
    {
        supply.Release(Items);
        return base.DisposeAsyncCore();
    }
}
