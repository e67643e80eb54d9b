using System.Text;
using Penstock.Testing;

namespace Penstock.Redis.Tests;

/// <summary>A stream with keys of its own; each source opened is a process with connections of its own.</summary>
internal sealed class StreamFixture : ISourceFixture
{
    private readonly StreamOptions options;
    private readonly SharedRedis shared;
    private readonly RedisClient own;
    private readonly Dictionary<ISource, RedisClient> processes = [];
    private readonly List<string> added = [];

    public StreamFixture(SharedRedis shared)
    {
        (this.shared, own) = (shared, shared.Connect());
        options = Options(shared.Name());
    }

    /// <summary>Leases that end only when a test says so, and no wait before a takeover.</summary>
    public static StreamOptions Options(string stream) => new(stream, "readers")
    {
        DeadStream = $"{stream}:dead",
        Lease = TimeSpan.FromMinutes(1),
        BeatEvery = TimeSpan.FromSeconds(1),
        BlockFor = TimeSpan.FromMilliseconds(20),
        TakeoverGrace = TimeSpan.Zero,
    };

    public ValueTask<ISource> OpenAsync()
    {
        var client = shared.Connect();
        var source = new StreamSource(client, options, TimeProvider.System);
        processes[source] = client;
        return new(source);
    }

    public async ValueTask AddAsync(string id, string? key = null)
    {
        added.Add(id);
        await own.CallAsync(new RedisCommand("XADD", options.Stream, "*", "payload", id), default);
    }

    public async ValueTask<StoreState> ReadAsync()
    {
        var (waiting, dead) = (await BodiesAsync(options.Stream), await BodiesAsync(options.DeadStream!));
        return new StoreState(waiting, [.. added.Except(waiting).Except(dead)], dead, []);
    }

    public async ValueTask AdvanceAsync(TimeSpan span) => await Task.Delay(span, TimeProvider.System);

    public ValueTask LoseAsync(ISource source) => Lapse.OfAsync((StreamSource)source, own, options, dead: true);

    public string IdOf(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in processes.Values)
            await client.DisposeAsync();
        await own.DisposeAsync();
    }

    private async ValueTask<List<string>> BodiesAsync(string stream)
    {
        var entries = await own.CallAsync(new RedisCommand("XRANGE", stream, "-", "+"), default);
        return [.. entries.Items.Select(e => e[1][1].Text!)];
    }
}
