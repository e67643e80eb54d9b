namespace Penstock.Redis.Tests;

/// <summary>A list.</summary>
internal sealed class ListFixture(SharedRedis shared) : RedisFixture(shared)
{
    private readonly ListOptions options = Options(shared.Name());

    public static ListOptions Options(string list) => new(list)
    {
        DeadStream = $"{list}:dead",
        Lease = TimeSpan.FromMinutes(1),
        BeatEvery = TimeSpan.FromSeconds(1),
        BlockFor = TimeSpan.FromMilliseconds(20),
        TakeoverGrace = TimeSpan.Zero,
    };

    public override ValueTask LoseAsync(ISource source) => Lapse.OfAsync(((ListSource)source).Taken, Own, options.Taken, dead: true);

    protected override ISource Open(RedisClient client) => new ListSource(client, options, TimeProvider.System);

    protected override RedisCommand Adding(string id) => new("LPUSH", options.List, id);

    protected override async ValueTask<List<string>> WaitingAsync()
    {
        var list = await Own.CallAsync(new RedisCommand("LRANGE", options.List, 0, -1), default);
        return [.. list.Items.Select(i => i.Text!), .. await BodiesAsync(options.Taken.Stream)];
    }

    protected override ValueTask<List<string>> DeadAsync() => BodiesAsync(options.DeadStream!);
}
