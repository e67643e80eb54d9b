namespace Penstock.Relational.Tests;

public sealed class MigratorTests(PostgresServer server)
{
    private static readonly MigrationSet Shop = new(
        "shop",
        [
            new Migration(1, "create the orders", dialect => [$"CREATE TABLE orders (id {dialect.IdentityKey}, placed_at {dialect.Timestamp})"]),
            new Migration(2, "index the orders", _ => ["CREATE INDEX idx_orders ON orders (placed_at)"]),
        ],
        new Dictionary<string, IReadOnlyList<string>> { ["orders"] = ["id", "placed_at"] });

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Eight_at_once_on_an_empty_database_all_succeed_and_apply_each_step_once(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var stores = Enumerable.Range(0, 8).Select(_ => database.Open()).ToList();

        var applied = await Task.WhenAll(stores.Select(store => Task.Run(() => new Migrator(store).ApplyAsync([JournalSchema.Set, Shop], default))));

        applied.SelectMany(steps => steps).Select(step => $"{step.Scope} {step.Version}").Order()
            .ShouldBe(["journal 1", "shop 1", "shop 2"]);
        (await database.ListAsync("SELECT scope, version FROM penstock_migrations ORDER BY 1, 2", r => $"{r.GetString(0)} {r.GetInt32(1)}"))
            .ShouldBe(["journal 1", "shop 1", "shop 2"]);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_dry_run_shows_the_sql_and_changes_nothing(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);

        var plan = await new Migrator(database.Open()).PlanAsync([Shop], default);

        plan.Select(step => step.Name).ShouldBe(["create the orders", "index the orders"]);
        plan[1].Statements.ShouldBe(["CREATE INDEX idx_orders ON orders (placed_at)"]);
        (await database.TablesAsync()).ShouldBe(0);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Only_steps_that_the_store_lacks_are_applied(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var migrator = new Migrator(database.Open());
        await migrator.ApplyAsync([Shop with { Migrations = [Shop.Migrations[0]] }], default);

        (await migrator.PlanAsync([Shop], default)).Select(step => step.Version).ShouldBe([2]);
        (await migrator.ApplyAsync([Shop], default)).Select(step => step.Version).ShouldBe([2]);
        (await migrator.ApplyAsync([Shop], default)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_step_that_fails_is_named_and_nothing_of_its_set_is_kept(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var broken = Shop with { Migrations = [.. Shop.Migrations, new Migration(3, "fill the orders", _ => ["INSERT INTO nowhere VALUES (1)"])] };

        var error = await Should.ThrowAsync<SchemaException>(() => new Migrator(database.Open()).ApplyAsync([JournalSchema.Set, broken], default));

        error.Message.ShouldContain("shop 3 (fill the orders)");
        error.Message.ShouldContain("nowhere");
        (await database.ListAsync("SELECT scope FROM penstock_migrations", r => r.GetString(0))).ShouldBe(["journal"]);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_table_that_lacks_a_column_is_refused_with_both_names(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        await database.ScalarAsync<long>("CREATE TABLE orders (id INTEGER PRIMARY KEY)");

        var error = await Should.ThrowAsync<SchemaException>(() => new Migrator(database.Open()).ApplyAsync([Shop], default));

        error.Message.ShouldStartWith($"Table orders on {database.Url} lacks the column placed_at");
        (await database.TablesAsync()).ShouldBe(1);
    }
}
