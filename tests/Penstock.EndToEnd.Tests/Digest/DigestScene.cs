using System.Globalization;
using System.Net;
using System.Text.Json;
using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Workers.Digest;

namespace Penstock.EndToEnd.Tests;

/// <summary>A database, a Redis of its own behind TLS and a user with no more than its rights, and <c>run digest</c> in processes.</summary>
internal sealed class DigestScene : IAsyncDisposable
{
    private const string Login = "worker:s3cret";
    private const string Stream = DigestOptions.DefaultStream;

    // What docs/redis.md gives a worker.
    private const string Rights =
        "+auth +ping +select +time +client|setname +client|id +client|unblock +subscribe +publish +pubsub|numsub +eval +evalsha +del +xadd +xlen +xrange +xrevrange "
        + "+xreadgroup +xack +xdel +xclaim +xautoclaim +xpending +xgroup +xinfo +zadd +zrem +zrange +zrangebyscore +zcard +hset +hdel +hget +hmget +hvals +hincrby "
        + "+lpop +rpop +blmove";

    private readonly PostgresStore store;
    private readonly HttpClient http = new();

    private DigestScene(string url, RedisServer redis) =>
        (Url, Redis, store) = (url, redis, new PostgresStore(StoreUrl.Parse(url), TimeProvider.System));

    public string Url { get; }

    public RedisServer Redis { get; }

    public static async Task<DigestScene> CreateAsync(PostgresServer server)
    {
        var redis = await RedisServer.CreateAsync(new RedisServerOptions
        {
            Tls = true,
            Users = [$"worker on >s3cret ~nodepulse:* &nodepulse:* -@all {Rights}", "default on nopass ~* &* +@all"],
        });
        var scene = new DigestScene(await server.Postgres.CreateDatabaseAsync(), redis);
        await new Migrator(scene.store).ApplyAsync(DigestSchema.Sets, default);
        await scene.ExecuteAsync("INSERT INTO admiral.settings (key, value) VALUES ('retention_enabled', 'false')");
        return scene;
    }

    public (WorkerProcess Process, int Port) Start()
    {
        var port = LoopbackPort.Free();
        var process = WorkerProcess.Launch(
            "Penstock.Cli", ["run", "digest", "--port", $"{port}"],
            new Dictionary<string, string> { ["DATABASE_URL"] = Url, ["REDIS_URL"] = Redis.UrlOf(Login) });
        return (process, port);
    }

    public async Task AddAsync(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            var at = DateTimeOffset.UnixEpoch.AddSeconds(i).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            await Redis.CliAsync(
                "XADD", Stream, "*", "server_id", "s1", "payload",
                $$"""{"node_exporter":[{"timestamp":"{{at}}"}],"process_exporter":[{"timestamp":"{{at}}","name":"nginx","num_procs":1}]}""");
        }
    }

    /// <summary>Whoever writes figures waits until this is disposed.</summary>
    public async Task<IAsyncDisposable> HoldTablesAsync()
    {
        var connection = await store.OpenAsync(default);
        var transaction = await store.BeginAsync(connection, default);
        await transaction.Command("LOCK TABLE admiral.metrics IN EXCLUSIVE MODE").RunAsync(default);
        return new Held(connection, transaction);
    }

    public Task WritersWaitAsync() => Until.TrueAsync(
        "a digest waits for the table", async () => await CountAsync("pg_locks WHERE NOT granted AND relation = 'admiral.metrics'::regclass") > 0);

    public Task StoredAsync(int count) => Until.TrueAsync($"{count} are stored", async () => await CountAsync("admiral.metrics") == count);

    public Task DrainedAsync() => Until.TrueAsync("the stream is empty", async () => (await Redis.CliAsync("XLEN", Stream))[0] == "0");

    public async Task<string[]> PendingAsync() => await Redis.CliAsync("XPENDING", Stream, DigestOptions.DefaultGroup);

    public async Task ShouldBeStoredOnceAsync(int count)
    {
        (await CountAsync("admiral.metrics")).ShouldBe(count);
        (await CountAsync("admiral.process_snapshots")).ShouldBe(count);
        (await Redis.CliAsync("XLEN", DigestOptions.DefaultDeadStream))[0].ShouldBe("0");
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> HealthAsync(int port)
    {
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health"));
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>The health's status; null while nobody listens.</summary>
    public async Task<HttpStatusCode?> TryHealthAsync(int port)
    {
        try
        {
            return (await HealthAsync(port)).Status;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task<string?> MetricAsync(int port, string name)
    {
        var page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        return page.Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal))?[(name.Length + 1)..];
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await store.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private async Task<long> CountAsync(string what)
    {
        await using var connection = await store.OpenAsync(default);
        return await connection.Command($"SELECT count(*) FROM {what}").ScalarAsync<long>(default);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await store.OpenAsync(default);
        await connection.Command(sql).RunAsync(default);
    }

    private sealed class Held(params IAsyncDisposable[] parts) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var part in parts.Reverse())
                await part.DisposeAsync();
        }
    }
}
