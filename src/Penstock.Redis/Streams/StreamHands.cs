using System.Collections.Concurrent;

namespace Penstock.Redis;

/// <summary>What of a stream is in this process's hands, renewed by one heartbeat for all of it.</summary>
internal sealed class StreamHands(IRedis redis, IRedisSession session, StreamOptions options, StreamKeys keys, TimeProvider clock)
    : IAsyncDisposable
{
    private const int MostInOne = 1_000;

    private readonly ConcurrentDictionary<string, StreamDelivery> held = new(StringComparer.Ordinal);
    private readonly ConcurrentStack<int> freeSlots = [];
    private readonly CancellationTokenSource ended = new();
    private Task? beating;
    private int slots;

    /// <summary>Shows that this process lives, once, and from then on.</summary>
    public async ValueTask StartAsync(CancellationToken stopping)
    {
        if (session.Age is null)
            await session.CheckAsync(stopping);
        if (beating is not null)
            return;

        await BeatAsync(stopping);
        beating = KeepBeatingAsync();
    }

    public void Add(IReadOnlyList<StreamDelivery> claimed)
    {
        foreach (var delivery in claimed)
            held[delivery.Id] = delivery;
    }

    public void Remove(StreamDelivery delivery) => held.TryRemove(new KeyValuePair<string, StreamDelivery>(delivery.Id, delivery));

    public int TakeSlot() => freeSlots.TryPop(out var free) ? free : Interlocked.Increment(ref slots);

    public void FreeSlot(int slot) => freeSlots.Push(slot);

    /// <summary>
    /// Notes what is held and doesn't run: should this process die now, all else that it holds are suspects. That a process holds
    /// something the server knows by itself, so that a batch that runs as a whole needs no note.
    /// </summary>
    public async ValueTask NoteRestingAsync(int slot, IEnumerable<string> ids, CancellationToken giveUp) =>
        await redis.CallAsync(new RedisCommand("HSET", keys.Resting, slot, string.Join(' ', ids)), giveUp);

    public async ValueTask NoteNoneRestsAsync(int slot, CancellationToken giveUp) =>
        await redis.CallAsync(new RedisCommand("HDEL", keys.Resting, slot), giveUp);

    /// <summary>Renews all that is in hand, and finds out what is no longer.</summary>
    public async ValueTask BeatAsync(CancellationToken giveUp)
    {
        foreach (var some in held.Keys.Chunk(MostInOne).DefaultIfEmpty([]))
        {
            var lost = await StreamScripts.Beat.RunAsync(redis, keys.All, [.. keys.Arguments, .. some.Select(id => (RedisArgument)id)], giveUp);
            foreach (var id in lost.Items)
            {
                if (held.TryRemove(id.Text!, out var delivery))
                    delivery.Lose();
            }
        }
    }

    /// <summary>No further heartbeat, as if this process were stopped.</summary>
    public async ValueTask StopAsync()
    {
        await ended.CancelAsync();
        if (beating is not null)
            await beating;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        ended.Dispose();
    }

    private async Task KeepBeatingAsync()
    {
        using var timer = new PeriodicTimer(options.BeatEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
                await TryBeatAsync();
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async ValueTask TryBeatAsync()
    {
        try
        {
            await BeatAsync(ended.Token);
            // A connection that is broken without a word shows only when something is sent.
            await session.CheckAsync(ended.Token);
        }
        catch (RedisException)
        {
            // The next beat tries again; what is lost meanwhile shows at its settlement, where the fence decides.
        }
    }
}
