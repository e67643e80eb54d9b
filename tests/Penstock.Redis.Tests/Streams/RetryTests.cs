namespace Penstock.Redis.Tests;

public sealed class RetryTests(SharedRedis redis)
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public async Task What_waits_survives_its_process_with_its_time_and_its_failures()
    {
        await using var scene = new StreamScene(redis);
        var (first, second) = (scene.Open(), scene.Open());
        var id = await scene.AddAsync("a");
        await StreamScene.SettleAsync(first, await StreamScene.ReceiveAsync(first), new Settlement.Retry(Long, StreamScene.Why));
        await scene.LapseAsync(first, dead: true);

        await StreamScene.ExpectNothingAsync(second);
        await scene.CallAsync("ZADD", scene.Keys.Waiting, 1, id);
        var again = (await StreamScene.ReceiveAsync(second)).Items[0];

        (again.Failures, again.Claims).ShouldBe((1, 0));
    }

    [Fact]
    public async Task What_waits_longer_than_a_lease_keeps_its_time()
    {
        await using var scene = new StreamScene(redis, o => o with { Lease = TimeSpan.FromMilliseconds(30), BeatEvery = TimeSpan.FromMilliseconds(10) });
        var source = scene.Open();
        await scene.AddAsync("a");
        await StreamScene.SettleAsync(source, await StreamScene.ReceiveAsync(source), new Settlement.Retry(Long, StreamScene.Why));
        for (var walks = 0; walks < 5; walks++)
            await StreamScene.ExpectNothingAsync(source);

        (await scene.FiguresAsync()).Waiting.ShouldBe(1);
        (await scene.CallAsync("XPENDING", scene.Options.Stream, scene.Options.Group, "-", "+", 1))[0][1].Text.ShouldBe(StreamKeys.Waiter);
    }

    [Fact]
    public async Task Two_hundred_that_fail_do_not_hold_up_the_good()
    {
        await using var scene = new StreamScene(redis);
        var source = scene.Open();
        await scene.AddAsync(200);
        for (var failed = 0; failed < 200;)
        {
            var batch = await StreamScene.ReceiveAsync(source);
            failed += batch.Items.Count;
            await StreamScene.SettleAsync(source, batch, new Settlement.Retry(Long, StreamScene.Why));
        }

        await scene.AddAsync("good");

        (await StreamScene.ReceiveAsync(source)).Items.Select(StreamScene.BodyOf).ShouldBe(["good"]);
        var figures = await scene.FiguresAsync();
        (figures.Waiting, figures.Lag, figures.Length).ShouldBe((200, 0, 201));
    }

    [Fact]
    public async Task Retries_that_fill_every_batch_leave_the_new_every_other_turn()
    {
        await using var scene = new StreamScene(redis);
        var source = scene.Open();
        await scene.AddAsync(20);
        for (var failed = 0; failed < 20;)
        {
            var batch = await StreamScene.ReceiveAsync(source);
            failed += batch.Items.Count;
            await StreamScene.SettleAsync(source, batch, new Settlement.Retry(TimeSpan.Zero, StreamScene.Why));
        }

        await scene.AddAsync("new");
        var seen = new List<string>();
        for (var turn = 0; turn < 3; turn++)
            seen.AddRange((await StreamScene.ReceiveAsync(source, 5)).Items.Select(StreamScene.BodyOf));

        seen.ShouldContain("new");
    }

    [Fact]
    public async Task A_wait_costs_two_calls_a_turn_and_no_more()
    {
        await using var scene = new StreamScene(redis);
        ForgetfulRedis counting = null!;
        var source = scene.Open(client => counting = new ForgetfulRedis(client));
        await scene.AddAsync("a");
        await StreamScene.SettleAsync(source, await StreamScene.ReceiveAsync(source), new Settlement.Retry(Long, StreamScene.Why));
        await StreamScene.ExpectNothingAsync(source);
        await source.FreezeAsync(dead: false);
        var before = counting.Calls;

        for (var turn = 0; turn < 20; turn++)
            (await source.ReceiveAsync(100, default)).Items.ShouldBeEmpty();

        // One looks for what is due; the other one blocks, and is not counted here.
        (counting.Calls - before).ShouldBeLessThanOrEqualTo(20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_settlement_whose_answer_was_lost_is_made_once_and_reported_as_made(int losses)
    {
        await using var scene = new StreamScene(redis);
        ForgetfulRedis forgetful = null!;
        var source = scene.Open(client => forgetful = new ForgetfulRedis(client));
        await scene.AddAsync(4);
        var batch = await StreamScene.ReceiveAsync(source);
        await source.FreezeAsync(dead: false);
        Settlement[] kinds =
        [
            Settlement.Complete.Instance, new Settlement.Retry(Long, StreamScene.Why), new Settlement.DeadLetter(StreamScene.Why), Settlement.Release.Instance,
        ];
        Verdict[] verdicts = [.. batch.Items.Zip(kinds, (d, s) => new Verdict(d, s))];

        forgetful.Loses = losses;
        for (var i = 0; i < losses; i++)
            await Should.ThrowAsync<SourceUnavailableException>(source.SettleAsync(batch, verdicts, default).AsTask());

        // Of what was handed back another process may have become the owner, and then it says so.
        (await source.SettleAsync(batch, verdicts, default)).ShouldBeSubsetOf([batch.Items[3]]);
        var figures = await scene.FiguresAsync();
        (figures.Length, figures.Waiting, figures.Dead).ShouldBe((2, 2, 1));
        (await scene.CallAsync("HGETALL", scene.Keys.All[2])).Items.Select(i => i.Text).ShouldBe([((StreamDelivery)batch.Items[1]).Id, "1"]);
    }
}
