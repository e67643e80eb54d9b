using Penstock.Dev;
using Penstock.Hosting;
using Penstock.Postgres;
using Penstock.Relational;

namespace Penstock.Workers.Marker.Tests;

public sealed class WhatPeopleReallyHaveTests(PostgresServer server)
{
    private const int Rows = 400;

    private static readonly MarkerOptions Quick = new()
    {
        BatchSize = 5, Lanes = 4, Interval = TimeSpan.FromMilliseconds(100), DrainLimit = TimeSpan.FromMilliseconds(200),
    };

    [ExpectedToFail("pgbouncer")]
    public Task A_pooler_that_refuses_the_options_of_a_start_is_told_of_or_served() => MarkThroughAsync(ignored: "");

    [ExpectedToFail("pgbouncer")]
    public Task A_pooler_that_gives_each_transaction_another_connection_is_told_of_or_served() => MarkThroughAsync(ignored: "options,extra_float_digits");

    private async Task MarkThroughAsync(string ignored)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.AddAsync(Rows, TimeSpan.FromDays(2));
        await using var pooler = await PgBouncer.CreateAsync(server.Postgres.Port, ignored);
        var url = StoreUrl.Parse(pooler.UrlOf(catalog.Url.ToString()));
        await using var one = new PostgresStore(url, TimeProvider.System);
        await using var other = new PostgresStore(url, TimeProvider.System);
        await using var first = Marker(one);
        await using var second = Marker(other);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(4), TimeProvider.System);
        var refusals = await Task.WhenAll(new[] { first, second }.Select(m => Record.ExceptionAsync(() => m.StartAsync(patience.Token)).AsTask()));
        if (refusals.All(refusal => refusal is not (null or OperationCanceledException)))
        {
            refusals.ShouldAllBe(refusal => refusal!.Message.Contains("pool", StringComparison.OrdinalIgnoreCase));
            (await catalog.CountAsync("des_name IS NULL AND retry_count = 0")).ShouldBe(Rows);
            return;
        }

        refusals.ShouldAllBe(refusal => refusal == null);
        await Within.SecondsAsync(6, async () => await catalog.CountAsync("des_name IS NULL") == 0);
        var ends = await Task.WhenAll(new[] { first, second }.Select(m => Record.ExceptionAsync(() => m.StopAsync()).AsTask()));

        var nodes = await catalog.ScalarAsync<long>("SELECT count(DISTINCT substr(des_name, 23, 2)) FROM des_source_catalog WHERE des_name IS NOT NULL");
        var letters = await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq");
        (await catalog.CountAsync("des_status = 'marked' AND retry_count = 0"), letters, nodes).ShouldBe((Rows, 0, 2));
        ends.ShouldAllBe(error => error == null);
    }

    private static WorkerHost Marker(Store store) => WorkerHost.Build(new WorkerHostOptions
    {
        Name = "marker",
        Services = services => services.AddMarker(store, Quick),
    });
}
