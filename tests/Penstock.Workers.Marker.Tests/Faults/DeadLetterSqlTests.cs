namespace Penstock.Workers.Marker.Tests;

/// <summary>What operators have typed for years into psql must go on working, to the letter.</summary>
public sealed class DeadLetterSqlTests(PostgresServer server)
{
    [Fact]
    public async Task The_dead_letters_are_seen_sent_back_and_resolved_with_the_operators_own_sql()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        var url = catalog.Url.ToString();
        await catalog.AddAsync(100, TimeSpan.FromDays(2));
        await catalog.ExecuteAsync("""
            CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF NEW.id IN (7, 70) AND NEW.des_status = 'marked' THEN RAISE EXCEPTION 'no thanks'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER poison BEFORE UPDATE ON des_source_catalog FOR EACH ROW EXECUTE FUNCTION poison();
            """);
        (await server.Postgres.PsqlAsync("SELECT COUNT(*) FROM des_source_catalog WHERE des_status IS NULL", url)).ShouldBe("100\n");

        await catalog.MarkAsync(new MarkerOptions { MaxRetries = 1 });
        (await server.Postgres.PsqlAsync("SELECT COUNT(*) FROM des_source_catalog WHERE des_status IS NULL", url)).ShouldBe("0\n");
        (await server.Postgres.PsqlAsync("""
            SELECT error_message, COUNT(*) FROM des_marker_dlq 
              WHERE NOT resolved GROUP BY error_message ORDER BY COUNT(*) DESC
            """, url)).ShouldContain("no thanks");
        var shown = await server.Postgres.PsqlAsync(
            "SELECT * FROM des_marker_dlq WHERE NOT resolved ORDER BY created_at DESC LIMIT 10;", url);
        shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);

        await catalog.ExecuteAsync("DROP TRIGGER poison ON des_source_catalog");
        await server.Postgres.PsqlAsync("""
            -- Mark for retry
            UPDATE des_source_catalog
            SET des_status = 'retry', retry_count = 0
            WHERE id IN (
                SELECT catalog_entry_id FROM des_marker_dlq WHERE NOT resolved
            );
            """, url);
        await server.Postgres.PsqlAsync("""
            -- Mark DLQ as resolved
            UPDATE des_marker_dlq SET resolved = TRUE, resolved_at = NOW()
            WHERE catalog_entry_id IN (7, 70);
            """, url);
        await catalog.MarkAsync();

        (await catalog.CountAsync("des_status = 'marked' AND retry_count = 0 AND last_error IS NULL")).ShouldBe(100);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq WHERE resolved AND resolved_at IS NOT NULL")).ShouldBe(2);
        (await catalog.ScalarAsync<long>("SELECT count(*) FROM des_marker_dlq")).ShouldBe(2);
    }
}
