namespace Penstock.Redis;

/// <summary>Entries that were claimed together.</summary>
internal sealed class StreamBatch(IReadOnlyList<StreamDelivery> items, int slot, StreamSettlement settlement, StreamHands hands) : Batch(items)
{
    // The claim notes that suspects rest.
    private bool isNoted = items.Any(d => d.Claims > 0);
    private int disposed;

    public override async ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp)
    {
        var run = running.Cast<StreamDelivery>().ToHashSet();
        var resting = items.Where(d => !d.IsSettled && !run.Contains(d)).Select(d => d.Id).ToList();
        if (resting.Count == 0)
        {
            await NoteNoneRestsAsync(giveUp);
            return;
        }

        isNoted = true;
        await hands.NoteRestingAsync(slot, resting, giveUp);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;

        var rest = items.Where(d => !d.IsSettled).ToList();
        try
        {
            if (rest.Count > 0)
                await settlement.ApplyAsync([.. rest.Select(d => new Verdict(d, Settlement.Release.Instance))], CancellationToken.None);
            await NoteNoneRestsAsync(CancellationToken.None);
            hands.FreeSlot(slot);
        }
        catch (Exception error) when (error is SourceUnavailableException or RedisException)
        {
            // Renewed no longer: whoever looks for orphans takes it when its lease is over. The slot is not used again, so that no
            // other batch is taken for resting.
            foreach (var delivery in rest)
                hands.Remove(delivery);
        }
    }

    private async ValueTask NoteNoneRestsAsync(CancellationToken giveUp)
    {
        if (!isNoted)
            return;

        await hands.NoteNoneRestsAsync(slot, giveUp);
        isNoted = false;
    }
}
