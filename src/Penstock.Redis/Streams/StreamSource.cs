using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Penstock.Redis;

/// <summary>
/// A stream, read by a group. Entries in hand are renewed by one heartbeat; those of a dead or stopped process are taken over when
/// they are renewed no longer; retries wait on the server, in nobody's hands, so that they survive every process.
/// </summary>
public sealed class StreamSource : ISource
{
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);

    private readonly StreamOptions options;
    private readonly TimeProvider clock;
    private readonly IRedisSession session;
    private readonly SemaphoreSlim oneClaim = new(1);
    private readonly StreamGroup group;
    private readonly StreamHands hands;
    private readonly StreamTakes takes;
    private readonly WokenCalls calls;
    private readonly INewEntries entries;
    private readonly StreamSettlement settlement;
    private bool newFirst;
    private int disposed;

    /// <param name="redis">Outlives the source.</param>
    /// <param name="options">Which stream.</param>
    /// <param name="clock">For waits; leases and delays are judged by the server's clock.</param>
    /// <param name="logger">For what is rare: ghosts, groups made, consumers removed.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public StreamSource(IRedis redis, StreamOptions options, TimeProvider clock, ILogger? logger = null)
        : this(redis, options, null, clock, logger)
    {
    }

    /// <param name="redis">Outlives the source.</param>
    /// <param name="options">Which stream.</param>
    /// <param name="list">What feeds the stream; null where others do.</param>
    /// <param name="clock">For waits.</param>
    /// <param name="logger">For what is rare.</param>
    internal StreamSource(IRedis redis, StreamOptions options, ListOptions? list, TimeProvider clock, ILogger? logger)
    {
        (this.options, this.clock) = (options.Validated(), clock);
        Consumer = $"{options.ConsumerPrefix}-{Environment.MachineName}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var keys = new StreamKeys(options, Consumer);
        var log = logger ?? NullLogger.Instance;
        session = redis.OpenSession(keys.Session);
        group = new StreamGroup(redis, options, keys, clock, log);
        hands = new StreamHands(redis, session, options, keys, clock);
        takes = new StreamTakes(redis, session, options, keys, clock, log);
        calls = new WokenCalls(redis.OpenBlocking(), clock);
        entries = list is null ? new StreamReads(calls, options, keys) : new ListReads(redis, calls, list, options, keys);
        settlement = new StreamSettlement(redis, options, keys, hands, clock);
        Can = Can.Delay | Can.CountClaims | (options.DeadStream is null ? Can.None : Can.ParkAtomically);
    }

    public Can Can { get; }

    /// <summary>This process's name in the group; another one each time.</summary>
    public string Consumer { get; }

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        // One claim at a time: while one lane waits for work, the others need not ask for it too.
        await oneClaim.WaitAsync(stopping);
        try
        {
            await hands.StartAsync(stopping);
            await group.EnsureAsync(stopping);
            // Where a claim fails its slot is not used again: the server may have noted something there.
            var slot = hands.TakeSlot();
            var claimed = await ClaimAsync(max, slot, stopping);
            if (claimed.Count == 0)
            {
                hands.FreeSlot(slot);
                return Batch.Empty;
            }

            hands.Add(claimed);
            var batch = new StreamBatch(claimed, slot, settlement, hands);
            if (!stopping.IsCancellationRequested)
                return batch;

            await batch.DisposeAsync();
            throw new OperationCanceledException(stopping);
        }
        catch (RedisServerException error) when (error.Code == "NOGROUP")
        {
            group.Forget();
            return Batch.Empty;
        }
        finally
        {
            oneClaim.Release();
        }
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        var lost = await settlement.ApplyAsync(verdicts, giveUp);
        for (var i = 0; i < verdicts.Count; i++)
        {
            if (verdicts[i].Settlement is Settlement.Retry retry)
                DueAfter(retry.After);
            else if (verdicts[i].Settlement is Settlement.Release)
                DueAfter(TimeSpan.Zero);
        }

        return lost;
    }

    /// <summary>Nothing to do a message: one heartbeat renews all that is in hand.</summary>
    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

    /// <summary>Hands back what is left, so that others have it at once, and leaves the group.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;

        await hands.DisposeAsync();
        await calls.DisposeAsync();
        using var limit = new CancellationTokenSource(LeaveLimit, clock);
        try
        {
            await group.LeaveAsync(limit.Token);
        }
        catch (Exception error) when (error is RedisException or OperationCanceledException or ObjectDisposedException)
        {
            // The server is away: what we hold is taken over when its lease is over.
        }

        await session.DisposeAsync();
    }

    /// <summary>For tests: a process that was stopped, and one that died.</summary>
    internal async ValueTask FreezeAsync(bool dead)
    {
        await hands.StopAsync();
        if (dead)
            await session.DisposeAsync();
    }

    /// <summary>For tests: the heartbeat that its timer makes.</summary>
    internal ValueTask BeatAsync(CancellationToken giveUp) => hands.BeatAsync(giveUp);

    private async ValueTask<IReadOnlyList<StreamDelivery>> ClaimAsync(int max, int slot, CancellationToken stopping)
    {
        // What was given before could fill every batch: new entries have every other turn then.
        if (newFirst && await entries.ReadAsync(max, TimeSpan.Zero, stopping) is { Count: > 0 } fresh)
        {
            newFirst = false;
            return fresh;
        }

        if (takes.UntilNext == TimeSpan.Zero && await takes.TakeAsync(max, slot, stopping) is { Count: > 0 } taken)
        {
            newFirst = taken.Count >= max;
            return taken;
        }

        var wait = takes.UntilNext;
        return await entries.ReadAsync(max, wait < options.BlockFor ? wait : options.BlockFor, stopping);
    }

    private void DueAfter(TimeSpan wait)
    {
        if (wait >= takes.UntilNext)
            return;

        takes.Note(wait);
        calls.Wake();
    }
}
