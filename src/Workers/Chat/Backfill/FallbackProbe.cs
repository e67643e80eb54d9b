using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Both sides of the backfill that can be asked here: the list's server, and the store.</summary>
internal sealed class FallbackProbe(IRedis redis, Store store) : IProbe
{
    public async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => await redis.IsHealthyAsync(giveUp) && await store.IsHealthyAsync(giveUp);
}
