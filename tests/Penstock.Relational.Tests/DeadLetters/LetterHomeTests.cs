using System.Text;

namespace Penstock.Relational.Tests;

public sealed class LetterHomeTests(PostgresServer server)
{
    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_newest_come_first_and_no_more_than_asked_for(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(1, 2, 3);
        await desk.ParkAsync([4], "other");
        (await desk.OriginsAsync()).ShouldBe(["q/4", "q/3", "q/2", "q/1"]);
        (await desk.OriginsAsync(new LetterFilter { Limit = 2 })).ShouldBe(["q/4", "q/3"]);
        (await desk.OriginsAsync(new LetterFilter { Pipeline = "p", Limit = 2 })).ShouldBe(["q/3", "q/2"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_match_is_in_the_reason_or_begins_an_origin_or_a_key(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.Letters.ParkAsync(
            [LetterDesk.Letter(1, message: "Disk 100% full_x"), LetterDesk.Letter(20, message: "Gone"), LetterDesk.Letter(21, message: "Gone"), LetterDesk.Letter(3)], null, default);
        await MatchAsync("disk", "q/1");
        await MatchAsync("% FULL_", "q/1");
        await MatchAsync("_", "q/1");
        await MatchAsync("q/2", "q/21", "q/20");
        await MatchAsync("k0", "q/3", "q/21");
        await MatchAsync("1", []);
        await MatchAsync(Fingerprint.Of(new Reason("RejectedException", "Gone")).Hash, "q/21", "q/20");

        async Task MatchAsync(string match, params string[] origins)
        {
            var filter = new LetterFilter { Match = match };
            (await desk.OriginsAsync(filter)).ShouldBe([.. origins], match);
            (await desk.Home.CountAsync(filter, default)).Letters.ShouldBe(origins.Length, match);
            var read = new List<string>();
            await foreach (var letter in desk.Home.ReadAsync(filter, default))
                read.Add(letter.Letter.Origin);
            read.ShouldBe([.. origins.Reverse()], match);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Age_counts_from_the_first_parking(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(1, 2);
        await desk.RunAsync($"UPDATE penstock_dead_letters SET parked_at = {desk.Store.Dialect.NowPlus("-7200")} WHERE origin = 'q/1'");
        (await desk.OriginsAsync(new LetterFilter { OlderThan = TimeSpan.FromHours(1) })).ShouldBe(["q/1"]);
        (await desk.OriginsAsync(new LetterFilter { OlderThan = TimeSpan.FromHours(1), Match = "refused" })).ShouldBe(["q/1"]);
        (await desk.Home.CountAsync(new LetterFilter { OlderThan = TimeSpan.FromHours(3) }, default)).ShouldBe(new LetterCount(0, null));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Groups_are_the_largest_first_and_go_with_their_letters(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(1, 2, 3);
        await desk.Letters.ParkAsync([LetterDesk.Letter(9, message: "Disk full")], null, default);
        (await desk.Home.GroupsAsync(new LetterFilter(), 10, default)).Select(g => (g.Text, g.Letters))
            .ShouldBe([("Order {n} is refused.", 3L), ("Disk full", 1L)]);
        (await desk.Home.GroupsAsync(new LetterFilter { Match = "DISK" }, 10, default)).ShouldHaveSingleItem().Letters.ShouldBe(1);
        (await desk.Home.DiscardAsync(new LetterFilter { Match = "disk" }, "me", _ => { }, default)).ShouldBe(1);
        (await desk.Home.GroupsAsync(new LetterFilter(), 10, default)).ShouldHaveSingleItem().Letters.ShouldBe(3);
        (await desk.Home.GroupsAsync(new LetterFilter { Pipeline = "other" }, 10, default)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_edit_keeps_what_it_replaced(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(7);
        var id = (await desk.OnlyAsync()).Letter.Id;
        (await desk.Home.EditAsync(id, new LetterEdit("mended"u8.ToArray(), null), "ann", default)).ShouldBeTrue();
        (await desk.Home.EditAsync(id, new LetterEdit(null, new Dictionary<string, string> { ["a"] = "b" }), "bob", default)).ShouldBeTrue();
        var (letter, headers, body, history) = await desk.OnlyAsync();
        letter.BodyBytes.ShouldBe(6);
        Encoding.UTF8.GetString(body.Span).ShouldBe("mended");
        headers.ShouldBe(new Dictionary<string, string> { ["a"] = "b" });
        history.Select(h => (h.Who, h.What)).ShouldBe([("ann", "edited"), ("bob", "edited")]);
        Encoding.UTF8.GetString(history[0].OldBody!.Value.Span).ShouldBe("body 7");
        history[0].OldHeaders.ShouldBeNull();
        history[1].OldHeaders!["tenant"].ShouldBe("7");
        history[1].OldBody.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_resolved_is_not_edited_and_not_discarded_again(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(7);
        var id = (await desk.OnlyAsync()).Letter.Id;
        (await desk.Home.DiscardAsync(new LetterFilter(), "ann", _ => { }, default)).ShouldBe(1);
        (await desk.Home.DiscardAsync(new LetterFilter(), "bob", _ => { }, default)).ShouldBe(0);
        (await desk.Home.EditAsync(id, new LetterEdit("x"u8.ToArray(), null), "bob", default)).ShouldBeFalse();
        (await desk.Home.ShowAsync(id + 1, default)).ShouldBeNull();
        var shown = (await desk.Home.ShowAsync(id, default))!;
        (shown.Letter.State, shown.Letter.ResolvedBy).ShouldBe((LetterState.Discarded, "ann"));
        shown.History.ShouldHaveSingleItem().What.ShouldBe("discarded");
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_discard_takes_what_was_there_and_no_more_than_its_limit(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync([.. Enumerable.Range(1, 1_200)]);
        var told = new List<long>();
        (await desk.Home.DiscardAsync(new LetterFilter { Limit = 700 }, "me", told.Add, default)).ShouldBe(700);
        told.ShouldBe([500, 700]);
        var upTo = (await desk.Home.CountAsync(new LetterFilter(), default)).UpTo;
        await desk.ParkAsync(5_000);
        (await desk.Home.DiscardAsync(new LetterFilter { UpTo = upTo }, "me", _ => { }, default)).ShouldBe(500);
        (await desk.OriginsAsync()).ShouldBe(["q/5000"]);
        await desk.CountsShouldHoldAsync();
    }
}
