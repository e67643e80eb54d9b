using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;

namespace Penstock.Relational.Tests;

/// <summary>A queue whose keys wait behind their dead letters.</summary>
public sealed class FollowersTests(PostgresServer server)
{
    private readonly ConcurrentQueue<string> ran = [];

    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_edited_letter_is_replayed_at_its_place_before_what_waits_behind_it(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await RunAsync(desk, async () =>
        {
            await ParkedAsync(desk);
            (await desk.Home.EditAsync((await desk.OnlyAsync()).Letter.Id, new LetterEdit("mended"u8.ToArray(), null), "me", default)).ShouldBeTrue();
            var replay = await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter { Pipeline = "work" }, "me"), default);
            (await desk.Replays.RunAsync(replay.Id!.Value, null, default)).Done.ShouldBe(1);
            await Until.TrueAsync("all is done", async () => (await desk.QueuedAsync()).Count == 0);
        });

        ran.ShouldBe(["bad", "beside", "mended", "after 1", "after 2"]);
        (await desk.ScalarAsync<long>("SELECT count(*) FROM penstock_messages")).ShouldBe(0, "a replay at its place sends nothing");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_discarded_letter_is_over_and_what_waits_behind_it_goes_on(string kind)
    {
        await using var desk = await LetterDesk.OpenAsync(kind, server);
        await RunAsync(desk, async () =>
        {
            await ParkedAsync(desk);
            (await desk.Home.DiscardAsync(new LetterFilter { Pipeline = "work" }, "me", _ => { }, default)).ShouldBe(1);
            await Until.TrueAsync("all is done", async () => (await desk.QueuedAsync()).Count == 0);
        });

        ran.ShouldBe(["bad", "beside", "after 1", "after 2"]);
    }

    private async Task ParkedAsync(LetterDesk desk)
    {
        await Until.TrueAsync("it is parked, and its neighbour is done", async () =>
            (await desk.OriginsAsync()).Count == 1 && !(await desk.QueuedAsync()).Contains("beside"));
        var letter = (await desk.OnlyAsync()).Letter;
        (letter.Key, letter.Address, letter.Reason.Message).ShouldBe(("x", "held:work", "no"));
        (await desk.QueuedAsync()).ShouldBe(["bad", "after 1", "after 2"]);
    }

    private async Task RunAsync(LetterDesk desk, Func<Task> script)
    {
        Message[] messages = [Of("bad", "x"), Of("after 1", "x"), Of("beside", "y"), Of("after 2", "x")];
        await new Queues(desk.Store).SendAsync("work", messages, default);
        await using var owner = new Owner(desk.Store, TimeProvider.System);
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider();
        await using var pipeline = new PipelineBuilder("work").From(_ => new QueueSource(desk.Store, owner, "work", TimeProvider.System))
            .ByKey(d => Encoding.UTF8.GetString(d.Body.Span), (text, _, _) => Handle(text)).DeadLetters(_ => desk.Letters)
            .With(_ => new PipelineOptions { Followers = Followers.Wait, Retry = new RetryOptions { MaxAttempts = 1 } }).Build(services);
        using var stopping = new CancellationTokenSource();
        var running = pipeline.RunAsync(stopping.Token);
        await script();
        await stopping.CancelAsync();
        await running;
    }

    private static Message Of(string text, string key) => new(Encoding.UTF8.GetBytes(text)) { Key = key };

    private ValueTask Handle(string text)
    {
        ran.Enqueue(text);
        return text == "bad" ? throw new InvalidDataException("no") : default;
    }
}
