using System.Text;

namespace Penstock.Relational.Tests;

public sealed class TracesTests(PostgresServer server)
{
    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_queue_with_slashes_in_its_name_knows_its_message(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var store = await MigratedAsync(database);
        var id = await new Queues(store).SendAsync("eu/emails", new Message(Encoding.UTF8.GetBytes("hi")) { Delay = TimeSpan.FromHours(1) }, default);
        await database.ScalarAsync<long>("UPDATE penstock_messages SET failures = 1, last_error = 'SmtpException: no'");

        var fact = (await new Traces(store).ReadAsync($"eu/emails/{id}", default)).ShouldHaveSingleItem();

        fact.Place.ShouldBe("queue");
        fact.What.ShouldMatch("^waits for its next attempt, due in 3[56][0-9]{2} s; failed 1 time, last: SmtpException: no$");
        fact.Details["state"].ShouldBe("later");
        fact.Details["failures"].ShouldBe(1);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task The_journal_knows_what_is_in_hand_and_what_processes_died_with(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var dying = await MigratedAsync(database);
        var (first, second) = (dying.CreateJournal(), database.Open().CreateJournal());
        await first.ClaimAsync("mail", 0, ["emails/1", "emails/2"], default);
        await database.DieAsync(dying);
        await second.ClaimAsync("mail", 0, ["emails/2", "emails/3"], default);
        await second.HoldAsync("mail", 0, ["emails/2", "emails/3"], default);

        var traces = new Traces(database.Open());

        (await WhatAsync(traces, "emails/1")).ShouldBe(["is a suspect of pipeline mail: a process died with it 1 time"]);
        (await WhatAsync(traces, "emails/2")).ShouldBe(
            ["is a suspect of pipeline mail: a process died with it 1 time", "was in the last batch that a process of pipeline mail took in hand"], ignoreOrder: true);
        (await WhatAsync(traces, "emails/3")).ShouldBe(["was in the last batch that a process of pipeline mail took in hand"]);
        (await WhatAsync(traces, "emails/4")).ShouldBeEmpty();
        await second.DisposeAsync();
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_dead_letter_tells_its_whole_story(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var store = database.Open();
        await new Migrator(store).ApplyAsync(RuntimeSchema.Sets, default);
        var home = new SqlDeadLetterHome(store, new Replays(store, TimeProvider.System));
        await new SqlDeadLetters(store).ParkAsync([new DeadLetter("mail", new QueueStub("emails/7"), new Reason("SmtpException", "no such host"))], null, default);
        var traces = new Traces(store);
        (await WhatAsync(traces, "emails/7")).ShouldBe(["was parked by pipeline mail as letter 1, after 1 failure: SmtpException: no such host"]);

        var letter = (await home.ListAsync(new LetterFilter(), default)).Letters.ShouldHaveSingleItem().Id;
        await home.EditAsync(letter, new LetterEdit("hi"u8.ToArray(), null), "ada", default);
        await home.DiscardAsync(new LetterFilter(), "bob", _ => { }, default);

        var story = await WhatAsync(traces, "emails/7");
        story.ShouldBe(
            ["was parked by pipeline mail as letter 1, after 1 failure: SmtpException: no such host", "letter 1 was edited by ada", "letter 1 was discarded by bob"],
            ignoreOrder: true);
        (await WhatAsync(traces, "emails/8")).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task What_the_audit_log_knows_of_a_message_is_told_too(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var store = database.Open();
        await new Migrator(store).ApplyAsync([.. RuntimeSchema.Sets], default);
        await using (var connection = await store.OpenAsync(default))
        await using (var transaction = await store.BeginAsync(connection, default))
        {
            foreach (var target in (string[])["emails/7", "emails/8", "emails"])
                await new Audit(store).WriteAsync(transaction, new AuditEntry("ada", "repair", target, "the address", "ticket 12"), default);
            await transaction.CommitAsync(default);
        }

        var fact = (await new Traces(store).ReadAsync("emails/7", default)).ShouldHaveSingleItem();

        (fact.Place, fact.What, fact.Details["action"]).ShouldBe(("audit", "repair by ada: the address (ticket 12)", "repair"));
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_message_is_found_along_an_index_among_letters_that_are_open_and_that_are_not(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var store = database.Open();
        await new Migrator(store).ApplyAsync(RuntimeSchema.Sets, default);
        var letters = Enumerable.Range(0, 1_000).Select(n => new DeadLetter("mail", new QueueStub($"emails/{n}"), new Reason("SmtpException", "no such host")));
        await new SqlDeadLetters(store).ParkAsync([.. letters], null, default);
        await new SqlDeadLetterHome(store, new Replays(store, TimeProvider.System)).DiscardAsync(new LetterFilter { Limit = 500 }, "bob", _ => { }, default);
        await using (var connection = await store.OpenAsync(default))
            await connection.Command("ANALYZE penstock_dead_letters").RunAsync(default);

        var plan = string.Join('\n', await database.ListAsync(
            $"EXPLAIN {(database.IsPostgres ? "" : "QUERY PLAN ")}{DeadLetterTrace.OfOrigin.Replace("@origin", "'emails/7'", StringComparison.Ordinal)}",
            r => r.GetString(database.IsPostgres ? 0 : 3)));

        plan.ShouldContain("penstock_dead_letters_open");
        plan.ShouldContain("penstock_dead_letters_past");
        plan.ShouldNotContain("Seq Scan");
        plan.ShouldNotContain("SCAN penstock_dead_letters");
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task What_is_no_messages_origin_is_simply_unknown(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var traces = new Traces(await MigratedAsync(database));
        foreach (var origin in (string[])["", "/", "12", "emails/", "emails/x", "emails/-1", "emails/99999999999999999999", "/1"])
            (await traces.ReadAsync(origin, default)).ShouldBeEmpty();
    }

    private sealed class QueueStub(string origin) : Delivery
    {
        public override string Origin => origin;

        public override string Address => "queue:emails";
    }

    private static async Task<Store> MigratedAsync(DatabaseUnderTest database)
    {
        var store = database.Open();
        await new Migrator(store).ApplyAsync([JournalSchema.Set, OwnerSchema.Set, QueueSchema.Set], default);
        return store;
    }

    private static async Task<IEnumerable<string>> WhatAsync(Traces traces, string origin) => (await traces.ReadAsync(origin, default)).Select(fact => fact.What);
}
