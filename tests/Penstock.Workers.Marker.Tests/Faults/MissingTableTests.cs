using Penstock.Dev;

namespace Penstock.Workers.Marker.Tests;

public sealed class MissingTableTests(PostgresServer server)
{
    [Theory]
    [InlineData("postgresql", "des_source_catalog")]
    [InlineData("postgresql", "des_marker_waiting")]
    [InlineData("sqlite", "des_marker_waiting")]
    public async Task A_table_that_goes_in_mid_run_stops_the_work_blames_nobody_and_the_work_resumes_when_it_is_back(string kind, string table)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        await catalog.AddAsync(20, TimeSpan.FromDays(2));
        using var stopping = new CancellationTokenSource();
        var marker = catalog.Marker(new MarkerOptions { BatchSize = 10, Interval = TimeSpan.FromMilliseconds(20), MaxRetries = 1 });
        var running = marker.RunAsync(stopping.Token);
        await MarkedAsync(catalog, 20);

        await catalog.ExecuteAsync($"ALTER TABLE {table} RENAME TO put_aside");
        await Until.TrueAsync("the marker waits", () => Task.FromResult(marker.WaitsFor is not null));
        marker.WaitsFor.ShouldNotBeNull().ShouldContain(table);
        await catalog.ExecuteAsync($"ALTER TABLE put_aside RENAME TO {table}");
        await catalog.AddAsync(20, TimeSpan.FromDays(2));
        await MarkedAsync(catalog, 40);

        await Until.TrueAsync("the marker goes on", () => Task.FromResult(marker.WaitsFor is null));
        await stopping.CancelAsync();
        await running;
        (await catalog.CountAsync("retry_count > 0")).ShouldBe(0);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq")).ShouldBe(0);
    }

    [Fact]
    public async Task A_table_that_only_the_handler_needs_may_go_too()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.ExecuteAsync("""
            CREATE TABLE seen (id BIGINT);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NEW; END $$;
            CREATE TRIGGER note BEFORE UPDATE ON des_source_catalog FOR EACH ROW EXECUTE FUNCTION note();
            DROP TABLE seen;
            """);
        await catalog.AddAsync(20, TimeSpan.FromDays(2));
        var marker = catalog.Marker(new MarkerOptions { BatchSize = 10, MaxRetries = 1 });
        var running = marker.RunAsync(TestContext.Current.CancellationToken, once: true);
        await Until.TrueAsync("the marker waits", () => Task.FromResult(marker.WaitsFor is not null));
        (await catalog.CountAsync("des_status IS NULL AND retry_count = 0")).ShouldBe(20);

        await catalog.ExecuteAsync("CREATE TABLE seen (id BIGINT)");
        await running;

        (await catalog.CountAsync("des_status = 'marked' AND retry_count = 0")).ShouldBe(20);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq")).ShouldBe(0);
    }

    private static Task MarkedAsync(CatalogUnderTest catalog, int rows) => Until.TrueAsync(
        $"{rows} rows are marked", async () => await catalog.CountAsync("des_status = 'marked'") == rows);
}
