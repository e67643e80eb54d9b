using Penstock.Relational.Tests;
using Penstock.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Penstock.Relational.Tests;

/// <summary>One server for the whole run; each test has a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private ThrowawayPostgres postgres = null!;

    public async ValueTask InitializeAsync()
    {
        // The tests kill sessions, never the machine.
        postgres = await ThrowawayPostgres.CreateAsync(new Dictionary<string, string> { ["fsync"] = "off" });
        // A server that has just started declares nobody dead for ten seconds.
        await postgres.PsqlAsync("SELECT pg_sleep(11)");
    }

    public Task<string> CreateDatabaseAsync() => postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => postgres.DisposeAsync();
}
