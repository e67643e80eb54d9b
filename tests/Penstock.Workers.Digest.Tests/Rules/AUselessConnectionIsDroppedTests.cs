using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;

namespace Penstock.Workers.Digest.Tests;

public sealed class AUselessConnectionIsDroppedTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2025, 11, 7, 0, 0, 0, TimeSpan.Zero);

    private static readonly RedisServerOptions Options = new()
    {
        Settings = new Dictionary<string, string> { ["repl-diskless-sync-delay"] = "0", ["appendfsync"] = "no" },
    };

    private RedisServer first = null!;
    private RedisServer second = null!;
    private MovingAddress address = null!;

    public async ValueTask InitializeAsync()
    {
        (first, second) = (await RedisServer.CreateAsync(Options), await RedisServer.CreateAsync(Options));
        address = new MovingAddress(first.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await address.DisposeAsync();
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [ExpectedToFail("redis-readonly-kept")]
    public async Task The_digest_follows_an_address_whose_server_became_a_replica()
    {
        await using var scene = await DigestScene.CreateAsync(first);
        scene.Options = scene.Options with { DrainLimit = TimeSpan.FromMilliseconds(200) };
        using var stop = new CancellationTokenSource();
        var running = scene.Digest(services => services.AddSingleton<IRedis>(new RedisClient(RedisUrl.Parse(address.Url), TimeProvider.System))).RunAsync(stop.Token);
        await scene.AddAsync(DigestScene.Payload(At));
        await Until.TrueAsync("the first is stored", async () => await scene.NodesAsync() == 1);

        await FailOverAsync();
        await second.CliAsync("XADD", scene.Options.Stream, "*", "server_id", "s", "payload", Encoding.UTF8.GetString(DigestScene.Payload(At.AddSeconds(1))));
        await Within.SecondsAsync(5, async () => await StateAsync() == (2, "0"));
        await stop.CancelAsync();
        await running;

        (await StateAsync()).ShouldBe((2, "0"), "rows, and entries left");

        async Task<(long, string)> StateAsync() => (await scene.NodesAsync(), (await second.CliAsync("XLEN", scene.Options.Stream))[0]);
    }

    [ExpectedToFail("redis-readonly-kept")]
    public async Task Ingest_follows_an_address_whose_server_became_a_replica()
    {
        await using var scene = await IngestScene.CreateAsync(first, address: address.Url);
        (await scene.PostAsync(IngestScene.Known)).Status.ShouldBe(HttpStatusCode.OK);

        await FailOverAsync();
        var answer = await scene.PostAsync(IngestScene.Known);
        await Within.SecondsAsync(5, async () => (answer = await scene.PostAsync(IngestScene.Known)).Status == HttpStatusCode.OK);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
    }

    // The second takes over with all that the first had; who connects from now on is led to it.
    private async Task FailOverAsync()
    {
        await second.CliAsync("REPLICAOF", "127.0.0.1", $"{first.Port}");
        await Until.TrueAsync("the replica has all", async () => (await second.CliAsync("INFO", "replication")).Contains("master_link_status:up\r"));
        await second.CliAsync("REPLICAOF", "NO", "ONE");
        address.Port = second.Port;
        await first.CliAsync("REPLICAOF", "127.0.0.1", $"{second.Port}");
    }
}
