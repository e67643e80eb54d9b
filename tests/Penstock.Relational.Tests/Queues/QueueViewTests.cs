using System.Text;

namespace Penstock.Relational.Tests;

public sealed class QueueViewTests(PostgresServer server)
{
    private static readonly QueueOptions Eager = new() { PollEvery = TimeSpan.FromMilliseconds(20) };

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Each_queue_tells_what_waits_and_what_is_in_hand(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var store = await MigratedAsync(database);
        await SendAsync(store, "b/mixed", Of("1"), Of("2"), Of("3"), Of("k1") with { Key = "k" }, Of("k2") with { Key = "l" }, Of("d") with { Delay = TimeSpan.FromHours(1) });
        await SendAsync(store, "c-keyed", Of("1") with { Key = "k" });
        await SendAsync(store, "a.later", Of("1") with { Delay = TimeSpan.FromHours(1) });
        await using var owner = new Owner(store, TimeProvider.System);
        await using var source = new QueueSource(store, owner, "b/mixed", TimeProvider.System, Eager);
        await using var held = await ClaimAsync(source, 5);
        // Of keyed messages in hand only their process knows.
        var inHand = held.Items.Count(delivery => delivery.Key is null);

        var figures = await new QueueView(store).ListAsync(default);

        figures.Select(f => f with { Oldest = null }).ShouldBe([
            new("a.later", 0, 1, 0, 0, null), new("b/mixed", 5 - inHand, 1, inHand, 2, null), new("c-keyed", 1, 0, 0, 1, null)]);
        figures.ShouldAllBe(f => f.Oldest >= TimeSpan.Zero && f.Oldest < TimeSpan.FromMinutes(10));
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Counting_stops_where_it_would_cost_too_much(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var store = await MigratedAsync(database);
        await SendAsync(store, "free", [.. Enumerable.Repeat(Of("x"), QueueFigures.Cap + 5)]);
        await SendAsync(store, "less", [.. Enumerable.Repeat(Of("x"), QueueFigures.Cap - 1)]);
        await SendAsync(store, "later", [.. Enumerable.Repeat(Of("x") with { Delay = TimeSpan.FromHours(1) }, QueueFigures.Cap + 5)]);

        (await new QueueView(store).ListAsync(default)).Select(f => (f.Queue, f.Waiting, f.Later))
            .ShouldBe([("free", QueueFigures.Cap, 0), ("later", 0, QueueFigures.Cap), ("less", QueueFigures.Cap - 1, 0)]);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task What_a_dead_process_held_waits(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var store = await MigratedAsync(database);
        await SendAsync(store, "emails", Of("1"));
        await using var owner = new Owner(store, TimeProvider.System);
        await using var source = new QueueSource(store, owner, "emails", TimeProvider.System, Eager);
        await using var held = await ClaimAsync(source, 1);
        var view = new QueueView(store);
        (await view.FindAsync("emails", ((QueueDelivery)held.Items[0]).Id, 10, default))!.Holder.ShouldBe($"{Environment.MachineName}/{Environment.ProcessId}");

        await database.ScalarAsync<long>("DELETE FROM penstock_owners");

        (await view.ListAsync(default)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(f => f.Waiting.ShouldBe(1), f => f.InHand.ShouldBe(0));
        (await view.PeekAsync("emails", 5, 10, default)).ShouldHaveSingleItem().Holder.ShouldBeNull();
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_look_goes_in_order_cuts_bodies_and_changes_nothing(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var store = await MigratedAsync(database);
        await SendAsync(store, "other", Of("not mine"));
        await SendAsync(store, "emails",
            Of("late") with { Delay = TimeSpan.FromHours(2) },
            Of("soon") with { Delay = TimeSpan.FromHours(1), Headers = new Dictionary<string, string> { ["a"] = "b" } },
            Of("first"), Of("second") with { Key = "k", UniqueKey = "u" }, Of("third, and long"));
        await database.ScalarAsync<long>("UPDATE penstock_messages SET failures = 2, last_error = 'X: no' WHERE unique_key = 'u'");
        var before = await DumpAsync(database);
        var view = new QueueView(store);

        var all = await view.PeekAsync("emails", 10, 5, default);

        all.Select(m => Encoding.UTF8.GetString(m.Body.Span)).ShouldBe(["first", "secon", "third", "soon", "late"]);
        all.Select(m => m.BodyBytes).ShouldBe([5, 6, 15, 4, 4]);
        (all[1].Key, all[1].UniqueKey, all[1].Failures, all[1].LastError, all[1].DueIn).ShouldBe(("k", "u", 2, "X: no", null));
        all[3].Headers.ShouldHaveSingleItem().ShouldBe(new("a", "b"));
        all[3].DueIn!.Value.ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        (await view.PeekAsync("emails", 2, 100, default)).Select(m => m.Id).ShouldBe(all.Take(2).Select(m => m.Id));
        (await view.FindAsync("emails", all[4].Id, 100, default))!.Origin.ShouldBe($"emails/{all[4].Id}");
        (await view.FindAsync("other", all[4].Id, 100, default)).ShouldBeNull();
        (await DumpAsync(database)).ShouldBe(before);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task One_message_that_is_sent_tells_its_id(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var queues = new Queues(await MigratedAsync(database));
        var id = await queues.SendAsync("emails", Of("1") with { UniqueKey = "u" }, default);
        id.ShouldNotBeNull();
        (await queues.SendAsync("emails", Of("2") with { UniqueKey = "u" }, default)).ShouldBeNull();
        (await database.ListAsync("SELECT id FROM penstock_messages", r => r.GetInt64(0))).ShouldBe([id.Value]);
    }

    private static async Task<Store> MigratedAsync(DatabaseUnderTest database)
    {
        var store = database.Open();
        await new Migrator(store).ApplyAsync([OwnerSchema.Set, QueueSchema.Set], default);
        return store;
    }

    private static Message Of(string body) => new(Encoding.UTF8.GetBytes(body));

    private static async Task SendAsync(Store store, string queue, params Message[] messages) => await new Queues(store).SendAsync(queue, messages, default);

    // A first claim may find nothing yet: the source waits once before it sweeps.
    private static async Task<Batch> ClaimAsync(QueueSource source, int max)
    {
        while (true)
        {
            if (await source.ReceiveAsync(max, default) is { Items.Count: > 0 } batch)
                return batch;
        }
    }

    private static Task<List<string>> DumpAsync(DatabaseUnderTest database) => database.ListAsync(
        "SELECT id, queue, coalesce(lease, 0), coalesce(CAST(due AS TEXT), ''), failures FROM penstock_messages ORDER BY id",
        r => $"{r.GetInt64(0)} {r.GetString(1)} {r.GetInt64(2)} {r.GetString(3)} {r.GetInt32(4)}");
}
