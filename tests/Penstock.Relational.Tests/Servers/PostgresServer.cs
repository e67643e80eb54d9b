using Penstock.Dev;
using Penstock.Relational.Tests;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Penstock.Relational.Tests;

/// <summary>One server for the whole run; each test has a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private ThrowawayPostgres postgres = null!;
    private Task oldEnough = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        // The tests kill sessions, never the machine.
        postgres = await ThrowawayPostgres.CreateAsync(new Dictionary<string, string> { ["fsync"] = "off" });
        // A server that has just started declares nobody dead for ten seconds. What needs no server goes on meanwhile.
        oldEnough = Task.Delay(TimeSpan.FromSeconds(11), TimeProvider.System);
    }

    public async Task<string> CreateDatabaseAsync()
    {
        await oldEnough;
        return await postgres.CreateDatabaseAsync();
    }

    public ValueTask DisposeAsync() => postgres.DisposeAsync();
}
