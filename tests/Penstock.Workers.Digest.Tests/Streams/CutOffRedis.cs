using Penstock.Redis;

namespace Penstock.Workers.Digest.Tests;

/// <summary>A process's way to its server, until it is cut: then nothing of the process is heard any more.</summary>
internal sealed class CutOffRedis(IRedis redis) : IRedis
{
    private volatile bool isCut;

    public string Display => redis.Display;

    public void Cut() => isCut = true;

    public ValueTask<IReadOnlyList<RedisReply>> CallAsync(IReadOnlyList<RedisCommand> commands, CancellationToken giveUp) =>
        isCut ? throw new RedisConnectionException("The connection is cut.") : redis.CallAsync(commands, giveUp);

    public IBlockingRedis OpenBlocking() => redis.OpenBlocking();

    public IRedisSession OpenSession(string channel) => redis.OpenSession(channel);

    public ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => isCut ? ValueTask.FromResult(false) : redis.IsHealthyAsync(giveUp);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
