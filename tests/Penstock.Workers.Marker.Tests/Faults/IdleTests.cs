using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Testing;

namespace Penstock.Workers.Marker.Tests;

public sealed class IdleTests(PostgresServer server, ITestOutputHelper output)
{
    // Of the heartbeat, the control store, the marker's look and its gauges.
    private const int Timers = 4;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_idle_marker_under_control_makes_a_statement_a_second_at_most()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await using var proxy = PostgresProxy.Start(server.Postgres.Port);
        var clock = new ManualClock();
        await using var store = new PostgresStore(StoreUrl.Parse(proxy.UrlOf(catalog.Url.ToString())), clock);
        await new Migrator(store).ApplyAsync([OwnerSchema.Set, ControlSchema.Set], default);
        using var host = new HostBuilder()
            .ConfigureServices(s => s.AddSingleton<TimeProvider>(clock).AddControl(store).AddMarker(store, new MarkerOptions())).Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await PassAsync(clock);

        var before = proxy.Executed;
        await PassAsync(clock);

        output.WriteLine($"{proxy.Executed - before} statements in a minute");
        (proxy.Executed - before).ShouldBeInRange(40, 60);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task PassAsync(ManualClock clock)
    {
        for (var until = clock.GetUtcNow() + Minute; ;)
        {
            await clock.WaitForTimersAsync(Timers);
            if (clock.NextDue is not { } next || clock.GetUtcNow() + next > until)
                return;
            clock.Advance(next);
        }
    }
}
