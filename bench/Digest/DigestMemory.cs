using Penstock.Dev;
using Penstock.Redis;

namespace Penstock.Bench;

/// <summary>What a process takes of the machine's memory while a very long stream waits: no more than for a short one.</summary>
internal sealed class DigestMemory(string databaseUrl, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Messages = 1_000_000;
    private const int AtATime = 10_000;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    // Filled inside the server: from outside it would take minutes.
    private const string Fill = """
        local first = tonumber(ARGV[1])
        for i = first, first + tonumber(ARGV[2]) - 1 do
            local at = string.format('2025-11-%02dT%02d:%02d:%02d.%03dZ', 1 + math.floor(i / 86400000), math.floor(i / 3600000) % 24,
                math.floor(i / 60000) % 60, math.floor(i / 1000) % 60, i % 1000)
            redis.call('XADD', KEYS[1], '*', 'server_id', '00000000-0000-4000-8000-000000000000', 'payload',
                '{"node_exporter":[{"timestamp":"' .. at .. '","cpu_cores":4,"memory_total_bytes":8589934592}]}', 'timestamp', '2025-11-07T22:30:45Z')
        end
        """;

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        var plain = new RedisServerOptions { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["appendonly"] = "no" } };
        await using var redis = await RedisServer.CreateAsync(plain, cancellation);
        await using var scene = await DigestScene.CreateAsync(databaseUrl, redis);
        for (var first = 0; first < Messages; first += AtATime)
            await scene.Redis.CallAsync(new RedisCommand("EVAL", Fill, "1", DigestScene.Options.Stream, first, AtATime), cancellation);
        await using var digest = DigestProcess.Start(scene.Database.Url, redis.Url);
        var (early, most) = await WatchAsync(digest);
        var stored = await scene.StoredAsync();
        await progress.WriteLineAsync($"memory: {stored:#,0} of {Messages:#,0} messages stored meanwhile");
        if (digest.HasExited || stored == 0)
            throw new InvalidOperationException("The benchmark is broken: the digest that was to be watched stored nothing.");
        return
        [
            new BenchRow(DigestBench.Name, $"memory with {Messages:#,0} messages waiting, at most", "MB", most / 1e6),
            new BenchRow(DigestBench.Name, "the same after the first quarter of the time", "MB", early / 1e6),
        ];
    }

    private async Task<(long Early, long Most)> WatchAsync(DigestProcess digest)
    {
        var startedAt = clock.GetTimestamp();
        long early = 0, most = 0;
        while (clock.GetElapsedTime(startedAt) is var elapsed && elapsed < Watched)
        {
            most = Math.Max(most, digest.ResidentBytes());
            if (elapsed < Watched / 4)
                early = most;
            await Task.Delay(Every, clock, cancellation);
        }

        return (early, most);
    }
}
