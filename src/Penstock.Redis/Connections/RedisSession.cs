namespace Penstock.Redis;

/// <summary>A subscription that is kept up. What is published there is of no interest: that somebody listens is.</summary>
internal sealed class RedisSession : IRedisSession
{
    private static readonly RedisCommand Ping = new("PING");

    private readonly Link link;

    public RedisSession(Handshake handshake, RedisOptions options, TimeProvider clock, string channel)
    {
        link = new Link(
            giveUp => handshake.ConnectAsync([new RedisCommand("SUBSCRIBE", channel)], IsMessage, giveUp), options, clock);
        link.Start();
    }

    public TimeSpan? Age => link.Age;

    public async ValueTask CheckAsync(CancellationToken giveUp)
    {
        var connection = await link.TakeAsync(giveUp);
        await connection.CallAsync([Ping], TimeSpan.Zero, giveUp);
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private static bool IsMessage(RedisReply reply) =>
        reply.Items is [{ Kind: ReplyKind.Bulk } first, ..] && first.Bytes.Span.SequenceEqual("message"u8);
}
