using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class OwnerTests(PostgresServer server)
{
    private static readonly OwnerOptions Short = new() { Lease = TimeSpan.FromMilliseconds(300), BeatEvery = TimeSpan.FromMilliseconds(100) };

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_heartbeat_keeps_a_process_alive_and_tells_who_came_and_went(string kind)
    {
        await using var database = await CreateAsync(kind);
        var beats = new List<Beat>();
        await using var owner = new Owner(database.Open(), database.Clock, Short);
        var lease = await owner.TakeAsync(default);
        owner.OnBeat((beat, _) =>
        {
            beats.Add(beat);
            return ValueTask.CompletedTask;
        });
        await BeatAsync(database, () => beats.Count >= 1);

        await using (var other = new Owner(database.Open(), database.Clock, Short))
        {
            await other.TakeAsync(default);
            await BeatAsync(database, () => beats.Exists(b => b.Change != beats[0].Change));
        }

        await BeatAsync(database, () => beats[^1].Change == beats[0].Change);
        (await owner.TakeAsync(default)).ShouldBe(lease);
        beats.ShouldAllBe(b => b.Lease == lease);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Whoever_stops_beating_is_removed_by_the_others_and_begins_a_new_life(string kind)
    {
        await using var database = await CreateAsync(kind);
        var frozen = new ManualClock();
        await using var zombie = new Owner(database.Open(), frozen, Short);
        await using var owner = new Owner(database.Open(), database.Clock, Short);
        var past = await zombie.TakeAsync(default);
        await owner.TakeAsync(default);

        await Until.TrueAsync("the zombie's row is removed", async () =>
        {
            database.Clock.Advance(Short.BeatEvery);
            return await database.ScalarAsync<long>($"SELECT count(*) FROM penstock_owners WHERE id = {past.Id}") == 0;
        });
        past.Lapsed.IsCancellationRequested.ShouldBeFalse();
        await Until.TrueAsync("the zombie learns of it", () =>
        {
            frozen.Advance(Short.BeatEvery);
            return Task.FromResult(past.Lapsed.IsCancellationRequested);
        });

        (await zombie.TakeAsync(default)).Id.ShouldBeGreaterThan(past.Id);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task An_orderly_end_leaves_nothing_to_wait_for(string kind)
    {
        await using var database = await CreateAsync(kind);
        await using (var owner = new Owner(database.Open(), database.Clock))
            await owner.TakeAsync(default);

        (await database.ScalarAsync<long>("SELECT count(*) FROM penstock_owners")).ShouldBe(0);
    }

    [Fact]
    public void A_token_names_its_owner()
    {
        var lease = new OwnerLease(7);

        var (one, two) = (lease.NextToken(), lease.NextToken());
        lease.Free(one);

        (one >> 32, two >> 32).ShouldBe((7, 7));
        one.ShouldNotBe(two);
        lease.InHand().Tokens.ShouldBe([two]);
    }

    [Fact]
    public void A_heartbeat_must_fit_three_times_into_the_lease() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new OwnerOptions { Lease = TimeSpan.FromSeconds(5) }.Validated());

    private Task<DatabaseUnderTest> CreateAsync(string kind) => DatabaseUnderTest.CreateAsync(kind, server, OwnerSchema.Set);

    private static Task BeatAsync(DatabaseUnderTest database, Func<bool> seen) => Until.TrueAsync("a beat shows it", () =>
    {
        if (!seen())
            database.Clock.Advance(Short.BeatEvery);
        return Task.FromResult(seen());
    });
}
