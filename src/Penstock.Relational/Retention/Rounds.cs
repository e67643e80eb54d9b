using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Seldom work on a store, on the heartbeat of its owner. The first process that comes holds a lock for as long as it lives and does
/// the rounds of all: a dozen replicas make no more of them than one.
/// </summary>
public sealed class Rounds : IAsyncDisposable
{
    private readonly Store store;
    private readonly string name;
    private readonly TimeSpan every;
    private readonly Func<CancellationToken, ValueTask> round;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource ended = new();
    private long? startedAt;

    /// <param name="store">Where the work is.</param>
    /// <param name="owner">Its heartbeat starts the rounds.</param>
    /// <param name="name">Of the lock: one for each kind of work.</param>
    /// <param name="every">From one round's beginning to the next; the first comes with the first beat.</param>
    /// <param name="round">What is done; a store that is away ends it, and the next round comes all the same.</param>
    /// <param name="clock">Whose time it is.</param>
    public Rounds(Store store, Owner owner, string name, TimeSpan every, Func<CancellationToken, ValueTask> round, TimeProvider clock)
    {
        (this.store, this.name, this.every, this.round, this.clock) = (store, name, every, round, clock);
        owner.OnBeat(BeatAsync);
    }

    internal Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Ends the round that runs, and lets others have the next.</summary>
    public async ValueTask DisposeAsync()
    {
        ended.CancelAll();
        await Running;
        if (store.Locks.Holds(name, 0))
            await TryAsync(store.Locks.FreeAsync(name, 0, CancellationToken.None));
    }

    // The beat goes on meanwhile: a long round must not cost the process its leases.
    internal ValueTask BeatAsync(Beat beat, CancellationToken giveUp)
    {
        if (!ended.IsCancellationRequested && Running.IsCompleted && (startedAt is not { } then || clock.GetElapsedTime(then) >= every))
        {
            startedAt = clock.GetTimestamp();
            Running = RunAsync();
        }

        return ValueTask.CompletedTask;
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        await TryAsync(RoundAsync());
    }

    private async ValueTask RoundAsync()
    {
        if (await store.Locks.TryTakeAsync(name, 0, ended.Token))
            await round(ended.Token);
    }

    private static async ValueTask TryAsync(ValueTask work)
    {
        try
        {
            await work;
        }
        catch (Exception error) when (error is DbException or IOException or TimeoutException or InvalidOperationException or OperationCanceledException)
        {
            // Ended, or the store is away: what is old is still old in the next round.
        }
    }
}
