using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// This process on a store: one row, prolonged by one heartbeat for all that the process holds there. Whoever finds the row
/// expired removes it, and only that frees what hangs on it: so a life that lapsed unnoticed may still settle.
/// </summary>
public sealed class Owner(Store store, TimeProvider clock, OwnerOptions? options = null) : IAsyncDisposable
{
    // A shutdown during an outage must not wait for connections' time-outs.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    // What others may have added that somebody here waits for; a change of what is wanted adds to the audit log.
    private static readonly string[] Awaited = ["penstock_messages", "penstock_topic_messages", "penstock_replays", "penstock_audit"];

    private readonly OwnerOptions options = (options ?? new OwnerOptions()).Validated();
    private readonly Turn one = new();
    private readonly CancellationTokenSource ended = new();
    private readonly List<Func<Beat, CancellationToken, ValueTask>> listeners = [];
    private OwnerLease? lease;
    private Task? beating;
    private long beatAt;
    private int waiting;

    /// <summary>How many wait here for messages: together they ask as often as one would.</summary>
    internal int Waiting => Volatile.Read(ref waiting);

    private HeartbeatHints? Hints => store.Hints as HeartbeatHints;

    private TimeSpan BeatEvery => Hints is not null && options.BeatEvery > HeartbeatHints.BeatEvery ? HeartbeatHints.BeatEvery : options.BeatEvery;

    /// <summary>Called after each heartbeat, one at a time. What it throws is taken for the store being away.</summary>
    public void OnBeat(Func<Beat, CancellationToken, ValueTask> listener)
    {
        lock (listeners)
            listeners.Add(listener);
    }

    internal void Await(int more) => Interlocked.Add(ref waiting, more);

    /// <summary>The current life; begins one where there is none, or where the last one lapsed.</summary>
    public async ValueTask<OwnerLease> TakeAsync(CancellationToken giveUp)
    {
        if (Volatile.Read(ref lease) is { Lapsed.IsCancellationRequested: false } current)
            return current;

        await one.TakeAsync(giveUp);
        try
        {
            if (lease is null or { Lapsed.IsCancellationRequested: true })
                await LiveAsync(giveUp);
            beating ??= BeatUntilEndAsync();
            return lease!;
        }
        finally
        {
            one.Free();
        }
    }

    /// <summary>An orderly end: what is still held is free at once.</summary>
    public async ValueTask DisposeAsync()
    {
        End();
        if (beating is not null)
            await beating;
        using var limit = new CancellationTokenSource(LastWords, clock);
        try
        {
            if (lease is { Lapsed.IsCancellationRequested: false })
                await RunAsync("DELETE FROM penstock_owners WHERE id = @id", limit.Token, ("id", lease.Id));
        }
        catch (Exception error) when (error is DbException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            // The store is away: the lease lapses.
        }
    }

    private async ValueTask LiveAsync(CancellationToken giveUp)
    {
        Volatile.Write(ref lease, await BeginAsync(giveUp));
        beatAt = clock.GetTimestamp();
    }

    // Nothing but a delay waits for it: it needs no thread of its own.
    private void End() => ended.CancelAll();

    private async ValueTask<OwnerLease> BeginAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var id = await connection.Command(
            $"""
            INSERT INTO penstock_owners (name, started_at, expires_at) VALUES (@name, {store.Dialect.Now}, {store.Dialect.NowPlus("@lease")})
            RETURNING id
            """,
            ("name", $"{Environment.MachineName}/{Environment.ProcessId}"), ("lease", options.Lease.TotalSeconds)).ScalarAsync<long>(giveUp);
        return new OwnerLease(id);
    }

    private async Task BeatUntilEndAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(BeatEvery, clock, ended.Token);
                await BeatAsync(lease!, ended.Token);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // The store is away, and the next beat tries again. Whether others took over, only the store can tell.
                Hints?.Missed();
            }
        }
    }

    private async ValueTask BeatAsync(OwnerLease current, CancellationToken giveUp)
    {
        if (current.Lapsed.IsCancellationRequested)
            return;

        var seen = await ProlongAsync(current, giveUp);
        // What kept this process from beating, a store that was away or a writer before it, has perhaps kept everybody: whoever
        // comes back first judges nobody until the next beat.
        var isLate = clock.GetElapsedTime(beatAt) > 2 * options.BeatEvery;
        beatAt = clock.GetTimestamp();
        if (seen is not (var change, var expired, var added))
        {
            Hints?.Missed();
            current.Lapse();
            return;
        }

        if (expired > 0 && !isLate)
            await RunAsync($"DELETE FROM penstock_owners WHERE expires_at < {store.Dialect.Now} AND id <> @id", giveUp, ("id", current.Id));
        Hints?.Saw((added * 31) + change);
        foreach (var listener in Listeners())
            await listener(new Beat(current, change), giveUp);
    }

    // Null: others have removed the row. A server that has just started has kept everybody from beating: nobody is expired yet.
    private async ValueTask<(long Change, long Expired, long Added)?> ProlongAsync(OwnerLease current, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var rows = await connection.Command(
            $"""
            UPDATE penstock_owners SET expires_at = {store.Dialect.NowPlus("@lease")} WHERE id = @id
            RETURNING (SELECT coalesce(sum(o.id * o.id % 1000003), 0) FROM penstock_owners o),
                (SELECT count(*) FROM penstock_owners o WHERE o.expires_at < {store.Dialect.Now} AND o.id <> @id AND {store.Dialect.SecondsUp} > @lease),
                {store.Dialect.Added(Awaited)}
            """,
            ("id", current.Id), ("lease", options.Lease.TotalSeconds)).ListAsync(r => (r.GetInt64(0), r.GetInt64(1), r.IsDBNull(2) ? 0 : r.GetInt64(2)), giveUp);
        return rows.Count == 0 ? null : rows[0];
    }

    private List<Func<Beat, CancellationToken, ValueTask>> Listeners()
    {
        lock (listeners)
            return [.. listeners];
    }

    private async ValueTask RunAsync(string sql, CancellationToken giveUp, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await connection.Command(sql, parameters).RunAsync(giveUp);
    }
}
