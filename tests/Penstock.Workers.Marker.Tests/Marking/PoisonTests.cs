namespace Penstock.Workers.Marker.Tests;

public sealed class PoisonTests(PostgresServer server)
{
    private static readonly MarkerOptions Quick = new() { BatchSize = 1_000, MaxRetries = 1 };

    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task One_bad_message_never_hurts_its_neighbours_not_even_one_in_a_hundred(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        await catalog.AddAsync(2_000, TimeSpan.FromDays(2));
        await PoisonAsync(catalog, "NEW.id % 100 = 50 AND NEW.des_status = 'marked'");

        await catalog.MarkAsync(Quick);

        (await catalog.CountAsync("des_status = 'marked'")).ShouldBe(1_980);
        (await catalog.CountAsync("des_status = 'failed' AND des_name IS NULL AND retry_count = 1 AND last_error LIKE '%no thanks%'")).ShouldBe(20);
        (await catalog.ScalarAsync<long>("SELECT count(DISTINCT catalog_entry_id) FROM des_marker_dlq WHERE NOT resolved AND error_message LIKE '%no thanks%'")).ShouldBe(20);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq")).ShouldBe(20);
    }

    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task When_all_are_poison_all_are_dead_lettered_once(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        await catalog.AddAsync(300, TimeSpan.FromDays(2));
        await PoisonAsync(catalog, "NEW.des_status = 'marked'");

        await catalog.MarkAsync(Quick);

        (await catalog.CountAsync("des_status = 'failed'")).ShouldBe(300);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq WHERE NOT resolved")).ShouldBe(300);
    }

    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task A_row_that_refuses_every_update_is_dead_lettered_all_the_same_and_does_not_come_back(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        await catalog.AddAsync(50, TimeSpan.FromDays(2));
        await PoisonAsync(catalog, "NEW.id = 20");

        await catalog.MarkAsync(Quick);
        await catalog.MarkAsync(Quick);

        (await catalog.CountAsync("des_status = 'marked'")).ShouldBe(49);
        (await catalog.CountAsync("id = 20 AND des_status IS NULL")).ShouldBe(1);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq WHERE NOT resolved AND catalog_entry_id = 20")).ShouldBe(1);

        await catalog.ExecuteAsync(catalog.IsPostgres ? "DROP TRIGGER poison ON des_source_catalog" : "DROP TRIGGER poison");
        await catalog.ExecuteAsync("UPDATE des_source_catalog SET des_status = 'retry', retry_count = 0 WHERE id = 20");
        await catalog.MarkAsync(Quick);

        (await catalog.CountAsync("des_status = 'marked'")).ShouldBe(50);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq WHERE NOT resolved")).ShouldBe(0);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_waiting")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task A_failure_is_counted_on_the_row_and_waits_before_it_is_tried_again(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        await catalog.AddAsync(10, TimeSpan.FromDays(2));
        await PoisonAsync(catalog, "NEW.id = 5 AND NEW.des_status = 'marked'");
        var patient = new MarkerOptions { MaxRetries = 3, RetryBackoffBase = 50 };

        // The first wait is 1 second, the second 50: the row must not be tried a third time here.
        await catalog.MarkAsync(patient);
        (await catalog.CountAsync("id = 5 AND des_status = 'retry' AND retry_count = 1")).ShouldBe(1);
        await catalog.ExecuteAsync($"UPDATE des_marker_waiting SET until = {catalog.Store.Dialect.Now}");
        await catalog.MarkAsync(patient);
        await catalog.MarkAsync(patient);

        (await catalog.CountAsync("id = 5 AND des_status = 'retry' AND retry_count = 2 AND last_error LIKE '%no thanks%'")).ShouldBe(1);
        (await catalog.CountAsync("des_status = 'marked'")).ShouldBe(9);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq")).ShouldBe(0);
    }

    [Fact]
    public async Task A_deferred_constraint_speaks_before_the_commit_and_hurts_its_own_row_only()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.AddAsync(100, TimeSpan.FromDays(2));
        await catalog.ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF NEW.id = 42 AND NEW.des_status = 'marked' THEN RAISE EXCEPTION 'deferred no thanks'; END IF; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON des_source_catalog DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
            """);

        await catalog.MarkAsync(Quick);

        (await catalog.CountAsync("des_status = 'marked'")).ShouldBe(99);
        (await catalog.CountAsync("id = 42 AND des_status = 'failed' AND last_error LIKE '%deferred no thanks%'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_row_that_breaks_the_connection_is_found_alone_counted_and_given_up()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.AddAsync(40, TimeSpan.FromDays(2));
        await catalog.ExecuteAsync("""
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF NEW.id = 7 AND NEW.des_status = 'marked' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$;
            CREATE TRIGGER cut BEFORE UPDATE ON des_source_catalog FOR EACH ROW EXECUTE FUNCTION cut();
            """);

        await catalog.MarkAsync(Quick);

        (await catalog.CountAsync("des_status = 'marked'")).ShouldBe(39);
        (await catalog.CountAsync("id = 7 AND des_status = 'failed'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_row_whose_update_is_suppressed_is_not_taken_for_done()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.AddAsync(40, TimeSpan.FromDays(2));
        await catalog.ExecuteAsync("""
            CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF NEW.id = 7 THEN RETURN NULL; END IF; RETURN NEW; END $$;
            CREATE TRIGGER swallow BEFORE UPDATE ON des_source_catalog FOR EACH ROW EXECUTE FUNCTION swallow();
            """);

        await catalog.MarkAsync(Quick);

        (await catalog.CountAsync("des_status = 'marked'")).ShouldBe(39);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq WHERE catalog_entry_id = 7")).ShouldBe(1);
    }

    private static Task PoisonAsync(CatalogUnderTest catalog, string condition) => catalog.ExecuteAsync(catalog.IsPostgres
        ? $"""
          CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN IF {condition} THEN RAISE EXCEPTION 'no thanks'; END IF; RETURN NEW; END $$;
          CREATE TRIGGER poison BEFORE UPDATE ON des_source_catalog FOR EACH ROW EXECUTE FUNCTION poison();
          """
        : $"CREATE TRIGGER poison BEFORE UPDATE ON des_source_catalog WHEN {condition} BEGIN SELECT RAISE(ABORT, 'no thanks'); END");
}
