using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Workers.Marker.Tests;

/// <summary>A catalog in a fresh database, and markers on it.</summary>
public sealed class CatalogUnderTest : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> opened = [];
    private readonly string folder = FastFolder.Create("penstock-marker-");

    private CatalogUnderTest(string? postgresUrl) =>
        Url = StoreUrl.Parse(postgresUrl ?? $"sqlite:///{folder}/catalog.db");

    public StoreUrl Url { get; }

    public Store Store { get; private set; } = null!;

    public bool IsPostgres => Url.Scheme == "postgresql";

    public static TheoryData<string> Kinds => ["postgresql", "sqlite"];

    public static async Task<CatalogUnderTest> CreateAsync(string kind, PostgresServer server, MarkerOptions? options = null, bool migrate = true)
    {
        var catalog = new CatalogUnderTest(kind == "postgresql" ? await server.Postgres.CreateDatabaseAsync() : null);
        catalog.Store = catalog.Open();
        if (migrate)
            await new Migrator(catalog.Store).ApplyAsync(MarkerSchema.Sets(options ?? new MarkerOptions()), default);
        return catalog;
    }

    /// <summary>Another process's view of the same database.</summary>
    public Store Open()
    {
        Store store = IsPostgres ? new PostgresStore(Url, TimeProvider.System) : new SqliteStore(Url, TimeProvider.System);
        opened.Add(store);
        return store;
    }

    public async Task AddAsync(int count, TimeSpan age, string key = "file")
    {
        var rows = new Rows("v").Add("n", [.. Enumerable.Range(1, count).Select(i => (long)i)]);
        await ExecuteAsync($"""
            INSERT INTO des_source_catalog (created_at, source_key)
            SELECT {Store.Dialect.NowPlus($"{-age.TotalSeconds}")}, '{key}-' || v.n FROM {Store.Dialect.From(rows)}
            """, rows);
    }

    public async Task ExecuteAsync(string sql, Rows? rows = null)
    {
        await using var connection = await Store.OpenAsync(default);
        var command = connection.Command(sql);
        if (rows is not null)
            Store.Dialect.Bind(command, rows);
        await command.RunAsync(default);
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

    public Task<long> CountAsync(string condition) => ScalarAsync<long>($"SELECT count(*) FROM des_source_catalog WHERE {condition}");

    /// <summary>A marker of its own, as another process would have.</summary>
    public Pipeline Marker(MarkerOptions? options = null, Action<IServiceCollection>? more = null, Store? store = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarkerOnly(store ?? Open(), options ?? new MarkerOptions { Interval = TimeSpan.Zero });
        more?.Invoke(services);
        var provider = services.BuildServiceProvider();
        opened.Add(provider);
        return provider.GetRequiredService<Pipeline>();
    }

    /// <summary>Runs a marker until nothing is left that may be claimed now.</summary>
    public Task MarkAsync(MarkerOptions? options = null) => Marker(options).RunAsync(TestContext.Current.CancellationToken, once: true);

    public async ValueTask DisposeAsync()
    {
        opened.Reverse();
        foreach (var one in opened)
            await one.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
