using Penstock.Postgres;

namespace Penstock.Workers.Marker.Tests;

public sealed class StatementTimeoutTests(PostgresServer server)
{
    [Fact]
    public async Task A_row_whose_trigger_never_ends_is_found_alone_counted_and_given_up_and_the_others_are_marked()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.AddAsync(30, TimeSpan.FromDays(2));
        await catalog.ExecuteAsync("""
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF NEW.id = 7 AND NEW.des_status = 'marked' THEN PERFORM pg_sleep(600); END IF; RETURN NEW; END $$;
            CREATE TRIGGER dawdle BEFORE UPDATE ON des_source_catalog FOR EACH ROW EXECUTE FUNCTION dawdle();
            """);
        await using var store = new PostgresStore(
            catalog.Url, TimeProvider.System, new PostgresOptions { StatementTimeout = TimeSpan.FromMilliseconds(300) });

        await catalog.Marker(new MarkerOptions { MaxRetries = 1 }, store: store).RunAsync(TestContext.Current.CancellationToken, once: true);

        (await catalog.CountAsync("des_status = 'marked' AND retry_count = 0")).ShouldBe(29);
        (await catalog.CountAsync("id = 7 AND des_status = 'failed' AND retry_count = 1 AND last_error LIKE '%statement timeout%'")).ShouldBe(1);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq WHERE catalog_entry_id = 7 AND NOT resolved")).ShouldBe(1);
    }
}
