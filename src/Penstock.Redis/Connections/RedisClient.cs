namespace Penstock.Redis;

/// <summary>Our own client: RESP2 on one connection that all callers share, further ones for what blocks and for the session.</summary>
public sealed class RedisClient : IRedis
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(1);

    private readonly RedisUrl url;
    private readonly RedisOptions options;
    private readonly TimeProvider clock;
    private readonly Handshake handshake;
    private readonly Link link;

    /// <summary>Connects with the first call.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public RedisClient(RedisUrl url, TimeProvider clock, RedisOptions? options = null)
    {
        (this.url, this.clock, this.options) = (url, clock, (options ?? new RedisOptions()).Validated());
        handshake = new Handshake(url, this.options, clock);
        link = new Link(giveUp => handshake.ConnectAsync([], null, giveUp), this.options, clock);
    }

    public string Display => url.ToString();

    public async ValueTask<IReadOnlyList<RedisReply>> CallAsync(IReadOnlyList<RedisCommand> commands, CancellationToken giveUp)
    {
        if (commands.Count == 0)
            return [];

        var connection = await link.TakeAsync(giveUp);
        return await connection.CallAsync(commands, TimeSpan.Zero, giveUp);
    }

    public IBlockingRedis OpenBlocking() => new BlockingRedis(this, handshake, options, clock);

    public IRedisSession OpenSession(string channel) => new RedisSession(handshake, options, clock, channel);

    public async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        var quick = options with { ConnectTimeout = options.ConnectTimeout < ProbeLimit ? options.ConnectTimeout : ProbeLimit };
        try
        {
            await using var connection = await new Handshake(url, quick, clock).ConnectAsync([], null, giveUp);
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();
}
