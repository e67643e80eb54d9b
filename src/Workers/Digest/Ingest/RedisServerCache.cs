using Penstock.Redis;

namespace Penstock.Workers.Digest;

/// <summary>Answers kept on the server, shared by all that take metrics in: <c>server:valid:&lt;uuid&gt;</c> is <c>true</c> or <c>false</c>.</summary>
internal sealed class RedisServerCache(IRedis redis, IKnownServers table, IngestOptions options) : IKnownServers
{
    public async ValueTask<bool> IsKnownAsync(string serverId, CancellationToken giveUp)
    {
        var key = $"server:valid:{serverId}";
        if ((await redis.CallAsync(new RedisCommand("GET", key), giveUp)).Text is ("true" or "false") and var kept)
            return kept == "true";

        var known = await table.IsKnownAsync(serverId, giveUp);
        await redis.CallAsync(new RedisCommand("SET", key, known ? "true" : "false", "EX", (long)options.ServerCacheTtl.TotalSeconds), giveUp);
        return known;
    }
}
