using System.Text;
using Penstock.Testing;

namespace Penstock.Redis.Tests;

/// <summary>A list with keys of its own; each source opened is a process with connections of its own.</summary>
internal sealed class ListFixture : ISourceFixture
{
    private readonly ListOptions options;
    private readonly SharedRedis shared;
    private readonly RedisClient own;
    private readonly Dictionary<ISource, RedisClient> processes = [];
    private readonly List<string> added = [];

    public ListFixture(SharedRedis shared)
    {
        (this.shared, own) = (shared, shared.Connect());
        options = Options(shared.Name());
    }

    public static ListOptions Options(string list) => new(list)
    {
        DeadStream = $"{list}:dead",
        Lease = TimeSpan.FromMinutes(1),
        BeatEvery = TimeSpan.FromSeconds(1),
        BlockFor = TimeSpan.FromMilliseconds(20),
        TakeoverGrace = TimeSpan.Zero,
    };

    public ValueTask<ISource> OpenAsync()
    {
        var client = shared.Connect();
        var source = new ListSource(client, options, TimeProvider.System);
        processes[source] = client;
        return new(source);
    }

    public async ValueTask AddAsync(string id, string? key = null)
    {
        added.Add(id);
        await own.CallAsync(new RedisCommand("LPUSH", options.List, id), default);
    }

    public async ValueTask<StoreState> ReadAsync()
    {
        var list = await own.CallAsync(new RedisCommand("LRANGE", options.List, 0, -1), default);
        string[] waiting = [.. list.Items.Select(i => i.Text!), .. await BodiesAsync(options.Taken.Stream)];
        var dead = await BodiesAsync(options.DeadStream!);
        return new StoreState(waiting, [.. added.Except(waiting).Except(dead)], dead, []);
    }

    public async ValueTask AdvanceAsync(TimeSpan span) => await Task.Delay(span, TimeProvider.System);

    public ValueTask LoseAsync(ISource source) => Lapse.OfAsync(((ListSource)source).Taken, own, options.Taken, dead: true);

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
