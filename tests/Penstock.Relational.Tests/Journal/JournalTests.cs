using System.Runtime.CompilerServices;

namespace Penstock.Relational.Tests;

public sealed class JournalTests(PostgresServer server)
{
    private static readonly Dictionary<string, int> Nothing = [];
    private static readonly ConditionalWeakTable<Store, IJournal> Journals = [];

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task What_a_process_held_when_it_died_is_counted_once(string kind)
    {
        await using var database = await MigratedAsync(kind);
        var first = database.Open();
        (await ClaimAsync(first, "1", "2")).ShouldBe(Nothing);
        await database.DieAsync(first);

        var second = database.Open();
        (await ClaimAsync(second, "2", "3")).ShouldBe(Counts(("2", 1)));
        var third = database.Open();
        (await ClaimAsync(third, "1", "2", "3")).ShouldBe(Counts(("1", 1), ("2", 1)), ignoreOrder: true);

        await database.DieAsync(second);
        database.Clock.Advance(TimeSpan.FromSeconds(6));
        // Claimed, a suspect is no more than before: it has not run.
        (await ClaimAsync(third, "1", "2", "3")).ShouldBe(Counts(("1", 1), ("2", 1), ("3", 1)), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_suspect_is_counted_again_when_a_process_dies_that_ran_it(string kind)
    {
        await using var database = await MigratedAsync(kind);
        for (var deaths = 0; deaths < 3; deaths++)
        {
            var store = database.Open();
            (await ClaimAsync(store, "1", "2")).ShouldBe(deaths == 0 ? Nothing : Counts(("1", deaths), ("2", 1)), ignoreOrder: true);
            if (deaths > 0)
                await Journal(store).HoldAsync("test", 1, ["1"], default);
            await database.DieAsync(store);
        }

        (await ClaimAsync(database.Open(), "1", "2", "3")).ShouldBe(Counts(("1", 3), ("2", 1)), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task What_a_living_process_holds_is_nobodys_suspect(string kind)
    {
        await using var database = await MigratedAsync(kind);
        var first = database.Open();
        await ClaimAsync(first, "1");

        (await ClaimAsync(database.Open(), "1")).ShouldBe(Nothing);
        (await ClaimAsync(first, "1")).ShouldBe(Nothing);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Settled_they_are_forgotten(string kind)
    {
        await using var database = await MigratedAsync(kind);
        var first = database.Open();
        await ClaimAsync(first, "1", "2");
        await database.DieAsync(first);
        var second = database.Open();
        var journal = second.CreateJournal();
        await journal.ClaimAsync("test", 1, ["1", "2"], default);

        await journal.ForgetAsync("test", ["1"], default);

        (await journal.ClaimAsync("test", 1, ["1", "2"], default)).ShouldBe(Counts(("2", 1)));
        await journal.DisposeAsync();
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_slot_holds_its_last_note_only_and_slots_and_pipelines_are_apart(string kind)
    {
        await using var database = await MigratedAsync(kind);
        var first = database.Open();
        var journal = first.CreateJournal();
        await journal.ClaimAsync("test", 1, ["1", "2"], default);
        await journal.ClaimAsync("test", 1, ["3"], default);
        await journal.ClaimAsync("test", 2, ["4"], default);
        await journal.ClaimAsync("other", 1, ["5"], default);
        await database.DieAsync(first);

        (await ClaimAsync(database.Open(), "1", "2", "3", "4", "5")).ShouldBe(Counts(("3", 1), ("4", 1)), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task An_orderly_end_is_no_death(string kind)
    {
        await using var database = await MigratedAsync(kind);
        var first = database.Open();
        await ClaimAsync(first, "1", "2");

        await Journal(first).DisposeAsync();
        await database.DieAsync(first);

        (await ClaimAsync(database.Open(), "1", "2")).ShouldBe(Nothing);
    }

    private Task<DatabaseUnderTest> MigratedAsync(string kind) => DatabaseUnderTest.CreateAsync(kind, server, JournalSchema.Set);

    private static async Task<IReadOnlyDictionary<string, int>> ClaimAsync(Store store, params string[] origins) =>
        await Journal(store).ClaimAsync("test", 1, origins, default);

    // One journal a process, as a pipeline has it.
    private static IJournal Journal(Store store) => Journals.GetValue(store, s => s.CreateJournal());

    private static Dictionary<string, int> Counts(params (string Origin, int Claims)[] counts) => counts.ToDictionary(c => c.Origin, c => c.Claims);
}
