namespace Penstock.Relational.Tests;

public sealed class TopicRetentionTests(PostgresServer server)
{
    private static readonly RetentionOptions Short = new() { Keep = TimeSpan.FromTicks(10), Every = TimeSpan.FromMinutes(1) };

    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Only_what_all_groups_have_passed_goes(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AddGroupAsync(TopicScene.Topic, "slow", TopicStart.Beginning, default);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(0, 3_000), default);
        await scene.Topics.AppendAsync("unread", TopicScene.Texts(0, 10), default);
        await TopicScene.DrainAsync(scene.Read("fast"), 1_000);
        await OldAsync(scene);
        await using var owner = new Owner(scene.Store, scene.Database.Clock);
        await using var retention = new TopicRetention(scene.Store, owner, scene.Database.Clock, Short);

        (await retention.RunAsync(default)).ShouldBe(10);
        (await TopicScene.DrainAsync(scene.Read("slow"), 1_000)).Count.ShouldBe(3_000);
        (await retention.RunAsync(default)).ShouldBe(3_000);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_young_stays(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(0, 100), default);
        await TopicScene.DrainAsync(scene.Read("group"));
        await using var owner = new Owner(scene.Store, scene.Database.Clock);
        await using var retention = new TopicRetention(scene.Store, owner, scene.Database.Clock);

        (await retention.RunAsync(default)).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_group_that_is_removed_no_longer_keeps_the_log(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AddGroupAsync(TopicScene.Topic, "gone", TopicStart.Beginning, default);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(0, 100), default);
        await OldAsync(scene);
        await using var owner = new Owner(scene.Store, scene.Database.Clock);
        await using var retention = new TopicRetention(scene.Store, owner, scene.Database.Clock, Short);
        (await retention.RunAsync(default)).ShouldBe(0);

        (await scene.Topics.RemoveGroupAsync(TopicScene.Topic, "gone", default)).ShouldBeTrue();

        (await retention.RunAsync(default)).ShouldBe(100);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task One_process_makes_the_rounds_of_all_until_it_ends(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        var (first, second) = (scene.Database.Open(), scene.Database.Open());
        var rounds = new List<string>();
        await using var one = await BeatingAsync(first, scene.Database.Clock, () => rounds.Add("one"));
        await one.BeatAsync();
        await using (var other = await BeatingAsync(second, scene.Database.Clock, () => rounds.Add("two")))
        {
            await other.BeatAsync();
            await one.BeatAsync();
            rounds.ShouldBe(["one", "one"]);
            await one.Rounds.DisposeAsync();
            await other.BeatAsync();
        }

        rounds.ShouldBe(["one", "one", "two"]);
    }

    private static Task<long> OldAsync(TopicScene scene) =>
        scene.Database.ScalarAsync<long>($"UPDATE penstock_topic_messages SET appended_at = {scene.Store.Dialect.NowPlus("-60")} RETURNING id");

    private static async Task<Beating> BeatingAsync(Store store, Testing.ManualClock clock, Action round)
    {
        var owner = new Owner(store, clock);
        await owner.TakeAsync(default);
        return new Beating(owner, new Rounds(store, owner, "test", TimeSpan.Zero, _ => Ran(round), clock));
    }

    private static ValueTask Ran(Action round)
    {
        round();
        return ValueTask.CompletedTask;
    }

    private sealed record Beating(Owner Owner, Rounds Rounds) : IAsyncDisposable
    {
        public async Task BeatAsync()
        {
            await Rounds.BeatAsync(new Beat(await Owner.TakeAsync(default), 0), default);
            await Rounds.Running;
        }

        public async ValueTask DisposeAsync()
        {
            await Rounds.DisposeAsync();
            await Owner.DisposeAsync();
        }
    }
}
