using Penstock.Dev;
using Penstock.Redis;

namespace Penstock.Bench;

/// <summary>Round trips a message at batch 100: statements of PostgreSQL, as it counts them itself, and calls of Redis.</summary>
internal sealed class DigestTrips(RedisServer redis, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Messages = 10_000;

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        await using var server = await ThrowawayPostgres.CreateAsync(StatementCounter.ServerSettings, cancellation);
        await using var scene = await DigestScene.CreateAsync(server.Url, redis);
        if (await StatementCounter.TryCreateAsync(scene.Database, progress) is not { } statements)
            return [];

        await scene.FillAsync(Messages, cancellation);
        await statements.ResetAsync();
        await using var counted = new CountedRedis(new RedisClient(RedisUrl.Parse(redis.Url), clock));
        await new DigestRun(scene, clock) { Redis = counted }.FinishAsync(Messages, cancellation);
        var sent = await statements.CountAsync();
        await scene.CheckAsync(Messages);
        var each = (sent + counted.Trips) / (double)Messages;
        await progress.WriteLineAsync($"{sent:#,0} statements and {counted.Trips:#,0} calls for {Messages:#,0} messages");
        return [new BenchRow(DigestBench.Name, "round trips a message, batch 100", "trips", each, StatementsPerMessage: sent / (double)Messages)];
    }
}
