using Penstock.Redis;

namespace Penstock.Bench;

/// <summary>Counts round trips: what goes out in one go is one.</summary>
internal sealed class CountedRedis(IRedis redis) : IRedis
{
    private long trips;

    public long Trips => Interlocked.Read(ref trips);

    public string Display => redis.Display;

    public ValueTask<IReadOnlyList<RedisReply>> CallAsync(IReadOnlyList<RedisCommand> commands, CancellationToken giveUp)
    {
        Interlocked.Increment(ref trips);
        return redis.CallAsync(commands, giveUp);
    }

    public IBlockingRedis OpenBlocking() => new Blocking(this, redis.OpenBlocking());

    public IRedisSession OpenSession(string channel) => redis.OpenSession(channel);

    public ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        Interlocked.Increment(ref trips);
        return redis.IsHealthyAsync(giveUp);
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    private sealed class Blocking(CountedRedis counted, IBlockingRedis inner) : IBlockingRedis
    {
        public ValueTask<RedisReply> CallAsync(RedisCommand command, TimeSpan blocks, CancellationToken giveUp)
        {
            Interlocked.Increment(ref counted.trips);
            return inner.CallAsync(command, blocks, giveUp);
        }

        public ValueTask WakeAsync(CancellationToken giveUp) => inner.WakeAsync(giveUp);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
