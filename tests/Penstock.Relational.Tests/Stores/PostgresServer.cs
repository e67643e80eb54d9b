using Penstock.Relational.Tests;
using Penstock.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Penstock.Relational.Tests;

/// <summary>One server for all tests that leave it alone; each has a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public ThrowawayPostgres Postgres { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Postgres = await ThrowawayPostgres.CreateAsync(new Dictionary<string, string> { ["fsync"] = "off" });

    /// <summary>Deaths are counted only on a server that has been up for a while: after a restart the living take their locks again first.</summary>
    public async Task OldEnoughAsync()
    {
        while ((await Postgres.PsqlAsync("SELECT now() - pg_postmaster_start_time() > interval '10.5 seconds'")).Trim() != "t")
            await Postgres.PsqlAsync("SELECT pg_sleep(0.1)");
    }

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();
}
