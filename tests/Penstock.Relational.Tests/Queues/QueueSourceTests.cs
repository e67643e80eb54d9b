using System.Text;
using Penstock.Dev;

namespace Penstock.Relational.Tests;

public sealed class QueueSourceTests(PostgresServer server)
{
    private static readonly QueueOptions Eager = new() { PollAtFirst = TimeSpan.Zero, PollEvery = TimeSpan.Zero, SweepEvery = TimeSpan.Zero };

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_message_comes_as_it_was_sent(string kind)
    {
        await using var queue = await QueueUnderTest.CreateAsync(kind, server);
        var body = new byte[] { 0, 255, 39, 10 };
        await queue.SendAsync(new Message(body) { Headers = new Dictionary<string, string> { ["a"] = "ä'\"\n" } }, new Message(ReadOnlyMemory<byte>.Empty));

        await using var batch = await queue.ReceiveAsync();

        var (first, second) = ((QueueDelivery)batch.Items[0], (QueueDelivery)batch.Items[1]);
        first.Body.ToArray().ShouldBe(body);
        first.Headers.ShouldBe(new Dictionary<string, string> { ["a"] = "ä'\"\n" });
        second.Body.Length.ShouldBe(0);
        second.Headers.ShouldBeEmpty();
        first.Origin.ShouldBe($"jobs/{first.Id}");
        first.Address.ShouldBe("queue:jobs");
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task What_is_sent_in_a_transaction_is_there_when_it_commits_and_not_when_it_rolls_back(string kind)
    {
        await using var queue = await QueueUnderTest.CreateAsync(kind, server);
        await using var connection = await queue.Store.OpenAsync(default);
        await using (var undone = await queue.Store.BeginAsync(connection, default))
            await queue.Queues.SendAsync(undone, "jobs", [Text("undone")], default);
        await using (var done = await queue.Store.BeginAsync(connection, default))
        {
            await queue.Queues.SendAsync(done, "jobs", [Text("done")], default);
            await done.CommitAsync(TestContext.Current.CancellationToken);
        }

        await using var batch = await queue.ReceiveAsync();

        Texts(batch).ShouldBe(["done"]);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_key_goes_on_although_the_store_failed_when_its_batch_was_handed_back(string kind)
    {
        await using var queue = await QueueUnderTest.CreateAsync(kind, server);
        await queue.SendAsync(Text("with") with { Key = "k" }, Text("without"));
        await using (var batch = await queue.ReceiveAsync())
        {
            Texts(batch).ShouldBe(["with", "without"]);
            await queue.RunAsync("ALTER TABLE penstock_messages RENAME TO away");
        }

        await queue.RunAsync("ALTER TABLE away RENAME TO penstock_messages");

        var again = new HashSet<string>();
        while (again.Count < 2)
        {
            await using var batch = await queue.ReceiveAsync();
            again.UnionWith(Texts(batch));
            await queue.Source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);
        }

        again.ShouldBe(["with", "without"], ignoreOrder: true);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_unique_key_is_added_once_while_its_message_is_in_the_queue(string kind)
    {
        await using var queue = await QueueUnderTest.CreateAsync(kind, server);
        var message = Text("a") with { UniqueKey = "k" };

        (await queue.SendAsync(message, message, Text("b"))).ShouldBe(2);
        await using (var batch = await queue.ReceiveAsync())
        {
            (await queue.SendAsync(message)).ShouldBe(0);
            await queue.Source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);
        }

        (await queue.SendAsync(message)).ShouldBe(1);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_delayed_message_waits_and_the_others_do_not(string kind)
    {
        await using var queue = await QueueUnderTest.CreateAsync(kind, server);
        await queue.SendAsync(Text("later") with { Delay = TimeSpan.FromHours(1) }, Text("now"));

        await using (var batch = await queue.ReceiveAsync())
            Texts(batch).ShouldBe(["now"]);
        await queue.RunAsync("UPDATE penstock_messages SET due = @value", queue.Store.Dialect.ToColumn(DateTimeOffset.UnixEpoch));

        await using var rest = await queue.ReceiveAsync();
        Texts(rest).ShouldContain("later");
    }

    [Fact]
    public async Task What_was_sent_earlier_and_committed_later_is_found_below_what_is_done()
    {
        await using var queue = await QueueUnderTest.CreateAsync("postgresql", server);
        await using var connection = await queue.Store.OpenAsync(default);
        await using var late = await queue.Store.BeginAsync(connection, default);
        await queue.Queues.SendAsync(late, "jobs", [Text("late")], default);
        await queue.SendAsync(Text("early"));
        await using (var batch = await queue.ReceiveAsync())
            await queue.Source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);

        await late.CommitAsync(TestContext.Current.CancellationToken);

        await using var found = await queue.ReceiveAsync();
        Texts(found).ShouldBe(["late"]);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task What_was_claimed_without_an_answer_is_claimed_again(string kind)
    {
        await using var queue = await QueueUnderTest.CreateAsync(kind, server);
        await queue.SendAsync(Text("a"));
        var lease = await queue.Owner.TakeAsync(default);
        var token = lease.NextToken();
        await queue.RunAsync("UPDATE penstock_messages SET lease = @value", token);
        for (var looks = 0; looks < 3; looks++)
            (await queue.Source.ReceiveAsync(10, TestContext.Current.CancellationToken)).Items.ShouldBeEmpty();

        lease.Free(token);

        await using var again = await queue.ReceiveAsync();
        Texts(again).ShouldBe(["a"]);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task An_error_with_a_nul_in_it_does_not_stop_the_settlement(string kind)
    {
        await using var queue = await QueueUnderTest.CreateAsync(kind, server);
        await queue.SendAsync(Text("a"));
        await using (var batch = await queue.ReceiveAsync())
        {
            var retry = new Settlement.Retry(TimeSpan.FromHours(1), new Reason("Odd", "a\0b"));
            (await queue.Source.SettleAsync(batch, [new Verdict(batch.Items[0], retry)], default)).ShouldBeEmpty();
        }

        (await queue.TextAsync("SELECT last_error FROM penstock_messages")).ShouldBe("Odd: a\uFFFDb");
    }

    [Fact]
    public void A_queue_has_a_plain_name()
    {
        QueueName.IsAllowed("mail/out-1.x:y_z").ShouldBeTrue();
        Should.Throw<FormatException>(() => QueueName.Checked("a b")).Message.ShouldBe(
            "'a b' is no name of a queue: 1 to 100 letters, digits and . _ - / :, a letter or digit first are allowed.");
    }

    private static Message Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string> Texts(Batch batch) => batch.Items.Select(d => Encoding.UTF8.GetString(d.Body.Span));

    private sealed class QueueUnderTest(DatabaseUnderTest database, Store store) : IAsyncDisposable
    {
        public Store Store => store;

        public Queues Queues { get; } = new(store);

        public Owner Owner { get; } = new(store, TimeProvider.System);

        public QueueSource Source => field ??= new QueueSource(store, Owner, "jobs", TimeProvider.System, Eager);

        public static async Task<QueueUnderTest> CreateAsync(string kind, PostgresServer server)
        {
            var database = await DatabaseUnderTest.CreateAsync(kind, server, OwnerSchema.Set, QueueSchema.Set);
            return new QueueUnderTest(database, database.Open());
        }

        public ValueTask<int> SendAsync(params IReadOnlyList<Message> messages) => Queues.SendAsync("jobs", messages, default);

        /// <summary>The first batch that is not empty: below the last claim the queue looks only now and then.</summary>
        public async Task<Batch> ReceiveAsync()
        {
            var batch = Batch.Empty;
            await Until.TrueAsync("something comes", async () => (batch = await Source.ReceiveAsync(10, default)).Items.Count > 0);
            return batch;
        }

        public async Task RunAsync(string sql, object? value = null)
        {
            await using var connection = await store.OpenAsync(default);
            await connection.Command(sql, ("value", value)).RunAsync(default);
        }

        public Task<string?> TextAsync(string sql) => database.ScalarAsync<string>(sql);

        public async ValueTask DisposeAsync()
        {
            await Source.DisposeAsync();
            await Owner.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
