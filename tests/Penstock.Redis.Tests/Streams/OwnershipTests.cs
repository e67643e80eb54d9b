namespace Penstock.Redis.Tests;

public sealed class OwnershipTests(SharedRedis redis)
{
    public static TheoryData<string> Settlements => ["complete", "retry", "dead letter", "release"];

    [Theory, MemberData(nameof(Settlements))]
    public async Task A_settlement_by_one_who_was_stopped_past_its_lease_is_refused(string kind)
    {
        await using var scene = new StreamScene(redis);
        var (stopped, other) = (scene.Open(), scene.Open());
        await scene.AddAsync("a");
        var stale = await StreamScene.ReceiveAsync(stopped);
        await scene.LapseAsync(stopped, dead: false);
        var fresh = await StreamScene.ReceiveAsync(other);

        var lost = await StreamScene.SettleAsync(stopped, stale, Of(kind));
        await stale.DisposeAsync();

        lost.ShouldBe(stale.Items);
        await StreamScene.ExpectNothingAsync(scene.Open());
        (await scene.FiguresAsync()).ShouldBe(new StreamFigures(1, 0, 1, 0, null, 0), new WithoutAge());
        (await StreamScene.SettleAsync(other, fresh, Settlement.Complete.Instance)).ShouldBeEmpty();
        (await scene.FiguresAsync()).ShouldBe(new StreamFigures(0, 0, 0, 0, null, 0));
    }

    [Fact]
    public async Task A_settlement_of_what_another_has_settled_is_reported_as_lost()
    {
        await using var scene = new StreamScene(redis);
        var (stopped, other) = (scene.Open(), scene.Open());
        await scene.AddAsync("a");
        var stale = await StreamScene.ReceiveAsync(stopped);
        await scene.LapseAsync(stopped, dead: false);
        await StreamScene.SettleAsync(other, await StreamScene.ReceiveAsync(other), Settlement.Complete.Instance);

        (await StreamScene.SettleAsync(stopped, stale, Settlement.Complete.Instance)).ShouldBe(stale.Items);
    }

    [Fact]
    public async Task To_be_stopped_past_the_lease_is_no_death_however_often()
    {
        await using var scene = new StreamScene(redis);
        await scene.AddAsync("good");
        for (var lapses = 0; lapses < 4; lapses++)
        {
            var source = scene.Open();
            var batch = await StreamScene.ReceiveAsync(source);
            batch.Items[0].Claims.ShouldBe(0);
            await batch.RunningAsync(batch.Items, default);
            await scene.LapseAsync(source, dead: false);
        }
    }

    [Fact]
    public async Task One_that_was_stopped_and_dies_later_is_not_counted_against_who_has_its_messages_now()
    {
        await using var scene = new StreamScene(redis);
        var (stopped, other) = (scene.Open(), scene.Open());
        await scene.AddAsync("a");
        var stale = await StreamScene.ReceiveAsync(stopped);
        await stale.RunningAsync(stale.Items, default);
        await scene.LapseAsync(stopped, dead: false);
        var fresh = await StreamScene.ReceiveAsync(other);

        await scene.LapseAsync(stopped, dead: true);
        await StreamScene.ExpectNothingAsync(scene.Open());
        await StreamScene.SettleAsync(other, fresh, Settlement.Release.Instance);

        (await StreamScene.ReceiveAsync(other)).Items[0].Claims.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_lost_is_told_to_its_handler_by_the_next_heartbeat()
    {
        await using var scene = new StreamScene(redis);
        var (stopped, other) = (scene.Open(), scene.Open());
        await scene.AddAsync("a");
        var stale = await StreamScene.ReceiveAsync(stopped);
        await scene.LapseAsync(stopped, dead: false);
        await StreamScene.ReceiveAsync(other);
        stale.Items[0].Lost.IsCancellationRequested.ShouldBeFalse();

        await stopped.BeatAsync(default);

        stale.Items[0].Lost.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_heartbeat_keeps_what_is_in_hand_and_counts_no_delivery()
    {
        await using var scene = new StreamScene(redis);
        var (owner, other) = (scene.Open(), scene.Open());
        var id = await scene.AddAsync("a");
        var batch = await StreamScene.ReceiveAsync(owner);
        await owner.FreezeAsync(dead: false);
        await scene.CallAsync("XCLAIM", scene.Options.Stream, scene.Options.Group, owner.Consumer, 0, id, "IDLE", 3_600_000, "JUSTID");

        await owner.BeatAsync(default);

        await StreamScene.ExpectNothingAsync(other);
        var pending = await scene.CallAsync("XPENDING", scene.Options.Stream, scene.Options.Group, "-", "+", 10);
        pending[0][3].Integer.ShouldBe(1);
        batch.Items[0].Lost.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task After_its_own_connection_came_up_a_process_waits_before_it_takes_anything_over()
    {
        await using var scene = new StreamScene(redis, o => o with { TakeoverGrace = TimeSpan.FromMinutes(1) });
        var (stopped, other) = (scene.Open(), scene.Open());
        await scene.AddAsync("a");
        var batch = await StreamScene.ReceiveAsync(stopped);
        await scene.LapseAsync(stopped, dead: false);

        await StreamScene.ExpectNothingAsync(other);

        (await StreamScene.SettleAsync(stopped, batch, Settlement.Complete.Instance)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_consumer_of_other_make_left_behind_is_taken_over()
    {
        await using var scene = new StreamScene(redis, o => o with { Lease = TimeSpan.FromMilliseconds(30), BeatEvery = TimeSpan.FromMilliseconds(10) });
        await scene.AddAsync("a");
        await scene.CallAsync("XGROUP", "CREATE", scene.Options.Stream, scene.Options.Group, "0");
        await scene.CallAsync("XREADGROUP", "GROUP", scene.Options.Group, "digest-oldhost", "STREAMS", scene.Options.Stream, ">");

        var batch = await StreamScene.ReceiveAsync(scene.Open());

        batch.Items.Select(StreamScene.BodyOf).ShouldBe(["a"]);
        batch.Items[0].Claims.ShouldBe(0);
    }

    private static Settlement Of(string kind) => kind switch
    {
        "complete" => Settlement.Complete.Instance,
        "retry" => new Settlement.Retry(TimeSpan.Zero, StreamScene.Why),
        "dead letter" => new Settlement.DeadLetter(StreamScene.Why),
        _ => Settlement.Release.Instance,
    };

    private sealed class WithoutAge : IEqualityComparer<StreamFigures>
    {
        public bool Equals(StreamFigures? x, StreamFigures? y) => x! with { OldestPending = null } == y! with { OldestPending = null };

        public int GetHashCode(StreamFigures obj) => 0;
    }
}
