namespace Penstock.Redis;

/// <summary>Tells an outage of the server from a message that fails alone.</summary>
public sealed class RedisProbe(IRedis redis) : IProbe
{
    public ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => redis.IsHealthyAsync(giveUp);
}
