using Microsoft.Extensions.Logging;

namespace Penstock.Redis;

/// <summary>The group's own affairs: made where it isn't there, rid of consumers that are gone.</summary>
internal sealed class StreamGroup(IRedis redis, StreamOptions options, StreamKeys keys, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(10);

    private bool isKnown;
    private long? prunedAt;

    /// <summary>It was there, and is no longer: somebody deleted the stream.</summary>
    public void Forget() => isKnown = false;

    public async ValueTask EnsureAsync(CancellationToken giveUp)
    {
        if (!isKnown)
            await CreateAsync(giveUp);
        if (prunedAt is not { } then || clock.GetElapsedTime(then) >= PruneEvery)
            await PruneAsync(giveUp);
    }

    /// <summary>Removes consumers that hold nothing and are long gone.</summary>
    public async ValueTask PruneAsync(CancellationToken giveUp)
    {
        prunedAt = clock.GetTimestamp();
        var removed = await StreamScripts.Prune.RunAsync(
            redis, keys.All, [.. keys.Arguments, (long)options.RemoveConsumersAfter.TotalMilliseconds, keys.SessionPrefix], giveUp);
        if (removed.Items.Count > 0)
            Log.ConsumersRemoved(logger, options.Stream, options.Group, removed.Items.Count);
    }

    /// <summary>Hands back all that this process still holds, and leaves.</summary>
    public async ValueTask LeaveAsync(CancellationToken giveUp) =>
        await StreamScripts.Close.RunAsync(redis, keys.All, [.. keys.Arguments, keys.Resting, keys.Inbox, options.BodyField], giveUp);

    private async ValueTask CreateAsync(CancellationToken giveUp)
    {
        try
        {
            await redis.CallAsync(new RedisCommand("XGROUP", "CREATE", options.Stream, options.Group, "0", "MKSTREAM"), giveUp);
            Log.GroupCreated(logger, options.Group, options.Stream);
        }
        catch (RedisServerException error) when (error.Code == "BUSYGROUP")
        {
            // It is there.
        }

        isKnown = true;
    }
}
