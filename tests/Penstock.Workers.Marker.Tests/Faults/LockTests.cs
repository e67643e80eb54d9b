using Microsoft.Extensions.DependencyInjection;
using Penstock.Postgres;
using Penstock.Relational;

namespace Penstock.Workers.Marker.Tests;

/// <summary>Others work on the same database, and their locks are in the marker's way.</summary>
public sealed class LockTests(PostgresServer server)
{
    private static readonly MarkerOptions Quick = new() { Interval = TimeSpan.FromMilliseconds(50), MaxRetries = 1 };

    [Fact]
    public async Task Rows_that_another_transaction_holds_are_passed_over_and_done_when_they_are_free()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.AddAsync(100, TimeSpan.FromDays(2));
        await using var other = await OtherTransaction.BeginAsync(catalog, "SELECT FROM des_source_catalog WHERE id % 10 = 0 FOR UPDATE");

        await catalog.MarkAsync();
        (await catalog.CountAsync("des_status = 'marked' AND id % 10 <> 0")).ShouldBe(90);
        (await catalog.CountAsync("des_status IS NULL AND id % 10 = 0")).ShouldBe(10);

        await other.CommitAsync();
        await catalog.MarkAsync();
        await ShouldBeMarkedUnblamedAsync(catalog, 100);
    }

    [Fact]
    public async Task A_lock_time_out_is_tried_again_and_no_row_is_blamed()
    {
        await using var catalog = await WithCounterAsync();
        await using var other = await OtherTransaction.BeginAsync(catalog, "UPDATE counter SET n = n + 1");
        var watch = new WatchedMarking();
        await using var store = new PostgresStore(catalog.Url, TimeProvider.System, new PostgresOptions { LockTimeout = TimeSpan.FromSeconds(1) });

        var marking = catalog.Marker(Quick, watch.Register, store).RunAsync(TestContext.Current.CancellationToken, once: true);
        (await watch.Failure).Message.ShouldContain("lock timeout");
        await other.CommitAsync();
        await marking;

        await ShouldBeMarkedUnblamedAsync(catalog, 10);
    }

    [Fact]
    public async Task A_deadlock_with_another_transaction_is_nobodys_fault()
    {
        await using var catalog = await WithCounterAsync();
        await using var other = await OtherTransaction.BeginAsync(catalog, "SET deadlock_timeout = '1min'; UPDATE counter SET n = n + 1");
        var watch = new WatchedMarking { WaitsBeforeItMarks = true };

        // The marker has its rows; the other has the counter and wants a row; then the marker wants the counter.
        var marking = catalog.Marker(Quick, watch.Register).RunAsync(TestContext.Current.CancellationToken, once: true);
        await watch.Called;
        var wanting = other.RunAsync("UPDATE des_source_catalog SET source_bucket = 'x' WHERE id = 5");
        await other.WaitsForALockAsync();
        watch.GoOn();
        (await watch.Failure).Message.ShouldContain("deadlock detected");
        await wanting;
        await other.CommitAsync();
        await marking;

        await ShouldBeMarkedUnblamedAsync(catalog, 10);
        (await catalog.CountAsync("source_bucket = 'x'")).ShouldBe(1);
    }

    private async Task<CatalogUnderTest> WithCounterAsync()
    {
        var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.AddAsync(10, TimeSpan.FromDays(2));
        await catalog.ExecuteAsync("""
            CREATE TABLE counter (n INTEGER NOT NULL);
            INSERT INTO counter VALUES (0);
            CREATE FUNCTION count_up() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN UPDATE counter SET n = n + 1; RETURN NEW; END $$;
            CREATE TRIGGER count_up BEFORE UPDATE OF des_name ON des_source_catalog FOR EACH ROW EXECUTE FUNCTION count_up();
            """);
        return catalog;
    }

    private static async Task ShouldBeMarkedUnblamedAsync(CatalogUnderTest catalog, int rows)
    {
        (await catalog.CountAsync("des_status = 'marked' AND retry_count = 0")).ShouldBe(rows);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq")).ShouldBe(0);
    }
}
