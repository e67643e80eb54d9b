namespace Penstock.Relational;

/// <summary>
/// Which buckets of a queue this process holds. They are held for long: taken when it joins, given back when others join, and looked
/// at only when a process comes or goes. A bucket's lease dies with its owner's row, and each time it is taken it gets a fresh token.
/// </summary>
internal sealed class BucketLeases(Store store, string queue, IBucketHolder holder, TimeProvider clock) : IAsyncDisposable
{
    // A shutdown during an outage must not wait for connections' time-outs.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Turn one = new();
    private readonly BucketSql sql = new(store, queue);
    private readonly HashSet<long> issued = [];
    private OwnerLease? lease;
    private long? change;
    private volatile bool isAsked;
    private bool isSettled;
    private volatile bool hasLeft;

    /// <summary>What hints about a queue's buckets are called.</summary>
    public static string Subject(string queue) => $"buckets:{queue}";

    /// <summary>The next claim or heartbeat looks whether buckets are to be taken or given back.</summary>
    public void LookSoon() => isAsked = true;

    /// <summary>Before a claim. Costs nothing while nobody comes or goes.</summary>
    public async ValueTask EnsureAsync(OwnerLease current, CancellationToken giveUp)
    {
        if (ReferenceEquals(current, lease) && !isAsked)
            return;

        await one.TakeAsync(giveUp);
        try
        {
            if (!ReferenceEquals(current, lease))
                await JoinAsync(current, giveUp);
            await LookAsync(current, giveUp);
        }
        finally
        {
            one.Free();
        }
    }

    /// <summary>With each heartbeat of the owner.</summary>
    public async ValueTask BeatAsync(Beat beat, CancellationToken giveUp)
    {
        if (hasLeft)
            return;

        await one.TakeAsync(giveUp);
        try
        {
            if (hasLeft || !ReferenceEquals(beat.Lease, lease) || (beat.Change == change && isSettled && !isAsked))
                return;

            await LookAsync(beat.Lease, giveUp);
            change = beat.Change;
        }
        finally
        {
            one.Free();
        }
    }

    /// <summary>An orderly end: others may go on with all of them at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (hasLeft)
            return;

        hasLeft = true;
        await one.TakeAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(LastWords, clock);
        try
        {
            if (lease is { Lapsed.IsCancellationRequested: false })
                await LeaveAsync(lease, limit.Token);
        }
        catch (Exception error) when (QueueSettlement.IsAway(error) || error is OperationCanceledException)
        {
            // The store is away: they are free when the owner's row is.
        }
        finally
        {
            one.Free();
        }
    }

    private async ValueTask LeaveAsync(OwnerLease current, CancellationToken giveUp)
    {
        var held = holder.Tokens();
        holder.Lost([.. held.Keys]);
        await sql.LeaveAsync(current, giveUp);
        await sql.FreeAsync(held, giveUp);
        store.Hints.Send(Subject(queue));
    }

    // Whatever another life held is lost, all at once.
    private async ValueTask JoinAsync(OwnerLease current, CancellationToken giveUp)
    {
        holder.Lost([.. holder.Tokens().Keys]);
        issued.Clear();
        await sql.JoinAsync(current, giveUp);
        (lease, change) = (current, null);
        store.Hints.Send(Subject(queue));
    }

    private async ValueTask LookAsync(OwnerLease current, CancellationToken giveUp)
    {
        isAsked = false;
        isSettled = false;
        var (rows, consumers) = await sql.ReadAsync(giveUp);
        var balance = new BucketBalance(rows, consumers, holder.Tokens(), issued);
        holder.Lost(balance.Lost);
        await GiveAsync(balance, giveUp);
        isSettled = balance.IsSettled(await TakeAsync(balance, current, giveUp));
    }

    private async ValueTask GiveAsync(BucketBalance balance, CancellationToken giveUp)
    {
        var given = holder.Leave([.. balance.Mine.Order().TakeLast(balance.Excess)])
            .Concat(balance.Stray.Select(r => KeyValuePair.Create(r.Bucket, r.Lease))).ToDictionary();
        if (given.Count == 0)
            return;

        await sql.FreeAsync(given, giveUp);
        store.Hints.Send(Subject(queue));
    }

    private async ValueTask<int> TakeAsync(BucketBalance balance, OwnerLease current, CancellationToken giveUp)
    {
        if (balance.Wanted == 0)
            return 0;

        var token = current.NextToken();
        // It names no claim that could be handed back.
        current.Free(token);
        issued.Add(token);
        var taken = await sql.TakeAsync(balance.Free.Take(balance.Wanted), token, giveUp);
        await holder.TakenAsync(current, token, taken, giveUp);
        return taken.Count;
    }
}
