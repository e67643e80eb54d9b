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
        await first.HoldAsync("mail", 0, ["emails/1", "emails/2"], default);
        await database.DieAsync(dying);
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
    public async Task What_is_no_messages_origin_is_simply_unknown(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var traces = new Traces(await MigratedAsync(database));
        foreach (var origin in (string[])["", "/", "12", "emails/", "emails/x", "emails/-1", "emails/99999999999999999999", "/1"])
            (await traces.ReadAsync(origin, default)).ShouldBeEmpty();
    }

    private static async Task<Store> MigratedAsync(DatabaseUnderTest database)
    {
        var store = database.Open();
        await new Migrator(store).ApplyAsync([JournalSchema.Set, OwnerSchema.Set, QueueSchema.Set], default);
        return store;
    }

    private static async Task<IEnumerable<string>> WhatAsync(Traces traces, string origin) => (await traces.ReadAsync(origin, default)).Select(fact => fact.What);
}
