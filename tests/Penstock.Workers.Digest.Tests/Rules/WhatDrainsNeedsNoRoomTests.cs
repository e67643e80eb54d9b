using System.Text;
using Penstock.Dev;
using Penstock.Redis;

namespace Penstock.Workers.Digest.Tests;

public sealed class WhatDrainsNeedsNoRoomTests
{
    private const int Count = 100;

    private static readonly DateTimeOffset At = new(2025, 11, 7, 0, 0, 0, TimeSpan.Zero);

    [ExpectedToFail("redis-oom-no-drain, M1")]
    public Task A_stream_that_fills_its_server_is_drained() => DrainAsync(bad: 0);

    [ExpectedToFail("redis-oom-no-drain, M1")]
    public Task A_stream_that_fills_its_server_is_drained_of_a_bad_message_too() => DrainAsync(bad: 1);

    // Far enough above the limit that no client's going makes room.
    private static async Task DrainAsync(int bad)
    {
        await using var server = await RedisServer.CreateAsync(new RedisServerOptions
        {
            Settings = new Dictionary<string, string> { ["maxmemory-policy"] = "noeviction", ["appendfsync"] = "no" },
        });
        await using var scene = await DigestScene.CreateAsync(server);
        scene.Options = scene.Options with { DrainLimit = TimeSpan.FromMilliseconds(200) };
        await server.CliAsync("XGROUP", "CREATE", scene.Options.Stream, scene.Options.Group, "0", "MKSTREAM");
        for (var i = 0; i < Count - bad; i++)
            await scene.AddAsync(Large(At.AddSeconds(i)));
        for (var i = 0; i < bad; i++)
            await scene.AddAsync("{oops"u8.ToArray());
        await server.CliAsync("CONFIG", "SET", "maxmemory", "8mb");
        (await Should.ThrowAsync<RedisServerException>(() => scene.AddAsync("{}"u8.ToArray()))).Code.ShouldBe("OOM");

        using var stop = new CancellationTokenSource();
        var running = scene.Digest().RunAsync(stop.Token);
        await Within.SecondsAsync(4, async () => await scene.LengthAsync() == 0);
        await stop.CancelAsync();
        await running;

        (await scene.NodesAsync()).ShouldBe(Count - bad);
        (await scene.LengthAsync()).ShouldBe(0);
        (await scene.DeadAsync()).Count.ShouldBe(bad);
    }

    private static byte[] Large(DateTimeOffset at) => Encoding.UTF8.GetBytes(
        $$"""{"node_exporter":[{"timestamp":"{{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}","cpu_cores":4}],"x":["{{new string('a', 100_000)}}"]}""");
}
