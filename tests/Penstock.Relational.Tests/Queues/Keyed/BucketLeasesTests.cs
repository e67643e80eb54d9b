namespace Penstock.Relational.Tests;

public sealed class BucketLeasesTests(PostgresServer server)
{
    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Each_process_gets_its_share_and_what_a_dead_one_held_goes_to_the_others(string kind)
    {
        await using var scene = await BucketScene.CreateAsync(kind, server);
        var one = await scene.JoinAsync();
        one.Held.Count.ShouldBe(Bucket.Count);

        var (two, three) = (await scene.JoinAsync(), await scene.JoinAsync());
        await scene.BeatUntilSettledAsync();
        scene.Members.Select(m => m.Held.Count).Order().ShouldBe([20, 22, 22]);
        scene.Members.SelectMany(m => m.Held.Keys).Distinct().Count().ShouldBe(Bucket.Count);

        await scene.DieAsync(two);
        await scene.BeatUntilSettledAsync();
        (one.Held.Count, three.Held.Count).ShouldBe((32, 32));

        await scene.JoinAsync();
        await scene.BeatUntilSettledAsync();
        scene.Members.Select(m => m.Held.Count).Order().ShouldBe([20, 22, 22]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_bucket_with_something_in_hand_is_given_back_when_it_is_done(string kind)
    {
        await using var scene = await BucketScene.CreateAsync(kind, server);
        var one = await scene.JoinAsync();
        one.Busy.UnionWith(Enumerable.Range(0, Bucket.Count));
        var two = await scene.JoinAsync();
        await scene.BeatAsync();
        await scene.BeatAsync();
        (one.Held.Count, two.Held.Count).ShouldBe((Bucket.Count, 0));

        one.Busy.Clear();
        await scene.BeatUntilSettledAsync();

        (one.Held.Count, two.Held.Count).ShouldBe((32, 32));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_orderly_end_frees_all_at_once(string kind)
    {
        await using var scene = await BucketScene.CreateAsync(kind, server);
        var one = await scene.JoinAsync();
        var two = await scene.JoinAsync();
        await scene.BeatUntilSettledAsync();

        await one.Leases.DisposeAsync();
        scene.Members.Remove(one);
        await scene.BeatUntilSettledAsync(change: 99);

        one.Held.ShouldBeEmpty();
        two.Held.Count.ShouldBe(Bucket.Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_new_life_begins_with_nothing_of_the_last_one(string kind)
    {
        await using var scene = await BucketScene.CreateAsync(kind, server);
        var one = await scene.JoinAsync();
        var tokens = one.Held.Values.ToHashSet();
        await scene.DieAsync(one, stays: true);

        await one.Leases.EnsureAsync(await scene.NewLifeAsync(one), default);

        one.Held.Count.ShouldBe(Bucket.Count);
        one.Held.Values.ShouldAllBe(t => !tokens.Contains(t));
    }

    [Fact]
    public async Task In_balance_a_heartbeat_asks_the_store_for_nothing()
    {
        await using var scene = await BucketScene.CreateAsync("postgresql", server);
        var one = await scene.JoinAsync();
        await scene.BeatAsync();
        await one.Store.DisposeAsync();

        await one.Leases.BeatAsync(new Beat(one.Lease, scene.Change), default);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await one.Leases.BeatAsync(new Beat(one.Lease, scene.Change + 1), default));
    }
}
