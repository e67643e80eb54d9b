using System.Text;
using Penstock.Testing;

namespace Penstock.Redis.Tests;

/// <summary>Keys of its own; each source opened is a process with connections of its own.</summary>
internal abstract class RedisFixture(SharedRedis shared) : ISourceFixture
{
    private readonly Dictionary<ISource, RedisClient> processes = [];
    private readonly List<string> added = [];

    /// <summary>The test's own eyes.</summary>
    protected RedisClient Own { get; } = shared.Connect();

    public ValueTask<ISource> OpenAsync()
    {
        var client = shared.Connect();
        var source = Open(client);
        processes[source] = client;
        return new(source);
    }

    public async ValueTask AddAsync(string id, string? key = null)
    {
        added.Add(id);
        await Own.CallAsync(Adding(id), default);
    }

    public async ValueTask<StoreState> ReadAsync()
    {
        var (waiting, dead) = (await WaitingAsync(), await DeadAsync());
        return new StoreState(waiting, [.. added.Except(waiting).Except(dead)], dead, []);
    }

    public async ValueTask AdvanceAsync(TimeSpan span) => await Task.Delay(span, TimeProvider.System);

    public abstract ValueTask LoseAsync(ISource source);

    public string IdOf(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in processes.Values)
            await client.DisposeAsync();
        await Own.DisposeAsync();
    }

    protected abstract ISource Open(RedisClient client);

    protected abstract RedisCommand Adding(string id);

    protected abstract ValueTask<List<string>> WaitingAsync();

    protected abstract ValueTask<List<string>> DeadAsync();

    /// <summary>Of the entries of a stream.</summary>
    protected async ValueTask<List<string>> BodiesAsync(string stream)
    {
        var entries = await Own.CallAsync(new RedisCommand("XRANGE", stream, "-", "+"), default);
        return [.. entries.Items.Select(e => e[1][1].Text!)];
    }
}
