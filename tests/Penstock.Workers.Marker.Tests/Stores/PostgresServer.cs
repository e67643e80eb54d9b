using Penstock.Dev;
using Penstock.Workers.Marker.Tests;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Penstock.Workers.Marker.Tests;

/// <summary>One server for the whole run; each catalog has a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public ThrowawayPostgres Postgres { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Postgres = await ThrowawayPostgres.CreateAsync(new Dictionary<string, string>
    {
        // The tests kill processes, never the machine.
        ["fsync"] = "off",
        ["max_connections"] = "200",
    });

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();
}
