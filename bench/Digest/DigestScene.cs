using Penstock.Dev;
using Penstock.Redis;
using Penstock.Relational;
using Penstock.Workers.Digest;

namespace Penstock.Bench;

/// <summary>A stream and a database of the benchmark's own.</summary>
internal sealed class DigestScene : IAsyncDisposable
{
    private const int AtATime = 500;

    private DigestScene(RedisServer redis, BenchDatabase database)
    {
        (RedisUrl, Database) = (redis.Url, database);
        Redis = new RedisClient(Penstock.Redis.RedisUrl.Parse(redis.Url), TimeProvider.System);
    }

    public static DigestOptions Options { get; } = new();

    public string RedisUrl { get; }

    public BenchDatabase Database { get; }

    public RedisClient Redis { get; }

    public static async Task<DigestScene> CreateAsync(string databaseUrl, RedisServer redis)
    {
        var database = await BenchDatabase.CreateAsync(databaseUrl, DigestSchema.Sets);
        await database.RunAsync($"""
            INSERT INTO admiral.servers (server_id, hostname)
            SELECT '00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'), 'host' || n
            FROM generate_series(0, {DigestLoad.Servers - 1}) n
            """);
        // The messages' times are old: they would be removed while they are counted.
        await database.RunAsync("INSERT INTO admiral.settings (key, value) VALUES ('retention_enabled', 'false')");
        return new DigestScene(redis, database);
    }

    /// <summary>Empty tables, and that many messages in the stream.</summary>
    public async Task FillAsync(int messages, CancellationToken giveUp, int processes = DigestLoad.Processes)
    {
        await Redis.CallAsync(new RedisCommand("FLUSHALL"), giveUp);
        await Database.RunAsync("TRUNCATE admiral.metrics, admiral.process_snapshots");
        for (var first = 0; first < messages; first += AtATime)
            await Redis.CallAsync([.. Enumerable.Range(first, Math.Min(AtATime, messages - first)).Select(i => Add(i, processes))], giveUp);
        await Database.RestAsync(analyse: false);
    }

    /// <summary>The command that puts one message in.</summary>
    public static RedisCommand Add(long message, int processes = DigestLoad.Processes) => new(
        "XADD", Options.Stream, "*", MetricMessage.ServerIdField, DigestLoad.ServerId(message),
        MetricMessage.PayloadField, DigestLoad.Payload(message, processes), MetricMessage.TimestampField, "2025-11-07T22:30:45Z");

    public Task<long> StoredAsync() => Database.ScalarAsync<long>("SELECT count(*) FROM admiral.metrics");

    /// <exception cref="InvalidOperationException">Not all is stored, or something twice.</exception>
    public async Task CheckAsync(int messages, int processes = DigestLoad.Processes)
    {
        var (nodes, groups) = (await StoredAsync(), await Database.ScalarAsync<long>("SELECT count(*) FROM admiral.process_snapshots"));
        if (nodes != messages || groups != (long)messages * processes)
            throw new InvalidOperationException($"The benchmark is broken: {nodes:#,0} nodes and {groups:#,0} processes are stored of {messages:#,0} messages.");
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Database.DisposeAsync();
    }
}
