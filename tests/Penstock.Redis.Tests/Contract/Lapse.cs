using Penstock.Dev;

namespace Penstock.Redis.Tests;

/// <summary>Makes a process's leases run out at once: the server is told that its entries are idle for long.</summary>
internal static class Lapse
{
    /// <param name="source">Its heartbeat ends here.</param>
    /// <param name="redis">Somebody else's connection.</param>
    /// <param name="options">Of the source.</param>
    /// <param name="dead">False: it was only stopped, and its session stays.</param>
    public static async ValueTask OfAsync(StreamSource source, IRedis redis, StreamOptions options, bool dead)
    {
        await source.FreezeAsync(dead);
        var keys = new StreamKeys(options, source.Consumer);
        if (dead)
            await Until.TrueAsync("the session is gone", async () => await ListenersAsync(redis, keys.Session) == 0);

        var held = await redis.CallAsync(new RedisCommand("XPENDING", options.Stream, options.Group, "-", "+", 1_000, source.Consumer), default);
        foreach (var entry in held.Items)
        {
            await redis.CallAsync(
                new RedisCommand("XCLAIM", options.Stream, options.Group, source.Consumer, 0, entry[0].Text!, "IDLE", (long)options.Lease.TotalMilliseconds, "JUSTID"), default);
        }

        await redis.CallAsync(new RedisCommand("ZADD", keys.All[4], 0, source.Consumer), default);
    }

    private static async Task<long> ListenersAsync(IRedis redis, string channel) =>
        (await redis.CallAsync(new RedisCommand("PUBSUB", "NUMSUB", channel), default))[1].Integer;
}
