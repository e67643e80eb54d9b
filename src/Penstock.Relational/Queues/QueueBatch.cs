namespace Penstock.Relational;

/// <summary>Messages that were claimed together under one token.</summary>
internal sealed class QueueBatch(IReadOnlyList<QueueDelivery> items, QueueSettlement settlement) : Batch(items)
{
    protected override async ValueTask DisposeAsyncCore()
    {
        var rest = items.Where(d => !d.IsSettled).Select(d => new Verdict(d, Settlement.Release.Instance)).ToList();
        try
        {
            if (rest.Count > 0)
                await settlement.ApplyAsync(rest, CancellationToken.None);
        }
        catch (SourceUnavailableException)
        {
            // Its token is no longer in hand: the next sweep takes it.
        }
        finally
        {
            items[0].Lease.Free(items[0].Token);
            await base.DisposeAsyncCore();
        }
    }
}
