using System.Globalization;

namespace Penstock.Relational.Tests;

public sealed class InboxTests(PostgresServer server)
{
    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_message_is_new_once_a_scope(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);

        (await FirstAsync(scene, "one", ["b", "a", "b"])).ShouldBe([true, true, false]);
        (await FirstAsync(scene, "one", ["a", "c", "b"])).ShouldBe([false, true, false]);
        (await FirstAsync(scene, "two", ["a"])).ShouldBe([true]);
        (await FirstAsync(scene, "one", [])).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_was_rolled_back_is_new_again(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await using (var connection = await scene.Store.OpenAsync(default))
        await using (var transaction = await scene.Store.BeginAsync(connection, default))
        {
            (await new Inbox(scene.Store).FirstAsync(transaction, "one", ["a"], default)).ShouldBe([true]);
            await transaction.RollbackAsync();
        }

        (await FirstAsync(scene, "one", ["a"])).ShouldBe([true]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_another_transaction_takes_it_the_second_waits_for_its_end(bool commits)
    {
        await using var scene = await TopicScene.CreateAsync("postgresql", server);
        await using var connection = await scene.Store.OpenAsync(default);
        await using var first = await scene.Store.BeginAsync(connection, default);
        await new Inbox(scene.Store).FirstAsync(first, "one", ["a"], default);

        var second = Task.Run(() => FirstAsync(scene, "one", ["a"]));
        while (await scene.Database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 0)
            second.IsCompleted.ShouldBeFalse();
        await (commits ? first.CommitAsync() : first.RollbackAsync());

        (await second).ShouldBe([!commits]);
    }

    [Fact]
    public async Task Batches_that_share_messages_take_each_once_and_never_block_each_other_for_good()
    {
        await using var scene = await TopicScene.CreateAsync("postgresql", server);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(process => Task.Run(async () =>
        {
            var random = new Random(process);
            var mine = 0;
            for (var i = 0; i < 20; i++)
            {
                string[] ids = [.. Enumerable.Range(0, 100).Select(_ => random.Next(500).ToString(CultureInfo.InvariantCulture))];
                mine += (await FirstAsync(scene, "one", ids)).Count(isNew => isNew);
            }

            return mine;
        })));

        taken.Sum().ShouldBe((int)await scene.Database.ScalarAsync<long>("SELECT count(*) FROM penstock_inbox"));
        taken.Count(t => t > 0).ShouldBeGreaterThan(1);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Old_ids_go_and_young_ones_stay(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await FirstAsync(scene, "one", [.. Enumerable.Range(0, 2_500).Select(i => $"old{i}")]);
        await scene.Database.ScalarAsync<string>($"UPDATE penstock_inbox SET taken_at = {scene.Store.Dialect.NowPlus("-90000")} RETURNING id");
        await FirstAsync(scene, "one", ["young"]);
        await using var owner = new Owner(scene.Store, scene.Database.Clock);
        await using var retention = new InboxRetention(scene.Store, owner, scene.Database.Clock);

        (await retention.RunAsync(default)).ShouldBe(2_500);
        (await FirstAsync(scene, "one", ["old7", "young"])).ShouldBe([true, false]);
    }

    private static async Task<IReadOnlyList<bool>> FirstAsync(TopicScene scene, string scope, string[] ids)
    {
        await using var connection = await scene.Store.OpenAsync(default);
        await using var transaction = await scene.Store.BeginAsync(connection, default);
        var first = await new Inbox(scene.Store).FirstAsync(transaction, scope, ids, default);
        await transaction.CommitAsync();
        return first;
    }
}
