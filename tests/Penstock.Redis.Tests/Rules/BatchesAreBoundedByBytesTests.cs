using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Redis.Tests;

public sealed class BatchesAreBoundedByBytesTests(SharedRedis redis)
{
    private const int Count = 100;
    private const int EntryBytes = 20_000;
    private const int BytesPerSecond = 4_000_000;

    // A quarter of what all entries have. Chance may part a batch in two, and neither fits.
    private static readonly RedisOptions Narrow = new() { MaxReplyBytes = 500_000 };

    // On the slow line half of what all entries take.
    private static readonly RedisOptions Hasty = new() { CallTimeout = TimeSpan.FromMilliseconds(250) };

    [ExpectedToFail("stream-large-reply, H6")]
    public async Task Entries_that_are_too_large_for_one_reply_come_in_portions()
    {
        await using var scene = await FilledAsync();
        (await HandledAsync(scene, redis.Server.Url, Narrow)).ShouldBe((Count, 0));
    }

    [ExpectedToFail("stream-large-reply, H6")]
    public async Task Entries_of_a_dead_reader_that_are_too_large_for_one_reply_come_in_portions()
    {
        await using var scene = await FilledAsync();
        await scene.CallAsync("XGROUP", "CREATE", scene.Options.Stream, scene.Options.Group, "0");
        (await scene.CallAsync("XREADGROUP", "GROUP", scene.Options.Group, "dead", "COUNT", Count, "STREAMS", scene.Options.Stream, ">"))[0][1].Items.Count.ShouldBe(Count);
        (await HandledAsync(scene, redis.Server.Url, Narrow)).ShouldBe((Count, 0));
    }

    [ExpectedToFail("stream-large-reply")]
    public async Task Entries_that_take_longer_on_the_line_than_a_call_may_come_in_portions()
    {
        await using var scene = await FilledAsync();
        await using var line = new SlowLine(redis.Server.Port, BytesPerSecond);
        (await HandledAsync(scene, line.Url, Hasty)).ShouldBe((Count, 0));
    }

    [Fact]
    public async Task Few_at_a_time_they_fit()
    {
        await using var scene = await FilledAsync();
        (await HandledAsync(scene, redis.Server.Url, Narrow, batchSize: 10, seconds: 20)).ShouldBe((Count, 0));
    }

    [Fact]
    public async Task Few_at_a_time_they_come_in_time()
    {
        await using var scene = await FilledAsync();
        await using var line = new SlowLine(redis.Server.Port, BytesPerSecond);
        (await HandledAsync(scene, line.Url, Hasty, batchSize: 10, seconds: 20)).ShouldBe((Count, 0));
    }

    private async Task<StreamScene> FilledAsync()
    {
        var scene = new StreamScene(redis, options => options with
        {
            Lease = TimeSpan.FromMilliseconds(450), BeatEvery = TimeSpan.FromMilliseconds(150), TakeoverGrace = TimeSpan.FromMilliseconds(100),
        });
        var body = new byte[EntryBytes];
        await scene.Redis.CallAsync([.. Enumerable.Range(0, Count).Select(_ => new RedisCommand("XADD", scene.Options.Stream, "*", "payload", body))], default);
        return scene;
    }

    /// <returns>How many entries were handled in that time, and how many are left.</returns>
    private static async Task<(int Handled, long Left)> HandledAsync(
        StreamScene scene, string url, RedisOptions options, int batchSize = Count, int seconds = 5)
    {
        var handled = new ConcurrentDictionary<string, bool>();
        var services = new ServiceCollection().AddRedis(url, options).AddPipelineOnly("stream", pipeline => pipeline
            .FromStream(scene.Options)
            .Each<string>(delivery => ((StreamDelivery)delivery).Id, (id, _, _) =>
            {
                handled[id] = true;
                return ValueTask.CompletedTask;
            })
            .With(_ => new PipelineOptions
            {
                BatchSize = batchSize,
                DrainLimit = TimeSpan.FromMilliseconds(200),
                Breaker = new BreakerOptions { ProbeEvery = TimeSpan.FromMilliseconds(100), MaxWait = TimeSpan.FromMilliseconds(200) },
            }));
        await using var provider = services.BuildServiceProvider();
        using var stop = new CancellationTokenSource();
        var running = provider.GetRequiredService<Pipeline>().RunAsync(stop.Token);
        await Within.SecondsAsync(seconds, async () => (await scene.FiguresAsync()).Length == 0);
        await stop.CancelAsync();
        await running;

        return (handled.Count, (await scene.FiguresAsync()).Length);
    }
}
