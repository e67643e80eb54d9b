using Penstock.Dev;
using Penstock.Workers.Marker.Tests;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Penstock.Workers.Marker.Tests;

/// <summary>One server for the whole run; each catalog has a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public ThrowawayPostgres Postgres { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Postgres = await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting);

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();
}
