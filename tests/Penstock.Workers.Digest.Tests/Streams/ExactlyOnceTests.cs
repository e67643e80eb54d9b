using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;

namespace Penstock.Workers.Digest.Tests;

public sealed class ExactlyOnceTests(Servers servers)
{
    private const int Many = 4_000;
    private const int VeryMany = 10_000;

    private static readonly DateTimeOffset At = new(2025, 11, 7, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public Task Messages_are_stored_once_though_the_database_is_killed() => KillDatabaseAsync(Many);

    [Fact, Trait("Size", "Long")]
    public Task Ten_thousand_messages_are_stored_once_though_the_database_is_killed() => KillDatabaseAsync(VeryMany);

    private async Task KillDatabaseAsync(int many)
    {
        await using var postgres = await ThrowawayPostgres.CreateAsync();
        await using var scene = await DigestScene.CreateAsync(postgres, servers.Redis);
        await RunAsync(scene, many, async () =>
        {
            await postgres.KillAsync();
            await postgres.StartAsync();
        });
    }

    [Fact]
    public Task Messages_are_stored_once_though_Redis_is_killed() => KillRedisAsync(Many);

    [Fact, Trait("Size", "Long")]
    public Task Ten_thousand_messages_are_stored_once_though_Redis_is_killed() => KillRedisAsync(VeryMany);

    private async Task KillRedisAsync(int many)
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var scene = await DigestScene.CreateAsync(servers.Postgres, redis);
        await RunAsync(scene, many, async () =>
        {
            await redis.KillAsync();
            await redis.StartAsync();
        });
    }

    [Fact]
    public Task Messages_are_stored_once_though_one_of_two_replicas_dies() => DieAsync(Many);

    [Fact, Trait("Size", "Long")]
    public Task Ten_thousand_messages_are_stored_once_though_one_of_two_replicas_dies() => DieAsync(VeryMany);

    private async Task DieAsync(int many)
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await FillAsync(scene, many);
        // It commits, and is heard of no more before it acknowledges.
        var dying = new FaultPoint();
        using var end = new CancellationTokenSource();
        var redis = new CutOffRedis(scene.Connect());
        var running = scene.Digest(services => services.AddSingleton<Reached>(dying.ReachedAsync).AddSingleton<IRedis>(redis)).RunAsync(end.Token);
        await dying.Reached;
        (await scene.NodesAsync()).ShouldBeGreaterThan(0);
        redis.Cut();
        await scene.DrainAsync(scene.Digest());
        await end.CancelAsync();
        dying.GoOn();
        await running;
        await ShouldBeStoredOnceAsync(scene, many);
    }

    [Fact]
    public async Task A_stop_in_mid_flight_hands_back_what_is_left()
    {
        // So many that three runs leave some.
        const int many = VeryMany;
        await using var scene = await DigestScene.CreateAsync(servers);
        await FillAsync(scene, many);
        for (var i = 0; i < 3; i++)
        {
            using var stop = new CancellationTokenSource();
            var running = scene.Digest().RunAsync(stop.Token);
            var sofar = await scene.LengthAsync();
            await Until.TrueAsync("some are stored", async () => await scene.LengthAsync() < sofar);
            await stop.CancelAsync();
            await running;
        }

        await scene.DrainAsync();
        await ShouldBeStoredOnceAsync(scene, many);
    }

    private static async Task RunAsync(DigestScene scene, int many, Func<Task> fault)
    {
        await FillAsync(scene, many);
        using var stop = new CancellationTokenSource();
        var running = scene.Digest().RunAsync(stop.Token);
        await Until.TrueAsync("some are stored", async () => await scene.LengthAsync() is > 0 and var left && left < many - 500);
        await fault();
        await Until.TrueAsync("the stream is empty", async () => await TryLengthAsync(scene) == 0);
        await stop.CancelAsync();
        await running;
        await ShouldBeStoredOnceAsync(scene, many);
    }

    private static Task FillAsync(DigestScene scene, int many) =>
        scene.AddAsync(Enumerable.Range(0, many).Select(i => ($"server-{i % 50}", DigestScene.Payload(At.AddSeconds(i)))));

    private static async Task<long?> TryLengthAsync(DigestScene scene)
    {
        try
        {
            return await scene.LengthAsync();
        }
        catch (RedisException)
        {
            return null;
        }
    }

    private static async Task ShouldBeStoredOnceAsync(DigestScene scene, int many)
    {
        scene.Reopen();
        (await scene.NodesAsync()).ShouldBe(many);
        (await scene.ScalarAsync<long>("SELECT count(DISTINCT (server_id, timestamp)) FROM admiral.metrics")).ShouldBe(many);
        (await scene.ProcessesAsync()).ShouldBe(2 * many);
        (await scene.DeadAsync()).ShouldBeEmpty();
        (await scene.LengthAsync()).ShouldBe(0);
    }

    /// <summary>Stands still, once, where work is done and not settled.</summary>
    private sealed class FaultPoint
    {
        private readonly TaskCompletionSource reached = new();
        private readonly TaskCompletionSource goOn = new();

        public Task Reached => reached.Task;

        public void GoOn() => goOn.TrySetResult();

        public async ValueTask ReachedAsync(Step step)
        {
            if (step != Step.Ran)
                return;
            reached.TrySetResult();
            await goOn.Task;
        }
    }
}
