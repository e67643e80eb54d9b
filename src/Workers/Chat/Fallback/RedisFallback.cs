using Penstock.Redis;

namespace Penstock.Workers.Chat;

/// <summary>The list <c>fallback:message_queue</c>: added at its tail, taken at its head.</summary>
internal sealed class RedisFallback(IRedis redis) : IFallback
{
    public async ValueTask AddAsync(ChatMessage message, byte[] json, CancellationToken giveUp) =>
        await redis.CallAsync(new RedisCommand("RPUSH", ChatKeys.FallbackQueue, json), giveUp);
}
