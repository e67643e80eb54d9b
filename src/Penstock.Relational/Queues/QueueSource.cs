using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// A queue's messages: claimed under a lease token, settled with it. The lease lives as long as this process's <see cref="Owner"/>,
/// whatever a handler takes; what a dead process held comes back when its owner's lease has run out. Messages of one key come in
/// order, from buckets that this process holds; one source a queue and process.
/// </summary>
public sealed class QueueSource : ISource
{
    private readonly Store store;
    private readonly Owner owner;
    private readonly string queue;
    private readonly Turn oneClaim = new();
    private readonly DueTimes due;
    private readonly QueueIdle idle;
    private readonly KeyedClaims keyed;
    private readonly ClaimTurns turns;
    private readonly IHints hints;
    private readonly QueueSettlement settlement;
    private readonly IDisposable listening;
    private readonly string nextDue;
    private readonly bool sharesTransaction;
    private long members;
    private bool isDisposed;

    /// <param name="store">With <see cref="OwnerSchema"/> and <see cref="QueueSchema"/>.</param>
    /// <param name="owner">This process on that store; one for all its queues.</param>
    /// <param name="queue">See <see cref="QueueName"/>.</param>
    /// <param name="clock">For waits; leases and delays are judged by the store's clock.</param>
    /// <param name="options">How the queue is watched.</param>
    /// <param name="parking">Where dead letters go in the settlement's own transaction; null leaves parking to the pipeline.</param>
    /// <param name="reached">Called before and after commits; tests kill the process there.</param>
    /// <exception cref="FormatException">The name is none of a queue.</exception>
    public QueueSource(
        Store store, Owner owner, string queue, TimeProvider clock, QueueOptions? options = null, Parking? parking = null, Reached? reached = null)
    {
        (this.store, this.owner, this.queue) = (store, owner, QueueName.Checked(queue));
        var chosen = options ?? new QueueOptions();
        sharesTransaction = chosen.SharesTransaction;
        due = new DueTimes(clock);
        idle = new QueueIdle(chosen, store.Hints, due, clock);
        keyed = new KeyedClaims(store, owner, queue, chosen.SweepEvery, clock, idle.Hint);
        turns = new ClaimTurns(
            new ClaimTurn(new KeylessClaims(store, queue, chosen.SweepEvery, clock).ClaimAsync, chosen.SweepEvery, clock),
            new ClaimTurn(keyed.ClaimAsync, chosen.SweepEvery, clock));
        hints = store.Hints;
        settlement = new QueueSettlement(store, queue, parking, reached);
        listening = store.Hints.On(Queues.Address(queue), Hinted);
        owner.Await(1);
        owner.OnBeat(BeatAsync);
        nextDue =
            $"SELECT {store.Dialect.SecondsBetween(store.Dialect.Now, "min(due)")} FROM penstock_messages WHERE queue = @queue AND due > {store.Dialect.Now}";
        Can = Can.Delay | Can.KeepKeyOrder | (parking is null ? Can.None : Can.ParkAtomically);
    }

    public Can Can { get; }

    /// <summary>Called when there may be something to claim, before the store is asked; by one caller at a time.</summary>
    internal Func<CancellationToken, ValueTask>? BeforeClaim { get; init; }

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        // One claim at a time: while one lane waits for work, the others need not ask for it too.
        await oneClaim.TakeAsync(stopping);
        try
        {
            var lease = await owner.TakeAsync(stopping);
            await idle.WaitAsync(lease.Id % 16 / 16.0, owner.Waiting, stopping);
            if (BeforeClaim is not null)
                await BeforeClaim(stopping);
            var isDue = due.TakePassed();
            var claimed = await turns.ClaimAsync(lease, max, isDue, both: !hints.IsListening, stopping);
            if (idle.Found(claimed.Count > 0, isDue))
                await AskWhatIsDueAsync(stopping);
            return claimed.Count == 0 ? Batch.Empty : await BatchAsync(claimed, stopping);
        }
        finally
        {
            oneClaim.Free();
        }
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        if (verdicts.Count == 0)
            return [];

        var lost = await ((QueueBatch)batch).SettleAsync(verdicts, giveUp);
        if (lost.Count > 0)
            keyed.LookSoon();
        for (var i = 0; i < verdicts.Count; i++)
        {
            if (verdicts[i].Settlement is Settlement.Retry retry)
                due.Note(retry.After);
        }

        return lost;
    }

    /// <summary>Nothing to do a message: the owner's heartbeat prolongs all of them.</summary>
    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

    /// <summary>Ends the wait of an idle queue.</summary>
    internal void Hint() => idle.Hint();

    /// <summary>Others go on with its keys at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
            return;

        listening.Dispose();
        owner.Await(-1);
        await keyed.DisposeAsync();
    }

    // What a process that is gone had in hand is free now.
    private ValueTask BeatAsync(Beat beat, CancellationToken giveUp)
    {
        if (Interlocked.Exchange(ref members, beat.Change) != beat.Change)
            Hinted();
        return ValueTask.CompletedTask;
    }

    private void Hinted()
    {
        turns.Hint();
        idle.Hint();
    }

    private async ValueTask<Batch> BatchAsync(List<QueueDelivery> claimed, CancellationToken stopping)
    {
        if (!sharesTransaction)
            return new QueueBatch(store, claimed, settlement);

        DbConnection? connection = null;
        try
        {
            connection = await store.OpenAsync(stopping);
            return new QueueBatch(store, claimed, settlement, await store.BeginAsync(connection, stopping));
        }
        catch
        {
            if (connection is not null)
                await connection.DisposeAsync();
            await new QueueBatch(store, claimed, settlement).DisposeAsync();
            throw;
        }
    }

    private async ValueTask AskWhatIsDueAsync(CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        var seconds = await connection.Command(nextDue, ("queue", queue)).ScalarAsync<double?>(stopping);
        if (seconds is > 0 and < 86_400)
            due.Note(TimeSpan.FromSeconds(seconds.Value));
    }
}
