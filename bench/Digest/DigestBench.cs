using Penstock.Dev;

namespace Penstock.Bench;

/// <summary>The digest on Redis and PostgreSQL: throughput, latency, round trips, memory, and how soon it is back after an outage.</summary>
internal sealed class DigestBench(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public const string Name = "digest";

    public async Task<IReadOnlyList<BenchRow>> RunAsync(string? dbUrl)
    {
        await using var server = dbUrl is null ? await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation) : null;
        await using var redis = await RedisServer.CreateAsync(cancellationToken: cancellation);
        var url = dbUrl ?? server!.Url;
        var limit = new TimeLimit(progress, clock, cancellation);
        return
        [
            .. await limit.RunAsync("throughput", TimeSpan.FromMinutes(5), stop => SceneAsync(url, redis, scene => new DigestThroughput(scene, progress, clock, stop).RunAsync())),
            .. await limit.RunAsync("latency", TimeSpan.FromMinutes(1), stop => SceneAsync(url, redis, scene => new DigestLatency(scene, progress, clock, stop).RunAsync())),
            .. await limit.RunAsync("round trips", TimeSpan.FromMinutes(1), stop => new DigestTrips(redis, progress, clock, stop).RunAsync()),
            .. await limit.RunAsync("memory", TimeSpan.FromMinutes(2), stop => new DigestMemory(url, progress, clock, stop).RunAsync()),
            .. await limit.RunAsync("outages", TimeSpan.FromMinutes(2), stop => new DigestOutage(progress, clock, stop).RunAsync()),
        ];
    }

    private static async Task<IReadOnlyList<BenchRow>> SceneAsync(string url, RedisServer redis, Func<DigestScene, Task<IReadOnlyList<BenchRow>>> measure)
    {
        await using var scene = await DigestScene.CreateAsync(url, redis);
        return await measure(scene);
    }
}
