using Penstock.Dev;

namespace Penstock.Redis.Tests;

public sealed class HandBackTests(SharedRedis redis)
{
    [Fact]
    public async Task A_source_that_ends_hands_back_all_and_leaves_the_group()
    {
        await using var scene = new StreamScene(redis);
        var (leaving, other) = (scene.Open(), scene.Open());
        await scene.AddAsync(10);
        var batch = await StreamScene.ReceiveAsync(leaving);
        await batch.RunningAsync(batch.Items, default);

        await leaving.DisposeAsync();

        (await scene.ConsumersAsync()).ShouldNotContain(leaving.Consumer);
        var again = await StreamScene.ReceiveAsync(other);
        again.Items.Count.ShouldBe(10);
        again.Items.ShouldAllBe(d => d.Claims == 0 && d.Failures == 0);
        await StreamScene.SettleAsync(other, again, Settlement.Complete.Instance);
        await other.DisposeAsync();
        (await scene.KeysLeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_handed_back_is_free_at_once_for_consumers_of_other_make_and_counts_as_never_delivered()
    {
        await using var scene = new StreamScene(redis);
        var source = scene.Open();
        await scene.AddAsync("a");

        await StreamScene.SettleAsync(source, await StreamScene.ReceiveAsync(source), Settlement.Release.Instance);

        var claimed = await scene.CallAsync("XAUTOCLAIM", scene.Options.Stream, scene.Options.Group, "digest-other", 60_000, "0-0");
        claimed[1].Items.Count.ShouldBe(1);
        (await scene.CallAsync("XPENDING", scene.Options.Stream, scene.Options.Group, "-", "+", 1))[0][3].Integer.ShouldBe(1);
    }

    [Fact]
    public async Task A_receive_that_is_stopped_while_it_waits_ends_at_once_and_keeps_nothing()
    {
        await using var scene = new StreamScene(redis, o => o with { BlockFor = TimeSpan.FromMinutes(1) });
        var source = scene.Open();
        using var stop = new CancellationTokenSource();
        var receiving = source.ReceiveAsync(10, stop.Token).AsTask();

        await stop.CancelAsync();

        // Stopped before it waits, or woken: in an empty batch there is nothing to lose.
        try
        {
            (await receiving).Items.ShouldBeEmpty();
        }
        catch (OperationCanceledException)
        {
        }

        await scene.AddAsync("a");
        (await StreamScene.ReceiveAsync(scene.Open())).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pending_ids_whose_entries_are_gone_are_dropped_and_the_good_flow()
    {
        await using var scene = new StreamScene(redis);
        var (dead, other) = (scene.Open(), scene.Open());
        var (ghost, waiting) = (await scene.AddAsync("ghost"), await scene.AddAsync("waits"));
        var batch = await StreamScene.ReceiveAsync(dead);
        await dead.SettleAsync(batch, [new Verdict(batch.Items[1], new Settlement.Retry(TimeSpan.Zero, StreamScene.Why))], default);
        await scene.CallAsync("XDEL", scene.Options.Stream, ghost, waiting);
        await scene.AddAsync("good");

        await scene.LapseAsync(dead, dead: true);
        var good = await StreamScene.ReceiveAsync(other);

        good.Items.Select(StreamScene.BodyOf).ShouldBe(["good"]);
        await StreamScene.SettleAsync(other, good, Settlement.Complete.Instance);
        await StreamScene.ExpectNothingAsync(other);
        (await scene.FiguresAsync()).ShouldBe(new StreamFigures(0, 0, 0, 0, null, 0));
        (await scene.CallAsync("EXISTS", scene.Keys.All[2])).Integer.ShouldBe(0);
        scene.Log.Lines.Count(l => l.Contains("entries are gone", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_retry_whose_entry_is_gone_is_dropped_when_it_is_due_and_leaves_nothing()
    {
        // No walk comes before.
        await using var scene = new StreamScene(redis, o => o with { TakeoverGrace = TimeSpan.FromHours(1) });
        var source = scene.Open();
        var id = await scene.AddAsync("a");
        await StreamScene.SettleAsync(source, await StreamScene.ReceiveAsync(source), new Settlement.Retry(TimeSpan.Zero, StreamScene.Why));
        await scene.CallAsync("XDEL", scene.Options.Stream, id);

        await StreamScene.ExpectNothingAsync(source);

        (await scene.FiguresAsync()).ShouldBe(new StreamFigures(0, 0, 0, 0, null, 0));
        (await scene.CallAsync("EXISTS", scene.Keys.All[2], scene.Keys.Waiting)).Integer.ShouldBe(0);
        scene.Log.Lines.ShouldContain(l => l.Contains("1 pending ids", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Consumers_that_hold_nothing_and_are_long_gone_are_removed_and_no_others()
    {
        await using var scene = new StreamScene(redis, o => o with
        {
            Lease = TimeSpan.FromMilliseconds(3), BeatEvery = TimeSpan.FromMilliseconds(1), RemoveConsumersAfter = TimeSpan.FromMilliseconds(3),
        });
        var living = scene.Open();
        await scene.AddAsync("a");
        await StreamScene.SettleAsync(living, await StreamScene.ReceiveAsync(living), Settlement.Complete.Instance);
        await scene.AddAsync("b");
        await scene.CallAsync("XGROUP", "CREATECONSUMER", scene.Options.Stream, scene.Options.Group, "gone");
        await scene.CallAsync("XREADGROUP", "GROUP", scene.Options.Group, "holds", "STREAMS", scene.Options.Stream, ">");
        var group = new StreamGroup(scene.Redis, scene.Options, new StreamKeys(scene.Options, "me"), TimeProvider.System, scene.Log);

        await Until.TrueAsync("it is removed", async () =>
        {
            await group.PruneAsync(default);
            return !(await scene.ConsumersAsync()).Contains("gone");
        });

        (await scene.ConsumersAsync()).ShouldContain("holds");
        (await scene.ConsumersAsync()).ShouldContain(living.Consumer);
    }

    [Fact]
    public async Task A_stream_that_somebody_deleted_is_made_again_and_what_was_in_hand_is_lost()
    {
        await using var scene = new StreamScene(redis);
        var source = scene.Open();
        await scene.AddAsync("a");
        var batch = await StreamScene.ReceiveAsync(source);

        await scene.CallAsync("DEL", scene.Options.Stream);

        (await StreamScene.SettleAsync(source, batch, Settlement.Complete.Instance)).ShouldBe(batch.Items);
        await scene.AddAsync("b");
        (await StreamScene.ReceiveAsync(source)).Items.Select(StreamScene.BodyOf).ShouldBe(["b"]);
    }

    [Fact]
    public async Task The_figures_say_how_a_stream_stands()
    {
        await using var scene = new StreamScene(redis);
        await scene.AddAsync(3);
        (await scene.FiguresAsync()).ShouldBe(new StreamFigures(3, 3, 0, 0, null, 0));
        var source = scene.Open();

        await StreamScene.SettleAsync(source, await StreamScene.ReceiveAsync(source, 1), new Settlement.DeadLetter(StreamScene.Why));
        var batch = await StreamScene.ReceiveAsync(source, 1);

        var figures = await scene.FiguresAsync();
        (figures.Length, figures.Lag, figures.Pending, figures.Waiting, figures.Dead).ShouldBe((2, 1, 1, 0, 1));
        figures.OldestPending!.Value.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await batch.DisposeAsync();
        (await scene.FiguresAsync()).Waiting.ShouldBe(1);
    }
}
