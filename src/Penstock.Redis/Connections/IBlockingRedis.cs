namespace Penstock.Redis;

/// <summary>A connection for calls that block.</summary>
public interface IBlockingRedis : IAsyncDisposable
{
    /// <param name="command">Such as <c>BLMOVE</c>.</param>
    /// <param name="blocks">As long as the server may wait, as the command says.</param>
    /// <param name="giveUp">Stops waiting for a connection. Once it is sent, <see cref="WakeAsync"/> ends the wait: what the server gives must not be lost.</param>
    /// <returns>Null where the wait was in vain.</returns>
    /// <exception cref="RedisException">It failed or was refused.</exception>
    ValueTask<RedisReply> CallAsync(RedisCommand command, TimeSpan blocks, CancellationToken giveUp);

    /// <summary>Ends the wait of the call that blocks now, if any: it returns as if in vain, or with what it got.</summary>
    ValueTask WakeAsync(CancellationToken giveUp);
}
