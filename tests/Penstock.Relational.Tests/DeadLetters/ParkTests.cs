using System.Text;

namespace Penstock.Relational.Tests;

public sealed class ParkTests(PostgresServer server)
{
    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_letter_keeps_all_that_is_needed_to_send_it_again(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(7);
        var (letter, headers, body, history) = await desk.OnlyAsync();
        letter.ShouldSatisfyAllConditions(
            () => letter.Pipeline.ShouldBe("p"),
            () => letter.Origin.ShouldBe("q/7"),
            () => letter.Address.ShouldBe("queue:q"),
            () => letter.Key.ShouldBe("k1"),
            () => letter.Failures.ShouldBe(3),
            () => letter.BodyBytes.ShouldBe(6),
            () => letter.Reason.ShouldBe(new Reason("RejectedException", "Order 7 is refused.")),
            () => letter.State.ShouldBe(LetterState.Parked));
        headers.ShouldBe(new Dictionary<string, string> { ["tenant"] = "7" });
        Encoding.UTF8.GetString(body.Span).ShouldBe("body 7");
        history.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Parked_twice_it_is_one_letter_with_the_later_reason(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(7);
        await desk.Letters.ParkAsync([LetterDesk.Letter(7, message: "Order 7 is late."), LetterDesk.Letter(7, message: "The shop is closed.")], null, default);
        var letter = (await desk.OnlyAsync()).Letter;
        letter.Parks.ShouldBe(2);
        letter.Reason.Message.ShouldBe("The shop is closed.");
        (await desk.Home.GroupsAsync(new LetterFilter(), 10, default)).ShouldHaveSingleItem().Text.ShouldBe("The shop is closed.");
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Where_one_of_a_batch_was_there_already_the_others_are_new_and_the_callers_transaction_goes_on(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(7);
        await using (var connection = await desk.Store.OpenAsync(default))
        await using (var transaction = await desk.Store.BeginAsync(connection, default))
        {
            await desk.Letters.ParkAsync([LetterDesk.Letter(5), LetterDesk.Letter(7, message: "The shop is closed."), LetterDesk.Letter(9)], transaction, default);
            await desk.Letters.ParkAsync([LetterDesk.Letter(11)], transaction, default);
            await transaction.CommitAsync(default);
        }

        (await desk.ListAsync("SELECT origin, parks FROM penstock_dead_letters ORDER BY id", r => (r.GetString(0), r.GetInt32(1))))
            .ShouldBe([("q/7", 2), ("q/5", 1), ("q/9", 1), ("q/11", 1)]);
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task After_it_was_resolved_a_later_failure_is_a_new_letter(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(7);
        await desk.Home.DiscardAsync(new LetterFilter(), "me", _ => { }, default);
        await desk.ParkAsync(7);
        (await desk.OriginsAsync()).ShouldBe(["q/7"]);
        (await desk.ScalarAsync<long>("SELECT count(*) FROM penstock_dead_letters")).ShouldBe(2);
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Of_one_origin_each_pipeline_has_its_own_letter(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.Letters.ParkAsync([LetterDesk.Letter(1, "a"), LetterDesk.Letter(1, "b")], null, default);
        (await desk.OriginsAsync()).Count.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Parked_in_a_transaction_it_is_there_exactly_when_that_commits(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        foreach (var commit in new[] { false, true })
        {
            await using var connection = await desk.Store.OpenAsync(default);
            await using var transaction = await desk.Store.BeginAsync(connection, default);
            await desk.Letters.ParkAsync([LetterDesk.Letter(1)], transaction, default);
            if (commit)
                await transaction.CommitAsync(default);
            else
                await transaction.RollbackAsync(default);
            (await desk.OriginsAsync()).Count.ShouldBe(commit ? 1 : 0);
            await desk.CountsShouldHoldAsync();
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Whatever_a_driver_says_fits_and_hides_passwords(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        var message = "postgresql://me:hunter2@db/x\0 \ud800 " + new string('x', 10_000);
        await desk.Letters.ParkAsync([LetterDesk.Letter(1, message: message)], null, default);
        var reason = (await desk.OnlyAsync()).Letter.Reason.Message;
        reason.ShouldStartWith("postgresql://me:***@db/x\ufffd \ufffd xxx");
        reason.Length.ShouldBe(2_000);
        (await desk.ScalarAsync<string>("SELECT max(reason_text) FROM penstock_dead_letter_groups"))!.ShouldNotContain("hunter2");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Many_who_park_at_once_lose_no_letter_and_no_count(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(lane => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await desk.ParkAsync(Enumerable.Range(lane * 50 + i * 5, 20), "p");
        })));
        (await desk.ScalarAsync<long>("SELECT count(*) FROM penstock_dead_letters")).ShouldBe(415);
        await desk.CountsShouldHoldAsync();
    }
}
