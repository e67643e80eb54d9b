using Penstock.Dev;
using Penstock.Workers.Digest.Tests;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Penstock.Workers.Digest.Tests;

/// <summary>One database server and one Redis for the whole run; each test has a database and keys of its own.</summary>
public sealed class Servers : IAsyncLifetime
{
    private int names;

    public ThrowawayPostgres Postgres { get; private set; } = null!;

    public RedisServer Redis { get; private set; } = null!;

    public string Name() => $"test{Interlocked.Increment(ref names)}";

    public async ValueTask InitializeAsync()
    {
        Postgres = await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting);
        Redis = await RedisServer.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
