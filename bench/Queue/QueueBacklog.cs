using Penstock.Relational;

namespace Penstock.Bench;

/// <summary>What waits in the queue: messages of 100 bytes.</summary>
internal static class QueueBacklog
{
    public const string Queue = "bench";
    public const int Keys = 10_000;

    /// <summary>An expression in which <c>n</c> is the message's number.</summary>
    public const string Body = "decode(repeat(lpad(to_hex(n), 8, '0'), 25), 'hex')";

    private const string Columns = "queue, bucket, key, body, enqueued_at";

    public static async Task<BenchDatabase> CreateAsync(string serverUrl)
    {
        var database = await BenchDatabase.CreateAsync(serverUrl, RuntimeSchema.Sets);
        await database.RunAsync("CREATE TABLE bench_keys (n INTEGER PRIMARY KEY, key TEXT NOT NULL, bucket INTEGER NOT NULL)");
        var keys = Enumerable.Range(0, Keys).Select(n => $"customer-{n}").ToArray();
        await database.RunAsync(
            "INSERT INTO bench_keys SELECT * FROM unnest(@n, @keys, @buckets)",
            ("n", Enumerable.Range(0, Keys).ToArray()), ("keys", keys), ("buckets", keys.Select(Bucket.Of).ToArray()));
        return database;
    }

    /// <summary>That many fresh messages and nothing else.</summary>
    public static async Task FillAsync(BenchDatabase database, int jobs, bool keyed = false)
    {
        await database.RunAsync("TRUNCATE penstock_messages, penstock_owners, penstock_buckets, penstock_consumers");
        await AddAsync(database, jobs, keyed);
        await database.RestAsync();
    }

    /// <summary>That many more, of which the server knows nothing yet.</summary>
    public static Task AddAsync(BenchDatabase database, int jobs, bool keyed)
    {
        var keys = keyed ? $"JOIN bench_keys k ON k.n = s.n % {Keys}" : "CROSS JOIN (SELECT NULL::int AS bucket, NULL::text AS key) k";
        return database.RunAsync($"""
            INSERT INTO penstock_messages ({Columns})
            SELECT '{Queue}', k.bucket, k.key, {Body.Replace("(n)", "(s.n)", StringComparison.Ordinal)}, now()
            FROM generate_series(1, {jobs}) s(n) {keys} ORDER BY s.n
            """);
    }

    public static Task<long> LeftAsync(BenchDatabase database) => database.ScalarAsync<long>("SELECT count(*) FROM penstock_messages");
}
