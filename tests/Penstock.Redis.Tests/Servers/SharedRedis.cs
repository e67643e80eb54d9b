using Penstock.Dev;
using Penstock.Redis.Tests;

[assembly: AssemblyFixture(typeof(SharedRedis))]

namespace Penstock.Redis.Tests;

/// <summary>One server for the whole run; each test has keys of its own.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private int names;

    public RedisServer Server { get; private set; } = null!;

    public string Name() => $"test{Interlocked.Increment(ref names)}";

    public RedisClient Connect(RedisOptions? options = null) => new(RedisUrl.Parse(Server.Url), TimeProvider.System, options);

    public async ValueTask InitializeAsync() => Server = await RedisServer.CreateAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
