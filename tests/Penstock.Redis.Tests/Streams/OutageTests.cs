using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;

namespace Penstock.Redis.Tests;

public sealed class OutageTests
{
    private const int Count = 10_000;

    [Fact]
    public async Task Every_message_is_handled_exactly_once_while_the_server_is_killed_twice()
    {
        await using var server = await RedisServer.CreateAsync();
        var (handled, third, twoThirds) = (new ConcurrentDictionary<string, int>(), new TaskCompletionSource(), new TaskCompletionSource());
        var services = new ServiceCollection().AddRedis(server.Url).AddPipelineOnly("stream", pipeline => pipeline
            .FromStream(new StreamOptions("messages", "readers"))
            .Each<string>(StreamScene.BodyOf, (body, _, _) =>
            {
                handled.AddOrUpdate(body, 1, (_, times) => times + 1);
                if (handled.Count == Count / 3)
                    third.TrySetResult();
                if (handled.Count == 2 * Count / 3)
                    twoThirds.TrySetResult();
                return ValueTask.CompletedTask;
            })
            .With(_ => new PipelineOptions { BatchSize = 20, Lanes = 2 }));
        await using var provider = services.BuildServiceProvider();
        var redis = provider.GetRequiredService<IRedis>();
        await redis.CallAsync([.. Enumerable.Range(0, Count).Select(i => new RedisCommand("XADD", "messages", "*", "payload", i))], default);
        using var stop = new CancellationTokenSource();
        var running = provider.GetRequiredService<Pipeline>().RunAsync(stop.Token);

        foreach (var moment in (Task[])[third.Task, twoThirds.Task])
        {
            await moment;
            await server.KillAsync();
            await server.StartAsync();
        }

        await Until.TrueAsync("all are settled", async () => (await server.CliAsync("XLEN", "messages"))[0] == "0");
        await stop.CancelAsync();
        await running;

        handled.Count.ShouldBe(Count);
        handled.Values.ShouldAllBe(times => times == 1);
        (await server.CliAsync("XPENDING", "messages", "readers"))[0].ShouldBe("0");
    }

    [Fact]
    public async Task Work_resumes_within_five_seconds_of_the_servers_return()
    {
        await using var server = await RedisServer.CreateAsync();
        var seen = new ConcurrentDictionary<string, TaskCompletionSource>();
        var services = new ServiceCollection().AddRedis(server.Url).AddPipelineOnly("stream", pipeline => pipeline
            .FromStream(new StreamOptions("messages", "readers"))
            .Each<string>(StreamScene.BodyOf, (body, _, _) =>
            {
                seen.GetOrAdd(body, _ => new TaskCompletionSource()).TrySetResult();
                return ValueTask.CompletedTask;
            }));
        await using var provider = services.BuildServiceProvider();
        var pipeline = provider.GetRequiredService<Pipeline>();
        using var stop = new CancellationTokenSource();
        var running = pipeline.RunAsync(stop.Token);
        await server.CliAsync("XADD", "messages", "*", "payload", "before");
        await seen.GetOrAdd("before", _ => new TaskCompletionSource()).Task;

        await server.KillAsync();
        await Until.TrueAsync("the outage is noticed", () => Task.FromResult(pipeline.WaitsFor is not null));
        await server.StartAsync();
        await server.CliAsync("XADD", "messages", "*", "payload", "after");
        await seen.GetOrAdd("after", _ => new TaskCompletionSource()).Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);

        await stop.CancelAsync();
        await running;
    }

    [Fact, Trait("Size", "Long")]
    public async Task A_million_waiting_take_no_memory_of_the_process()
    {
        const int Many = 1_000_000;
        await using var server = await RedisServer.CreateAsync(new RedisServerOptions
        {
            Settings = new Dictionary<string, string> { ["appendfsync"] = "no" },
        });
        await using var redis = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        var fill = new RedisScript("for i = 1, ARGV[1] do redis.call('XADD', KEYS[1], '*', 'payload', ARGV[2]) end return 1");
        for (var i = 0; i < 100; i++)
            await fill.RunAsync(redis, ["messages"], [Many / 100, new string('x', 500)], default);
        await using var source = new StreamSource(redis, new StreamOptions("messages", "readers"), TimeProvider.System);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var handled = 0; handled < 50_000;)
        {
            await using var batch = await source.ReceiveAsync(100, default);
            await StreamScene.SettleAsync(source, batch, Settlement.Complete.Instance);
            handled += batch.Items.Count;
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(20_000_000);
        (await new StreamView(redis, new StreamOptions("messages", "readers")).ReadAsync(default)).Length.ShouldBe(Many - 50_000);
    }
}
