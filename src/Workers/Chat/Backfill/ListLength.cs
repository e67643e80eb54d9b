using Penstock.Redis;

namespace Penstock.Workers.Chat;

internal sealed class ListLength(IRedis redis, FallbackOptions options) : IFallbackLength
{
    public async ValueTask<long> ReadAsync(CancellationToken giveUp) => (await redis.CallAsync(new RedisCommand("LLEN", options.List), giveUp)).Integer;
}
