using System.Data.Common;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Redis;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Workers.Digest.Tests;

/// <summary>A database and a stream of one's own, digests on them, and eyes on both.</summary>
internal sealed class DigestScene : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> opened = [];
    private readonly string folder = FastFolder.Create("penstock-digest-");
    private readonly ThrowawayPostgres? postgres;
    private readonly RedisServer server;

    private DigestScene(RedisServer server, string name, ThrowawayPostgres? postgres, string? url)
    {
        (this.server, this.postgres) = (server, postgres);
        Url = StoreUrl.Parse(url ?? $"sqlite:///{folder}/digest.db");
        Options = new DigestOptions { Stream = $"{name}:stream", DeadStream = $"{name}:dlq", RetryDelay = TimeSpan.FromMilliseconds(5), Lanes = 2 };
        Redis = Connect();
    }

    public static TheoryData<string> Kinds => ["postgresql", "sqlite"];

    public StoreUrl Url { get; }

    public DigestOptions Options { get; set; }

    public RedisClient Redis { get; }

    public Store Store { get; private set; } = null!;

    public DigestTables Tables => new(Store.Dialect);

    public CapturedLog Log { get; } = new();

    public static async Task<DigestScene> CreateAsync(Servers servers, string kind = "postgresql", bool migrate = true)
    {
        var scene = new DigestScene(
            servers.Redis, servers.Name(), servers.Postgres, kind == "postgresql" ? await servers.Postgres.CreateDatabaseAsync() : null);
        return await scene.OpenedAsync(migrate);
    }

    /// <summary>On servers of its own, that may be killed.</summary>
    public static async Task<DigestScene> CreateAsync(ThrowawayPostgres postgres, RedisServer redis) =>
        await new DigestScene(redis, "own", postgres, await postgres.CreateDatabaseAsync()).OpenedAsync(migrate: true);

    /// <summary>On a file, and a Redis of its own, that may be filled or changed.</summary>
    public static async Task<DigestScene> CreateAsync(RedisServer redis) =>
        await new DigestScene(redis, "own", null, null).OpenedAsync(migrate: true);

    public static byte[] Payload(DateTimeOffset at, int processes = 2, double idle = 1.5) => Encoding.UTF8.GetBytes($$"""
        {"node_exporter":[{"timestamp":"{{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}","cpu_idle_seconds":{{idle.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"cpu_cores":4,"memory_total_bytes":8589934592}],
         "process_exporter":[{{string.Join(',', Enumerable.Range(0, processes).Select(i => $$"""{"timestamp":"{{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}","name":"proc-{{i}}","num_procs":{{i + 1}},"cpu_seconds_total":12.5,"memory_bytes":104857600}"""))}}]}
        """);

    public Store Open()
    {
        Store store = postgres is not null && Url.Scheme == "postgresql" ? new PostgresStore(Url, TimeProvider.System) : new SqliteStore(Url, TimeProvider.System);
        opened.Add(store);
        return store;
    }

    /// <summary>After its server was away: what the former one's pool holds is of no use.</summary>
    public void Reopen() => Store = Open();

    public RedisClient Connect()
    {
        var client = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        opened.Add(client);
        return client;
    }

    /// <summary>A digest of its own, as another process would have; run by the caller.</summary>
    public Pipeline Digest(Action<IServiceCollection>? more = null, Store? store = null) =>
        Services(more, store).GetRequiredService<Pipeline>();

    public ServiceProvider Services(Action<IServiceCollection>? more = null, Store? store = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddRedis(server.Url);
        services.AddDigestOnly(store ?? Open(), Options, digest => digest.FromStream(Options.ToStream()));
        services.AddSingleton<IDigestBacklog, StreamBacklog>();
        more?.Invoke(services);
        var provider = services.BuildServiceProvider();
        opened.Add(provider);
        return provider;
    }

    /// <summary>Runs a digest until the stream is empty, whatever waits for a retry included.</summary>
    public async Task DrainAsync(Pipeline? digest = null)
    {
        using var stop = new CancellationTokenSource();
        var running = (digest ?? Digest()).RunAsync(stop.Token);
        await Until.TrueAsync("the stream is empty", async () => await LengthAsync() == 0);
        await stop.CancelAsync();
        await running;
    }

    public async Task<string> AddAsync(byte[]? payload, string? serverId = "11111111-2222-3333-4444-555555555555")
    {
        var command = new RedisCommand("XADD", Options.Stream, "*");
        if (serverId is not null)
            command.Add("server_id").Add(serverId);
        if (payload is not null)
            command.Add("payload").Add(payload);
        command.Add("timestamp").Add("2025-11-07T22:30:45Z");
        return (await Redis.CallAsync(command, default)).Text!;
    }

    public async Task AddAsync(IEnumerable<(string Server, byte[] Payload)> messages)
    {
        foreach (var some in messages.Chunk(500))
        {
            await Redis.CallAsync(
                [.. some.Select(m => new RedisCommand("XADD", Options.Stream, "*", "server_id", m.Server, "payload", m.Payload, "timestamp", "2025-11-07T22:30:45Z"))],
                default);
        }
    }

    public async Task<long> LengthAsync() => (await Redis.CallAsync(new RedisCommand("XLEN", Options.Stream), default)).Integer;

    /// <summary>The dead letters' fields.</summary>
    public async Task<List<Dictionary<string, string>>> DeadAsync()
    {
        var (dead, first) = (new List<Dictionary<string, string>>(), "-");
        while (true)
        {
            var page = await Redis.CallAsync(new RedisCommand("XRANGE", Options.DeadStream, first, "+", "COUNT", 1_000), default);
            if (page.Items.Count == 0)
                return dead;
            dead.AddRange(page.Items.Select(entry => entry[1].Items.Chunk(2).ToDictionary(f => f[0].Text!, f => f[1].Text!, StringComparer.Ordinal)));
            first = $"({page[page.Items.Count - 1][0].Text}";
        }
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Store.OpenAsync(default);
        await connection.Command(sql).RunAsync(default);
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Store.OpenAsync(default);
        return await connection.Command(sql).ScalarAsync<T>(default);
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using var connection = await Store.OpenAsync(default);
        return await connection.Command(sql).ListAsync(read, default);
    }

    public Task<long> NodesAsync() => ScalarAsync<long>($"SELECT count(*) FROM {Tables.Metrics}");

    public Task<long> ProcessesAsync() => ScalarAsync<long>($"SELECT count(*) FROM {Tables.Processes}");

    public async ValueTask DisposeAsync()
    {
        opened.Reverse();
        foreach (var one in opened)
            await one.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<DigestScene> OpenedAsync(bool migrate)
    {
        Store = Open();
        if (migrate)
            await new Migrator(Store).ApplyAsync(DigestSchema.Sets, default);
        return this;
    }
}
