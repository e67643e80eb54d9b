using Penstock.Postgres;

namespace Penstock.Relational.Tests;

public sealed class MigrationsTakeTheirTimeTests(PostgresServer server)
{
    private static readonly MigrationSet Shop = new(
        "shop",
        [
            new Migration(1, "create the orders", dialect => [$"CREATE TABLE orders (id {dialect.IdentityKey}, placed_at {dialect.Timestamp})"]),
            new Migration(2, "index the orders", _ => ["CREATE INDEX idx_orders ON orders (placed_at)"]),
        ],
        new Dictionary<string, IReadOnlyList<string>>());

    // The driver's own limit is five seconds beyond the server's, whole ones.
    [ExpectedToFail("migration-timeout")]
    public async Task An_index_on_a_large_table_may_take_longer_than_a_statement()
    {
        await using var database = await DatabaseUnderTest.CreateAsync("postgresql", server);
        await database.ScalarAsync<long>("""
            CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(6.5); END';
            CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION slow()
            """);
        await using var store = new PostgresStore(
            StoreUrl.Parse(database.Url), TimeProvider.System, new PostgresOptions { StatementTimeout = TimeSpan.FromMilliseconds(300) });

        var refusal = await Record.ExceptionAsync(() => new Migrator(store).ApplyAsync([Shop], default));

        // One that says what to create beforehand would do as well.
        if (refusal is SchemaException { Message: var why } && why.Contains("CREATE INDEX", StringComparison.Ordinal))
            return;
        refusal.ShouldBeNull();
        (await database.ScalarAsync<long>("SELECT count(*) FROM pg_indexes WHERE indexname = 'idx_orders'")).ShouldBe(1);
    }
}
