namespace Penstock.Redis;

/// <summary>A connection for calls that block; the server knows it by a number, by which it can be woken.</summary>
internal sealed class BlockingRedis : IBlockingRedis
{
    private readonly IRedis client;
    private readonly Link link;
    private readonly SemaphoreSlim one = new(1);
    private long number;

    public BlockingRedis(IRedis client, Handshake handshake, RedisOptions options, TimeProvider clock)
    {
        this.client = client;
        link = new Link(async giveUp =>
        {
            var connection = await handshake.ConnectAsync([], null, giveUp);
            var replies = await connection.CallAsync([new RedisCommand("CLIENT", "ID")], TimeSpan.Zero, giveUp);
            // Who may not ask for its number can't be woken, and waits to the end.
            Volatile.Write(ref number, replies[0].Kind == ReplyKind.Integer ? replies[0].Integer : 0);
            return connection;
        }, options, clock);
    }

    public async ValueTask<RedisReply> CallAsync(RedisCommand command, TimeSpan blocks, CancellationToken giveUp)
    {
        await one.WaitAsync(giveUp);
        try
        {
            var connection = await link.TakeAsync(giveUp);
            // Not given up: what the server gives after that would be lost.
            return Replies.Accepted(command, (await connection.CallAsync([command], blocks, CancellationToken.None))[0]);
        }
        finally
        {
            one.Release();
        }
    }

    public async ValueTask WakeAsync(CancellationToken giveUp)
    {
        if (Volatile.Read(ref number) is not 0 and var known)
            await client.CallAsync([new RedisCommand("CLIENT", "UNBLOCK", known)], giveUp);
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();
}
