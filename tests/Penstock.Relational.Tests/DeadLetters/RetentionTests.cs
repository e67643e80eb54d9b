namespace Penstock.Relational.Tests;

public sealed class RetentionTests(PostgresServer server)
{
    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Resolved_letters_go_sooner_than_parked_ones_and_take_their_history_along(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(1, 2, 3, 4);
        await desk.Home.DiscardAsync(new LetterFilter { Limit = 2 }, "me", _ => { }, default);
        await AgeAsync(desk, "resolved_at", "q/1", days: 15);
        await AgeAsync(desk, "resolved_at", "q/2", days: 13);
        await AgeAsync(desk, "parked_at", "q/3", days: 181);
        await AgeAsync(desk, "parked_at", "q/4", days: 179);
        (await desk.OpenRetention(new LetterRetentionOptions()).RunAsync(default)).ShouldBe(2);
        (await desk.ListAsync("SELECT origin FROM penstock_dead_letters ORDER BY id", r => r.GetString(0))).ShouldBe(["q/2", "q/4"]);
        (await desk.ScalarAsync<long>("SELECT count(*) FROM penstock_dead_letter_history")).ShouldBe(1);
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Above_the_count_the_oldest_go_resolved_ones_first(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync([.. Enumerable.Range(1, 2_500)]);
        await desk.Home.DiscardAsync(new LetterFilter { Limit = 100 }, "me", _ => { }, default);
        (await desk.OpenRetention(new LetterRetentionOptions { MostLetters = 300 }).RunAsync(default)).ShouldBe(2_200);
        (await desk.OriginsAsync(new LetterFilter { Limit = 1_000 })).ShouldBe([.. Enumerable.Range(2_201, 300).Reverse().Select(n => $"q/{n}")]);
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Twelve_replicas_make_no_more_rounds_than_one(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await using var replicas = new KeptReplicas(desk, count: 12);
        for (var minute = 0; minute < 30; minute++)
        {
            await desk.ParkAsync(minute);
            await replicas.BeatAsync(TimeSpan.FromMinutes(1));
        }

        // At the first beat, and every five minutes from then on: each drops what came since the one before.
        replicas.Rounds.ShouldBe([1, 5, 5, 5, 5, 5]);
        await replicas.EndFirstAsync();
        await replicas.BeatAsync(TimeSpan.FromMinutes(5));
        replicas.Rounds.Count.ShouldBe(7);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Empty_groups_and_old_replays_go_too(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(1);
        await desk.Letters.ParkAsync([LetterDesk.Letter(2, address: null)], null, default);
        await desk.Home.ReplayAsync(new ReplayRequest(new LetterFilter(), "me"), _ => { }, default);
        await desk.RunAsync($"UPDATE penstock_replays SET finished_at = {desk.Store.Dialect.NowPlus("-2000000")}");
        (await desk.OpenRetention(new LetterRetentionOptions { MostLetters = 0 }).RunAsync(default)).ShouldBe(2);
        foreach (var table in new[] { "penstock_dead_letters", "penstock_dead_letter_groups", "penstock_dead_letter_history", "penstock_replays", "penstock_replay_items" })
            (await desk.ScalarAsync<long>($"SELECT count(*) FROM {table}")).ShouldBe(0, table);
    }

    private static Task AgeAsync(LetterDesk desk, string column, string origin, int days) =>
        desk.RunAsync($"UPDATE penstock_dead_letters SET {column} = {desk.Store.Dialect.NowPlus($"-{days} * 86400")} WHERE origin = '{origin}'");
}
