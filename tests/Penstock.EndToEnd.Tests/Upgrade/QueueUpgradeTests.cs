using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Relational;

namespace Penstock.EndToEnd.Tests;

public sealed class QueueUpgradeTests(PostgresServer server)
{
    private static readonly QueueOptions Eager = new() { PollAtFirst = TimeSpan.Zero, PollEvery = TimeSpan.Zero, SweepEvery = TimeSpan.Zero };

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task Migrations_keep_every_row_and_applied_again_do_nothing(string version, string kind)
    {
        await using var old = await OldStore.LoadAsync(version, kind, server);
        var before = await RowsAsync(old);
        before.Count.ShouldBeGreaterThan(25);
        before.ShouldContain(table => table.Rows > 0);

        await new Migrator(old.Store).ApplyAsync(OldStore.Schema, default);

        (await RowsAsync(old)).Intersect(before).ShouldBe(before);
        (await new Migrator(old.Store).ApplyAsync(OldStore.Schema, default)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task What_was_not_settled_is_handled_once_in_the_order_of_its_keys_and_a_replay_goes_on(string version, string kind)
    {
        await using var old = await OldStore.OpenAsync(version, kind, server);
        var waiting = (await old.WaitingAsync("jobs")).Except(["late-1"]).ToList();
        string[] replayed = ["again-2", "again-3"];
        var done = new Done();

        await old.StartAsync(services => services.AddQueues(old.Store).AddPipeline("work", work => work.FromQueue("jobs").Each(Done.Body, done.HandleAsync)));
        await done.UntilAsync(waiting.Count + replayed.Length);
        await old.UntilAsync("penstock_messages WHERE queue = 'jobs'", 1);
        await old.UntilAsync("penstock_replays WHERE finished_at IS NULL", 0);

        done.Bodies.ShouldBe(waiting.Concat(replayed), ignoreOrder: true);
        done.Bodies.Intersect(await old.ListAsync("SELECT name FROM done", row => row.GetString(0))).ShouldBeEmpty();
        done.ShouldBeInOrder("a-");
        done.ShouldBeInOrder("b-");
        done.Find("failed-1").Failures.ShouldBe(1);
        (await old.WaitingAsync("jobs")).ShouldBe(["late-1"]);
        var replay = (await new Replays(old.Store, TimeProvider.System).FindAsync(1, default))!;
        (replay.State, replay.Total, replay.Done, replay.Failed).ShouldBe((ReplayState.Done, 3, 3, 0));
    }

    [Theory, MemberData(nameof(OldData.All), MemberType = typeof(OldData))]
    public async Task What_a_process_died_with_is_known_to_have_been_in_its_hands(string version)
    {
        await using var old = await OldStore.OpenAsync(version, "sqlite", server);
        var done = new Done();

        await old.StartAsync(services => services.AddQueues(old.Store).AddPipeline("work", work => work.FromQueue("jobs").Each(Done.Body, done.HandleAsync)));
        await old.UntilAsync("penstock_messages WHERE queue = 'jobs'", 1);

        foreach (var held in new[] { "a-1", "b-1", "c-1", "free-1", "again-1" })
            done.Find(held).Claims.ShouldBe(1, held);
        foreach (var free in new[] { "a-2", "free-2", "failed-1" })
            done.Find(free).Claims.ShouldBe(0, free);
    }

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task Settlements_of_the_other_version_are_refused_once_others_have_taken_over(string version, string kind)
    {
        await using var old = await OldStore.OpenAsync(version, kind, server);
        var (keyless, keyed) = await ClaimsAsync(old);
        await using var owner = old.OpenOwner();
        await using var source = new QueueSource(old.Store, owner, "jobs", TimeProvider.System, Eager);
        var batches = await TakeAsync(source, [.. keyless.Select(c => c.Id), .. keyed.Select(c => c.Id)]);
        var before = await old.WaitingAsync("jobs");

        foreach (var (id, token, _) in keyless)
        {
            (await old.SettleAsync("keyless Delete", token, Settled(id))).ShouldBeEmpty();
            (await old.SettleAsync("keyless Release", token, Settled(id))).ShouldBeEmpty();
            (await old.SettleAsync("keyless Retry", token, Retried(id))).ShouldBeEmpty();
        }

        foreach (var (id, token, bucket) in keyed)
        {
            (await old.SettleAsync("keyed Delete", token, Fence(bucket, token), Settled(id))).ShouldBeEmpty();
            (await old.SettleAsync("keyed Retry", token, Fence(bucket, token), Retried(id))).ShouldBeEmpty();
        }

        (await old.WaitingAsync("jobs")).ShouldBe(before);
        foreach (var batch in batches)
        {
            (await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default)).ShouldBeEmpty();
            await batch.DisposeAsync();
        }
    }

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task Settlements_of_the_other_version_hold_as_long_as_nobody_has_taken_over(string version, string kind)
    {
        await using var old = await OldStore.OpenAsync(version, kind, server);
        var (keyless, keyed) = await ClaimsAsync(old);
        (keyless.Count, keyed.Count).ShouldBe((2, 3));

        foreach (var (id, token, _) in keyless)
            (await old.SettleAsync("keyless Delete", token, Settled(id))).ShouldBe([id]);
        foreach (var (id, token, bucket) in keyed)
            (await old.SettleAsync("keyed Delete", token, Fence(bucket, token), Settled(id))).ShouldBe([id]);

        var done = new Done();
        var left = (await old.WaitingAsync("jobs")).Except(["late-1"]).ToList();
        left.ShouldNotContain("a-1");
        await old.StartAsync(services => services.AddQueues(old.Store).AddPipeline("work", work => work.FromQueue("jobs").Each(Done.Body, done.HandleAsync)));
        await done.UntilAsync(left.Count);
        done.Bodies.ShouldNotContain("a-1");
    }

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task Dead_letters_are_listed_shown_and_go_back(string version, string kind)
    {
        await using var old = await OldStore.OpenAsync(version, kind, server);
        var home = new SqlDeadLetterHome(old.Store, new Replays(old.Store, TimeProvider.System));

        var letters = (await home.ListAsync(new LetterFilter { Match = "dead-" }, default)).Letters;
        letters.Select(l => (l.Pipeline, l.Key, l.Reason.Type, l.Reason.Message, l.Address)).ShouldBe(
        [
            ("work", null, "RejectedException", "Refused is dead-1.", "queue:jobs"),
            ("work", "dead", "RejectedException", "Refused is dead-2.", "queue:jobs"),
        ], ignoreOrder: true);
        (await home.CountAsync(new LetterFilter(), default)).Letters.ShouldBe(4);
        (await home.GroupsAsync(new LetterFilter(), 10, default)).Sum(group => group.Letters).ShouldBe(4);
        var gone = (await old.ListAsync("SELECT letter FROM penstock_dead_letter_history WHERE what = 'discarded'", row => row.GetInt64(0))).ShouldHaveSingleItem();
        (await home.ShowAsync(gone, default))!.History.ShouldHaveSingleItem().Who.ShouldBe("ada");

        var before = await old.WaitingAsync("jobs");
        (await home.ReplayAsync(new ReplayRequest(new LetterFilter { Match = "dead-" }, "bob"), _ => { }, default)).Done.ShouldBe(2);
        (await old.WaitingAsync("jobs")).ShouldBe([.. before, "dead-1", "dead-2"]);
        (await home.CountAsync(new LetterFilter(), default)).Letters.ShouldBe(2);
    }

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task A_paused_pipeline_stays_paused_a_limit_holds_and_dead_replicas_are_cleared_away(string version, string kind)
    {
        await using var old = await OldStore.OpenAsync(version, kind, server);
        var control = new ControlStore(old.Store);
        var (done, waiting) = (new Done(), await old.WaitingAsync("paused"));
        (await control.FindAsync("paused", default))!.Replicas.ShouldHaveSingleItem().IsLive.ShouldBeFalse();

        await old.StartAsync(services =>
        {
            services.AddQueues(old.Store);
            foreach (var name in new[] { "paused", "limited" })
                services.AddPipeline(name, pipeline => pipeline.FromQueue(name).Each(Done.Body, done.HandleAsync));
        });
        await Until.TrueAsync(
            "the new replica alone is there, and obeys",
            async () => (await control.FindAsync("paused", default)) is { Replicas: [{ IsLive: true }], Obeying: 1 });

        var status = (await control.FindAsync("paused", default))!;
        (status.Desired.State, status.Desired.ChangedBy, status.Desired.Why).ShouldBe((DesiredState.Paused, "ada", "the printer is being repaired"));
        (await control.FindAsync("limited", default))!.Desired.Rate.ShouldBe(50);
        (await old.WaitingAsync("paused")).ShouldBe(waiting);
        done.Bodies.ShouldBeEmpty();
        await control.SteerAsync("paused", DesiredState.Running, new Operator("bob"), default);
        await done.UntilAsync(waiting.Count);
        done.Bodies.ShouldBe(waiting);
    }

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task Groups_read_on_where_they_were(string version, string kind)
    {
        await using var old = await OldStore.OpenAsync(version, kind, server);
        var (readers, late) = (new Done(), new Done());

        await old.StartAsync(services => services.AddQueues(old.Store)
            .AddPipeline("readers", pipeline => pipeline.FromTopic("events", "readers").Each(Done.Body, readers.HandleAsync))
            .AddPipeline("late", pipeline => pipeline.FromTopic("events", "late").Each(Done.Body, late.HandleAsync)));
        await late.UntilAsync(9);
        await readers.UntilAsync(7);
        await old.UntilAsync("penstock_messages WHERE queue LIKE 'events/%'", 0);

        readers.Bodies.ShouldBe(["e-3", "e-4", "e-5", "e-6", "e-7", "e-8", "e-9"], ignoreOrder: true);
        late.Bodies.ShouldBe(["e-1", "e-2", "e-3", "e-4", "e-5", "e-6", "e-7", "e-8", "e-9"], ignoreOrder: true);
        foreach (var group in new[] { readers, late })
        {
            foreach (var key in group.Bodies.GroupBy(body => body[^1] % 2))
                key.ShouldBe(key.Order(StringComparer.Ordinal));
        }
    }

    [Theory, MemberData(nameof(OldData.Stores), MemberType = typeof(OldData))]
    public async Task The_outbox_sends_what_was_not_sent_and_the_inbox_knows_what_came(string version, string kind)
    {
        await using var old = await OldStore.OpenAsync(version, kind, server);
        (await old.WaitingAsync("arrived")).ShouldBe(["o-1", "o-2"]);

        await old.StartAsync(services => services.AddQueues(old.Store).AddPipeline("relay", relay => relay
            .FromQueue(Outbox.QueueOf("elsewhere")).Whole(OutgoingMessage.From, _ => new OutboxRelay(old.Store, new QueueSender(old.Store, "arrived")))));
        await old.UntilAsync("penstock_messages WHERE queue = 'outbox/elsewhere'", 0);

        (await old.WaitingAsync("arrived")).ShouldBe(["o-1", "o-2", "o-3", "o-4"]);
        await using var connection = await old.Store.OpenAsync(default);
        await using var transaction = await old.Store.BeginAsync(connection, default);
        (await new Inbox(old.Store).FirstAsync(transaction, "work", ["i-1", "i-2", "i-3"], default)).ShouldBe([false, false, true]);
    }

    // What the dead process has: rows that bear its token, and of each bucket that does the first row.
    private static async Task<(List<(long Id, long Token, int Bucket)> Keyless, List<(long Id, long Token, int Bucket)> Keyed)> ClaimsAsync(OldStore old) => (
        await old.ListAsync(
            "SELECT id, lease FROM penstock_messages WHERE queue = 'jobs' AND lease IS NOT NULL ORDER BY id", row => (row.GetInt64(0), row.GetInt64(1), 0)),
        await old.ListAsync(
            """
            SELECT min(m.id), b.lease, b.bucket FROM penstock_messages m JOIN penstock_buckets b ON b.queue = m.queue AND b.bucket = m.bucket
            WHERE m.queue = 'jobs' GROUP BY b.lease, b.bucket ORDER BY 1
            """,
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt32(2))));

    private static async Task<List<Batch>> TakeAsync(QueueSource source, HashSet<long> wanted)
    {
        var batches = new List<Batch>();
        await Until.TrueAsync("all that the dead process held is taken over", async () =>
        {
            var batch = await source.ReceiveAsync(100, default);
            batches.Add(batch);
            wanted.ExceptWith(batch.Items.Select(d => ((QueueDelivery)d).Id));
            return wanted.Count == 0;
        });
        return batches;
    }

    private static Rows Settled(long id) => new Rows("settled").Add("id", [id]);

    private static Rows Retried(long id) => new Rows("settled").Add("id", [id]).Add("failed", [9]).Add("error", ["late"]).Add("after", [0.0]);

    private static Rows Fence(int bucket, long token) => new Rows("fence").Add("place", [bucket]).Add("held_by", [token]);

    private static async Task<List<(string Table, long Rows)>> RowsAsync(OldStore old)
    {
        var names = await old.ListAsync(
            old.Store.Dialect.Name == "sqlite"
                ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'penstock_migrations' ORDER BY name"
                : """
                  SELECT schemaname || '.' || tablename FROM pg_tables
                  WHERE schemaname IN ('public', 'admiral') AND tablename <> 'penstock_migrations' ORDER BY 1
                  """,
            row => row.GetString(0));
        var rows = new List<(string, long)>();
        foreach (var name in names)
            rows.Add((name, await old.CountAsync(name)));
        return rows;
    }
}
