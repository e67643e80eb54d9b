using Penstock.Relational;

namespace Penstock.Workers.Digest.Tests;

public sealed class DuplicatesTests(Servers servers)
{
    [Theory]
    [MemberData(nameof(DigestScene.Kinds), MemberType = typeof(DigestScene))]
    public async Task Exact_duplicates_are_told_by_a_plan_and_removed_before_the_keys_are_made(string kind)
    {
        await using var scene = await DigestScene.CreateAsync(servers, kind, migrate: false);
        await InstallAsync(scene);
        await AddAsync(scene, copies: 3, idle: "1.5");
        var migrator = new Migrator(scene.Store);

        var plan = await migrator.PlanAsync([DigestSchema.Set], default);
        plan[^1].Preparation.ShouldBe($"2 exact duplicates are removed from {scene.Tables.Metrics}, up to 10,000 in a transaction");
        (await scene.NodesAsync()).ShouldBe(3);
        await migrator.ApplyAsync(DigestSchema.Sets, default);
        (await scene.NodesAsync()).ShouldBe(1);
        (await scene.ScalarAsync<long>($"SELECT min(id) FROM {scene.Tables.Metrics}")).ShouldBe(1);
        (await migrator.PlanAsync(DigestSchema.Sets, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_that_share_a_key_and_differ_are_left_to_people()
    {
        await using var scene = await DigestScene.CreateAsync(servers, migrate: false);
        await InstallAsync(scene);
        await AddAsync(scene, copies: 1, idle: "1.5");
        await AddAsync(scene, copies: 1, idle: "2.5");

        var error = await Should.ThrowAsync<SchemaException>(() => new Migrator(scene.Store).ApplyAsync(DigestSchema.Sets, default));
        error.Message.ShouldContain("admiral.metrics has 1 keys (server_id, timestamp) with rows that differ");
        (await scene.NodesAsync()).ShouldBe(2);
    }

    // As the original makes it: the tables without the unique keys.
    private static async Task InstallAsync(DigestScene scene)
    {
        foreach (var statement in DigestSchema.Set.Migrations[0].Statements(scene.Store.Dialect))
            await scene.ExecuteAsync(statement);
    }

    private static async Task AddAsync(DigestScene scene, int copies, string idle)
    {
        for (var i = 0; i < copies; i++)
        {
            await scene.ExecuteAsync(
                $"INSERT INTO {scene.Tables.Metrics} (server_id, timestamp, cpu_idle_seconds) VALUES ('s', '2025-11-07T22:30:45.000Z', {idle})");
        }
    }
}
