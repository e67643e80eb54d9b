namespace Penstock.Redis.Tests;

/// <summary>A stream.</summary>
internal sealed class StreamFixture(SharedRedis shared) : RedisFixture(shared)
{
    private readonly StreamOptions options = Options(shared.Name());

    /// <summary>Leases that end only when a test says so, and no wait before a takeover.</summary>
    public static StreamOptions Options(string stream) => new(stream, "readers")
    {
        DeadStream = $"{stream}:dead",
        Lease = TimeSpan.FromMinutes(1),
        BeatEvery = TimeSpan.FromSeconds(1),
        BlockFor = TimeSpan.FromMilliseconds(20),
        TakeoverGrace = TimeSpan.Zero,
    };

    public override ValueTask LoseAsync(ISource source) => Lapse.OfAsync((StreamSource)source, Own, options, dead: true);

    protected override ISource Open(RedisClient client) => new StreamSource(client, options, TimeProvider.System);

    protected override RedisCommand Adding(string id) => new("XADD", options.Stream, "*", "payload", id);

    protected override ValueTask<List<string>> WaitingAsync() => BodiesAsync(options.Stream);

    protected override ValueTask<List<string>> DeadAsync() => BodiesAsync(options.DeadStream!);
}
