namespace Penstock.Relational;

/// <summary>
/// Claims of messages with a key, from the buckets that this process holds: pure reads. Within a bucket they come in the order of
/// their ids; a key has messages in one batch only at a time, and waits behind one that failed.
/// </summary>
internal sealed class KeyedClaims : IBucketHolder, IAsyncDisposable
{
    private readonly string queue;
    private readonly TimeProvider clock;
    private readonly Action wake;
    private readonly KeyedReader reader;
    private readonly HeldBuckets held;
    private readonly BucketLeases leases;
    private readonly ClaimFloor sweeps;
    private readonly IDisposable listening;
    private readonly Action<QueueDelivery, Settlement> settled;

    /// <param name="store">With its schemas.</param>
    /// <param name="owner">Its heartbeat tells when processes come and go.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="sweepEvery">How often to look for late commits.</param>
    /// <param name="clock">For waits.</param>
    /// <param name="wake">There may be something to claim now.</param>
    public KeyedClaims(Store store, Owner owner, string queue, TimeSpan sweepEvery, TimeProvider clock, Action wake)
    {
        (this.queue, this.clock, this.wake) = (queue, clock, wake);
        reader = new KeyedReader(store, queue);
        leases = new BucketLeases(store, queue, this, clock);
        held = new HeldBuckets(clock, wake, Balance);
        sweeps = new ClaimFloor(sweepEvery, clock);
        settled = (delivery, settlement) => held.Settled(delivery.Line!, delivery.Id, settlement);
        owner.OnBeat(leases.BeatAsync);
        listening = store.Hints.On(BucketLeases.Subject(queue), Balance);
    }

    /// <param name="lease">This process's life.</param>
    /// <param name="max">At most that many.</param>
    /// <param name="isDue">Something that waited has fallen due.</param>
    /// <param name="stopping">Nothing is claimed.</param>
    public async ValueTask<List<QueueDelivery>> ClaimAsync(OwnerLease lease, int max, bool isDue, CancellationToken stopping)
    {
        await leases.EnsureAsync(lease, stopping);
        var sweep = sweeps.IsSweepDue;
        if (sweep)
            held.HeatAll();
        for (var asked = sweep; ;)
        {
            await LookBackAsync(stopping);
            var plan = held.Plan(max, sweep, sweep || isDue);
            if (!plan.IsEmpty)
            {
                var claimed = await ReadAsync(plan, sweep, stopping);
                (sweep, isDue) = (false, false);
                if (claimed.Count > 0)
                    return claimed;
            }
            else if (asked)
            {
                return [];
            }
            else
            {
                held.HeatAll();
                asked = true;
            }
        }
    }

    /// <summary>Something was no longer ours: what else is not?</summary>
    public void LookSoon() => leases.LookSoon();

    /// <summary>An orderly end: all buckets are free at once.</summary>
    public ValueTask DisposeAsync()
    {
        listening.Dispose();
        return leases.DisposeAsync();
    }

    IReadOnlyDictionary<int, long> IBucketHolder.Tokens() => held.Tokens();

    IReadOnlyDictionary<int, long> IBucketHolder.Leave(IReadOnlyCollection<int> buckets) => held.Leave(buckets);

    void IBucketHolder.Lost(IReadOnlyCollection<int> buckets) => held.Drop(buckets);

    async ValueTask IBucketHolder.TakenAsync(OwnerLease lease, long token, IReadOnlyList<int> buckets, CancellationToken giveUp)
    {
        if (buckets.Count > 0)
            held.Add([.. buckets.Select(b => new HeldBucket(b, token, lease))], await reader.WaitingAsync(buckets, giveUp));
    }

    private void Balance()
    {
        leases.LookSoon();
        wake();
    }

    private async ValueTask<List<QueueDelivery>> ReadAsync(KeyedPlan plan, bool sweep, CancellationToken stopping)
    {
        var startedAt = clock.GetTimestamp();
        List<KeyedRow> rows;
        try
        {
            rows = await reader.ReadAsync(plan, stopping);
        }
        catch
        {
            held.Undo(plan);
            throw;
        }

        if (sweep)
            sweeps.Swept(null, isFull: false, clock.GetElapsedTime(startedAt));
        return held.Take(plan, rows).ConvertAll(t => Delivery(t.Row, t.Line));
    }

    private async ValueTask LookBackAsync(CancellationToken stopping)
    {
        while (held.NextLookBack() is { } line)
        {
            try
            {
                held.LookedBack(line, await reader.BackAsync(line, stopping), KeyedReader.MostBack);
            }
            catch
            {
                held.Offer(line);
                throw;
            }
        }
    }

    private QueueDelivery Delivery(KeyedRow row, KeyLine line) =>
        new(queue, row.Id, line.Bucket.Token, line.Bucket.Lease, row.Body!, row.Headers, line, settled) { Key = row.Key, Failures = row.Failures };
}
