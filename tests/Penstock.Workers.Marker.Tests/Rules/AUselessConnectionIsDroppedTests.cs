using System.Data.Common;
using System.Globalization;
using Penstock.Dev;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Marker.Tests;

public sealed class AUselessConnectionIsDroppedTests(PostgresServer server)
{
    private static readonly MarkerOptions Quick = new()
    {
        BatchSize = 10, Lanes = 4, Interval = TimeSpan.FromMilliseconds(100), DrainLimit = TimeSpan.FromMilliseconds(200),
    };

    [ExpectedToFail("pg-readonly-kept")]
    public async Task What_was_opened_while_the_database_was_read_only_is_dropped_when_that_is_over()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.AddAsync(10, TimeSpan.FromDays(2));
        var database = await catalog.ScalarAsync<string>("SELECT current_database()::text");
        await server.Postgres.PsqlAsync($"ALTER DATABASE {database} SET default_transaction_read_only = on");
        using var stopping = new CancellationTokenSource();
        var marker = catalog.Marker(Quick);
        var running = marker.RunAsync(stopping.Token);
        await Until.TrueAsync("the marker waits", () => Task.FromResult(marker.WaitsFor is not null));
        marker.WaitsFor.ShouldNotBeNull().ShouldContain("read-only");

        await server.Postgres.PsqlAsync($"ALTER DATABASE {database} RESET default_transaction_read_only");
        await Within.SecondsAsync(6, async () => await MarkedAsync(catalog) == 10);
        var marked = await MarkedAsync(catalog);
        await stopping.CancelAsync();
        await running;

        marked.ShouldBe(10);
    }

    [ExpectedToFail("idle-sessions-ended")]
    public async Task Where_somebody_ends_idle_sessions_again_and_again_the_work_goes_on()
    {
        const int Rows = 200;
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        var database = await catalog.ScalarAsync<string>("SELECT current_database()::text");
        var store = catalog.Open();
        await using var host = WorkerHost.Build(new WorkerHostOptions
        {
            Name = "marker", Services = services => services.AddControl(store).AddMarker(store, Quick with { Lanes = 1, RateLimitPerSecond = 30 }),
        });
        await host.StartAsync();
        await FillPoolAsync(store, 6);
        await catalog.AddAsync(Rows, TimeSpan.FromDays(2));
        using var stopping = new CancellationTokenSource();
        await EndIdleAsync(database!, default);
        var reaping = EndIdleEachSecondAsync(database!, stopping.Token);

        await Within.SecondsAsync(8, async () => await MarkedAsync(catalog) == Rows);
        var marked = await MarkedAsync(catalog);
        await stopping.CancelAsync();
        await reaping;
        await host.StopAsync();

        marked.ShouldBe(Rows);
    }

    private static async Task FillPoolAsync(Store store, int connections)
    {
        var opened = new List<DbConnection>();
        for (var i = 0; i < connections; i++)
            opened.Add(await store.OpenAsync(default));
        foreach (var connection in opened)
            await connection.DisposeAsync();
    }

    private async Task EndIdleAsync(string database, CancellationToken stopping) => await server.Postgres.PsqlAsync($"""
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}' AND state = 'idle' AND application_name = 'penstock'
        """, cancellationToken: stopping);

    private async Task EndIdleEachSecondAsync(string database, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await EndIdleAsync(database, stopping);
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    // Not on the catalog's own connections, which are ended as well.
    private async Task<int> MarkedAsync(CatalogUnderTest catalog) => int.Parse(
        await server.Postgres.PsqlAsync("SELECT count(*) FROM des_source_catalog WHERE des_status = 'marked'", catalog.Url.ToString()),
        CultureInfo.InvariantCulture);
}
