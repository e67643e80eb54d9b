using Penstock.Redis;

namespace Penstock.Workers.Chat;

/// <summary>The list <c>fallback:message_queue</c>: added at its tail, taken at its head.</summary>
internal sealed class RedisFallback(IRedis redis) : IFallback
{
    public async ValueTask AddAsync(OutgoingMessage message, CancellationToken giveUp) =>
        await redis.CallAsync(new RedisCommand("RPUSH", ChatKeys.FallbackQueue, message.Body), giveUp);
}
