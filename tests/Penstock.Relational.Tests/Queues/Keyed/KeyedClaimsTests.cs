namespace Penstock.Relational.Tests;

public sealed class KeyedClaimsTests(PostgresServer server)
{
    private static readonly Reason Why = new("TestException", "The test says so.");

    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_key_in_hand_waits_and_others_go_on(string kind)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        var process = scene.Begin();
        await scene.SendAsync("x1", "x2", "y1");
        var first = await process.ClaimAsync(1);
        KeyedProcess.Texts(first).ShouldBe(["x1"]);

        (await process.TextsAsync()).ShouldBe(["y1"]);
        await scene.SendAsync("x3");
        (await process.TextsAsync()).ShouldBeEmpty();

        await process.SettleAsync(first);
        (await process.TextsAsync()).ShouldBe(["x2", "x3"]);
        process.Wakes.ShouldBeGreaterThan(0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_handed_back_comes_again_before_what_is_behind_it(string kind)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        var process = scene.Begin();
        await scene.SendAsync("x1", "x2", "x3");
        var batch = await process.ClaimAsync(2);

        await process.SettleAsync(batch, Settlement.Release.Instance);

        (await process.TextsAsync()).ShouldBe(["x1", "x2", "x3"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Behind_a_retry_its_key_waits_until_it_is_done(string kind)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        var process = scene.Begin();
        await scene.SendAsync("x1", "x2", "y1");
        var batch = await process.ClaimAsync();
        await process.SettleAsync(batch.Take(1), new Settlement.Retry(TimeSpan.FromSeconds(5), Why));
        await process.SettleAsync(batch.Skip(1).Take(1), Settlement.Release.Instance);
        await process.SettleAsync(batch.Skip(2));

        (await process.TextsAsync()).ShouldBeEmpty();
        scene.Database.Clock.Advance(TimeSpan.FromSeconds(6));
        var again = await process.ClaimAsync(1);

        KeyedProcess.Texts(again).ShouldBe(["x1"]);
        again[0].Failures.ShouldBe(1);
        (await process.TextsAsync()).ShouldBeEmpty();
        await process.SettleAsync(again);
        (await process.TextsAsync()).ShouldBe(["x2"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_message_that_was_sent_for_later_does_not_hold_its_key_up(string kind)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        var process = scene.Begin();
        await new Queues(scene.Store).SendAsync(KeyedProcess.Queue, [KeyedScene.Message("x1") with { Delay = TimeSpan.FromHours(1) }], default);
        await scene.SendAsync("x2");

        var second = await process.ClaimAsync();
        KeyedProcess.Texts(second).ShouldBe(["x2"]);
        await scene.RunAsync($"UPDATE penstock_messages SET due = {scene.Store.Dialect.NowPlus("-1")} WHERE due IS NOT NULL");

        (await process.TextsAsync()).ShouldBeEmpty();
        await process.SettleAsync(second);
        (await process.TextsAsync()).ShouldBe(["x1"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Who_takes_a_bucket_over_lets_its_keys_wait_behind_their_retries(string kind)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        var (dead, heir) = (scene.Begin(), scene.Begin());
        await scene.SendAsync("x1", "x2", "y1");
        var batch = await dead.ClaimAsync();
        await dead.SettleAsync(batch.Take(1), new Settlement.Retry(TimeSpan.FromHours(1), Why));
        await dead.DieAsync();

        (await heir.TextsAsync()).ShouldBe(["y1"]);
        scene.Database.Clock.Advance(TimeSpan.FromHours(2));
        (await heir.TextsAsync()).ShouldBe(["x1", "x2"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_process_that_lost_its_life_claims_and_settles_nothing(string kind)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        var (zombie, heir) = (scene.Begin(), scene.Begin());
        await scene.SendAsync("x1", "x2");
        var stale = await zombie.ClaimAsync(1);
        await zombie.DieAsync();
        var fresh = await heir.ClaimAsync(1);
        KeyedProcess.Texts(fresh).ShouldBe(["x1"]);

        (await zombie.Claims.ClaimAsync(await zombie.LeaseAsync(), 10, isDue: false, default)).ShouldBeEmpty();
        (await zombie.SettleAsync(stale)).ShouldBe(["x1"]);

        (await scene.Database.ScalarAsync<long>("SELECT count(*) FROM penstock_messages")).ShouldBe(2);
        (await heir.SettleAsync(fresh)).ShouldBeEmpty();
        (await scene.Database.ScalarAsync<long>("SELECT count(*) FROM penstock_messages")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_settlement_made_again_is_done_while_the_bucket_is_ours_and_lost_afterwards(string kind)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        var process = scene.Begin();
        await scene.SendAsync("x1", "y1");
        var batch = await process.ClaimAsync();
        await process.SettleAsync(batch.Take(1));
        await process.SettleAsync(batch.Skip(1), new Settlement.Retry(TimeSpan.FromHours(1), Why));

        (await process.SettleAsync(batch.Take(1))).ShouldBeEmpty();
        (await process.SettleAsync(batch.Skip(1), new Settlement.Retry(TimeSpan.FromHours(1), Why))).ShouldBeEmpty();
        (await scene.Database.ScalarAsync<int>("SELECT max(failures) FROM penstock_messages")).ShouldBe(1);
        await scene.RunAsync("UPDATE penstock_buckets SET lease = NULL");

        (await process.SettleAsync(batch.Take(1))).ShouldBe(["x1"]);
        (await process.SettleAsync(batch.Skip(1), new Settlement.Retry(TimeSpan.FromHours(1), Why))).ShouldBe(["y1"]);
    }

    [Fact]
    public async Task What_was_sent_earlier_and_committed_later_is_found_though_its_key_is_busy()
    {
        await using var scene = await KeyedScene.CreateAsync("postgresql", server);
        var process = scene.Begin();
        await using var connection = await scene.Store.OpenAsync(default);
        await using var late = await scene.Store.BeginAsync(connection, default);
        await new Queues(scene.Store).SendAsync(late, KeyedProcess.Queue, [KeyedScene.Message("x1"), KeyedScene.Message("y1")], default);
        await scene.SendAsync("x2", "z1");
        var early = await process.ClaimAsync();
        KeyedProcess.Texts(early).ShouldBe(["x2", "z1"]);

        await late.CommitAsync(TestContext.Current.CancellationToken);

        (await process.TextsAsync()).ShouldBe(["y1"]);
        await process.SettleAsync(early);
        (await process.TextsAsync()).ShouldBe(["x1"]);
        (await process.TextsAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_was_taken_out_of_the_queue_holds_nobody_up(string kind)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        var process = scene.Begin();
        await scene.SendAsync("x1", "x2", "x3");
        var first = await process.ClaimAsync(1);
        (await process.TextsAsync()).ShouldBeEmpty();
        await scene.RunAsync("DELETE FROM penstock_messages WHERE id = (SELECT min(id) + 1 FROM penstock_messages)");

        await process.SettleAsync(first);

        (await process.TextsAsync()).ShouldBe(["x3"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public Task Very_many_behind_a_key_that_waits_stop_nobody_and_come_in_order_when_it_is_free(string kind) => VeryManyAsync(kind, 10_000);

    [Fact, Trait("Size", "Long")]
    public Task A_hundred_thousand_behind_a_key_that_waits_stop_nobody_either() => VeryManyAsync("postgresql", 100_000);

    private async Task VeryManyAsync(string kind, int followers)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        var process = scene.Begin();
        await scene.SendAsync("x");
        var head = await process.ClaimAsync();
        await scene.RunAsync($"""
            INSERT INTO penstock_messages (queue, bucket, key, body, enqueued_at)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {followers})
            SELECT '{KeyedProcess.Queue}', {Bucket.Of("x")}, 'x', {(scene.Database.IsPostgres ? "'x'::bytea" : "x'78'")}, {scene.Store.Dialect.Now} FROM n
            """);
        var same = Enumerable.Range('a', 26).Select(c => $"{(char)c}{(char)c}").First(k => Bucket.Of(k) == Bucket.Of("x") || k == "zz");
        await new Queues(scene.Store).SendAsync(KeyedProcess.Queue, [KeyedScene.Message("y1") with { Key = same }], default);

        (await process.TextsAsync()).ShouldBe(["y1"]);
        (await process.TextsAsync()).ShouldBeEmpty();

        await process.SettleAsync(head);
        var before = head[0].Id;
        for (var seen = 0; seen < 5_000;)
        {
            var batch = await process.ClaimAsync(500);
            batch.Select(d => d.Id).ShouldBe(Enumerable.Range(1, batch.Count).Select(i => before + i));
            (before, seen) = (batch[^1].Id, seen + batch.Count);
            await process.SettleAsync(batch);
        }
    }

    [Fact]
    public async Task A_claim_writes_nothing()
    {
        await using var scene = await KeyedScene.CreateAsync("postgresql", server);
        var process = scene.Begin();
        (await process.TextsAsync()).ShouldBeEmpty();
        await scene.SendAsync("x1", "x2", "y1");
        var before = await VersionsAsync(scene);

        (await process.TextsAsync()).ShouldBe(["x1", "x2", "y1"]);

        (await VersionsAsync(scene)).ShouldBe(before);
    }

    private static Task<string?> VersionsAsync(KeyedScene scene) => scene.Database.ScalarAsync<string>("""
        SELECT string_agg(v, ',') FROM (
            SELECT ctid::text || xmin::text || ':' || xmax::text FROM penstock_messages
            UNION ALL SELECT ctid::text || xmin::text || ':' || xmax::text FROM penstock_buckets
            UNION ALL SELECT ctid::text || xmin::text || ':' || xmax::text FROM penstock_consumers) AS all_rows(v)
        """);
}
