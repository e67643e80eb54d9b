namespace Penstock.Redis;

/// <summary>Entries that were claimed together.</summary>
internal sealed class StreamBatch(IReadOnlyList<StreamDelivery> items, StreamSettlement settlement, StreamHands hands) : Batch(items)
{
    private readonly int slot = hands.TakeSlot();
    private int disposed;

    public override ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp) => hands.NoteAsync(slot, running, giveUp);

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;

        var rest = items.Where(d => !d.IsSettled).ToList();
        if (rest.Count > 0)
            await ReleaseAsync(rest);
        hands.FreeSlot(slot);
    }

    private async ValueTask ReleaseAsync(List<StreamDelivery> rest)
    {
        try
        {
            await hands.NoteNothingAsync(slot);
            await settlement.ApplyAsync([.. rest.Select(d => new Verdict(d, Settlement.Release.Instance))], CancellationToken.None);
        }
        catch (SourceUnavailableException)
        {
            // Renewed no longer: whoever looks for orphans takes it when its lease is over.
            foreach (var delivery in rest)
                hands.Remove(delivery);
        }
    }
}
