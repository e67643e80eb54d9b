using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>All is well while the database answers, and the Redis where the messages are in one.</summary>
internal sealed class DigestProbe(Store store, IRedis? redis) : IProbe
{
    private int probing;

    public async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        Interlocked.Increment(ref probing);
        try
        {
            return await store.IsHealthyAsync(giveUp) && (redis is null || await redis.IsHealthyAsync(giveUp));
        }
        finally
        {
            Interlocked.Decrement(ref probing);
        }
    }

    public BreakerState StateOf(Pipeline pipeline) =>
        pipeline is { IsPaused: true } or { WaitsFor: null } ? BreakerState.Closed
        : Volatile.Read(ref probing) > 0 ? BreakerState.HalfOpen
        : BreakerState.Open;
}
