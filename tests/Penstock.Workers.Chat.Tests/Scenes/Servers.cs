using Penstock.Dev;
using Penstock.Workers.Chat.Tests;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Penstock.Workers.Chat.Tests;

/// <summary>One database server and one Redis for the whole run; each test has a database and keys of its own.</summary>
public sealed class Servers : IAsyncLifetime
{
    public ThrowawayPostgres Postgres { get; private set; } = null!;

    public RedisServer Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Postgres = await ThrowawayPostgres.CreateAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // The tests kill processes, never the machine.
            ["fsync"] = "off",
            ["max_connections"] = "200",
        });
        Redis = await RedisServer.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
