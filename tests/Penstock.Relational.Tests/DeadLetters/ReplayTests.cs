using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class ReplayTests(PostgresServer server)
{
    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    public static TheoryData<string, Step> Deaths =>
        [.. from kind in new[] { "postgresql", "sqlite" } from step in new[] { Step.Claimed, Step.Ran, Step.Committing, Step.Committed, Step.Settled } select (kind, step)];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Letters_go_back_in_the_order_of_their_parking_with_all_they_had(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(3, 1, 2);
        var replay = await ReplayAsync(desk);
        (replay.State, replay.Total, replay.Done, replay.Failed, replay.Skipped).ShouldBe((ReplayState.Done, 3, 3, 0, 0));
        (await desk.QueuedAsync()).ShouldBe(["body 3", "body 1", "body 2"]);
        var sent = await desk.ListAsync("SELECT queue, key, headers FROM penstock_messages ORDER BY id", r => (r.GetString(0), r.GetString(1), r.GetString(2)));
        sent[0].ShouldBe(("q", "k0", """{"tenant":"7","penstock-replay-of":"1"}"""));
        (await desk.OriginsAsync()).ShouldBeEmpty();
        var shown = (await desk.Home.ShowAsync(1, default))!;
        (shown.Letter.State, shown.Letter.ResolvedBy).ShouldBe((LetterState.Replayed, "me, replay 1"));
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_replay_takes_the_letters_of_its_beginning(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(1, 2, 3);
        var replay = await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter { Match = "q/" }, "me"), default);
        await desk.ParkAsync(4);
        await desk.Home.DiscardAsync(new LetterFilter { Match = "q/2" }, "me", _ => { }, default);
        await desk.Home.EditAsync(3, new LetterEdit("mended"u8.ToArray(), null), "me", default);
        await desk.RunAsync("DELETE FROM penstock_dead_letters WHERE id = 1");
        var end = await desk.Replays.RunAsync(replay.Id!.Value, null, default);
        (end.State, end.Total, end.Done, end.Failed, end.Skipped).ShouldBe((ReplayState.Done, 3, 1, 0, 2));
        (await desk.QueuedAsync()).ShouldBe(["mended"]);
        (await desk.OriginsAsync()).ShouldBe(["q/4"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Of_none_it_is_done_at_once(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        var replay = await ReplayAsync(desk);
        (replay.State, replay.Total).ShouldBe((ReplayState.Done, 0));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_has_no_way_back_stays_parked_and_says_why(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.Letters.ParkAsync(
            [LetterDesk.Letter(1, address: null), LetterDesk.Letter(2), LetterDesk.Letter(3, address: "moon:base"), LetterDesk.Letter(4, address: "queue:no name")], null, default);
        var replay = await ReplayAsync(desk);
        (replay.State, replay.Total, replay.Done, replay.Failed).ShouldBe((ReplayState.Done, 4, 1, 3));
        (await desk.QueuedAsync()).ShouldBe(["body 2"]);
        (await desk.OriginsAsync()).ShouldBe(["q/4", "q/3", "q/1"]);
        (await desk.Replays.FailuresAsync(replay.Id!.Value, 10, default)).ShouldBe(
        [
            (1, "It came from a place that can't be sent to; do it again at its source, then discard the letter."),
            (3, "Nothing here can send to 'moon:base': queue:… is known."),
            (4, "'no name' of the address 'queue:no name' is no name that queue: can send to."),
        ]);
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_letter_that_its_way_refuses_is_found_among_its_neighbours(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync([.. Enumerable.Range(1, 20)]);
        var replays = desk.OpenReplays(paths: [new PickyReturn("body 7")]);
        var replay = await replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me"), default);
        var end = await replays.RunAsync(replay.Id!.Value, null, default);
        (end.State, end.Done, end.Failed).ShouldBe((ReplayState.Done, 19, 1));
        (await desk.OriginsAsync()).ShouldBe(["q/7"]);
        (await replays.FailuresAsync(replay.Id.Value, 10, default)).ShouldBe([(7, "InvalidOperationException: not this one")]);
        (await desk.QueuedAsync()).Count.ShouldBe(19);
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Asked_to_it_stops_at_the_first_failure(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.Letters.ParkAsync([LetterDesk.Letter(1, address: null)], null, default);
        await desk.ParkAsync([.. Enumerable.Range(2, 600)]);
        var replay = await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me", StopOnFailure: true), default);
        var end = await desk.Replays.RunAsync(replay.Id!.Value, null, default);
        (end.State, end.Failed).ShouldBe((ReplayState.Failed, 1));
        end.Left.ShouldBeGreaterThan(0);
        (await desk.OriginsAsync(new LetterFilter { Limit = 1_000 })).Count.ShouldBe(601 - (int)end.Done);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Cancelled_it_loses_nothing(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync([.. Enumerable.Range(1, 1_200)]);
        var replay = await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me"), default);
        var cancelling = desk.OpenReplays(reached: async step =>
        {
            if (step == Step.Committed)
                (await desk.Replays.SetStateAsync(replay.Id!.Value, ReplayState.Cancelled, default)).ShouldBeTrue();
        });
        var end = await cancelling.RunAsync(replay.Id!.Value, null, default);
        (end.State, end.Done, end.Left).ShouldBe((ReplayState.Cancelled, 500, 700));
        (await desk.QueuedAsync()).Count.ShouldBe(500);
        (await desk.OriginsAsync(new LetterFilter { Limit = 2_000 })).Count.ShouldBe(700);
        (await desk.Replays.SetStateAsync(replay.Id.Value, ReplayState.Running, default)).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Deaths))]
    public async Task A_process_that_dies_anywhere_leaves_each_letter_to_go_back_once(string kind, Step at)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync([.. Enumerable.Range(1, 1_200)]);
        var replay = await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me"), default);
        using var death = new CancellationTokenSource();
        var passes = 0;
        var dying = desk.OpenReplays(reached: step =>
        {
            if (step != at || ++passes != 2)
                return ValueTask.CompletedTask;
            death.Cancel();
            throw new OperationCanceledException("dead");
        });
        await dying.RunAsync(replay.Id!.Value, null, death.Token);
        passes.ShouldBeGreaterThanOrEqualTo(2);

        var end = await desk.OpenReplays().RunAsync(replay.Id.Value, null, default);
        (end.State, end.Done, end.Left).ShouldBe((ReplayState.Done, 1_200, 0));
        (await desk.QueuedAsync()).ShouldBe([.. Enumerable.Range(1, 1_200).Select(n => $"body {n}")]);
        await desk.CountsShouldHoldAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Two_at_once_bring_each_letter_back_once_and_in_order(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync([.. Enumerable.Range(1, 2_000)]);
        var replay = await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me"), default);
        var ends = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            Task.Run(() => desk.OpenReplays().RunAsync(replay.Id!.Value, null, default).AsTask())));
        ends.ShouldAllBe(end => end.State == ReplayState.Done && end.Done == 2_000);
        (await desk.QueuedAsync()).ShouldBe([.. Enumerable.Range(1, 2_000).Select(n => $"body {n}")]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task No_more_go_back_than_the_rate_allows(string kind)
    {
        var clock = new ManualClock();
        await using var desk = await LetterDesk.OpenAsync(kind, server, clock);
        await desk.ParkAsync([.. Enumerable.Range(1, 100)]);
        var replay = await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me", Rate: 20), default);
        using var stop = new CancellationTokenSource();
        var counts = System.Threading.Channels.Channel.CreateUnbounded<long>();
        var run = desk.OpenReplays(clock).RunAsync(replay.Id!.Value, sofar => counts.Writer.TryWrite(sofar.Done), stop.Token).AsTask();
        var startedAt = clock.GetTimestamp();
        var done = 0L;
        // To its end: the look that finds nothing left waits for the rate, too.
        while (!run.IsCompleted)
        {
            while (counts.Reader.TryRead(out var more))
                done = more;
            done.ShouldBeLessThanOrEqualTo(5 + (long)(20 * clock.GetElapsedTime(startedAt).TotalSeconds));
            // Only the rate waits so shortly; what the store is asked meanwhile must not time out.
            await Until.TrueAsync("it waits for its rate", () => Task.FromResult(run.IsCompleted || clock.NextDue < TimeSpan.FromSeconds(1)));
            if (clock.NextDue is { } wait && wait < TimeSpan.FromSeconds(1))
                clock.Advance(wait);
        }

        (await run).State.ShouldBe(ReplayState.Done);
        (await run).Done.ShouldBe(100);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_host_goes_on_with_what_it_finds_and_with_what_comes(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync(1);
        await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me"), default);
        using var host = new ReplayWorker(desk.Store, desk.Replays, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<ReplayWorker>.Instance);
        await host.StartAsync(default);
        await EndAsync(1);
        await desk.ParkAsync(2);
        await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me"), default);
        await EndAsync(2);
        await host.StopAsync(default);
        (await desk.QueuedAsync()).ShouldBe(["body 1", "body 2"]);

        Task EndAsync(long id) => Until.TrueAsync(
            $"replay {id} ends", async () => (await desk.Replays.FindAsync(id, TestContext.Current.CancellationToken))!.State != ReplayState.Running);
    }

    private static async Task<Replay> ReplayAsync(LetterDesk desk) =>
        await desk.Home.ReplayAsync(new ReplayRequest(new LetterFilter(), "me"), _ => { }, default);
}
