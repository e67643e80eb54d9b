namespace Penstock.Redis;

/// <summary>A Redis server, as far as Penstock needs one. Another client library takes our own's place behind it.</summary>
public interface IRedis : IAsyncDisposable
{
    /// <summary>The address without its password.</summary>
    string Display { get; }

    /// <summary>Sends commands in one go, on a connection shared with other callers; the answers come in the same order.</summary>
    /// <param name="commands">None that blocks.</param>
    /// <param name="giveUp">Stops waiting; the server may do it all the same.</param>
    /// <returns>Refusals among them: <see cref="ReplyKind.Error"/>.</returns>
    /// <exception cref="RedisConnectionException">What the server did is not known.</exception>
    ValueTask<IReadOnlyList<RedisReply>> CallAsync(IReadOnlyList<RedisCommand> commands, CancellationToken giveUp);

    /// <summary>A connection for calls that block, one at a time.</summary>
    IBlockingRedis OpenBlocking();

    /// <summary>Shows that this process lives, for as long as it does: a subscription that ends with the process.</summary>
    IRedisSession OpenSession(string channel);

    /// <summary>A connection of its own, log-in included, and nothing more; within about a second.</summary>
    ValueTask<bool> IsHealthyAsync(CancellationToken giveUp);
}
