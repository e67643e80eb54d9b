using Penstock.Dev;
using Penstock.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Penstock.EndToEnd.Tests;

/// <summary>One server for all tests that leave it alone; each catalog has a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public ThrowawayPostgres Postgres { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Postgres = await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting);

    /// <summary>Deaths are counted only on a server that has been up for a while: after a restart the living take their locks again first.</summary>
    public Task OldEnoughAsync() => Until.TrueAsync(
        "the server runs for more than 10 s",
        async () => (await Postgres.PsqlAsync("SELECT now() - pg_postmaster_start_time() > interval '10.5 seconds'")).Trim() == "t");

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();
}
