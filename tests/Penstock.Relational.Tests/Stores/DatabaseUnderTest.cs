using System.Data.Common;
using Penstock.Postgres;
using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>A fresh database and its stores, one a process.</summary>
public sealed class DatabaseUnderTest : IAsyncDisposable
{
    private readonly List<Store> opened = [];
    private readonly string folder = FastFolder.Create("penstock-store-");

    private Store? own;

    private DatabaseUnderTest(string? postgresUrl) => Url = postgresUrl ?? $"sqlite:///{folder}/test.db";

    public static TheoryData<string> Kinds => ["postgresql", "sqlite"];

    public string Url { get; }

    /// <summary>Of all stores that are opened.</summary>
    public ManualClock Clock { get; } = new();

    public bool IsPostgres => Url.StartsWith("postgresql", StringComparison.Ordinal);

    /// <param name="kind">Of the database.</param>
    /// <param name="server">For Postgres.</param>
    /// <param name="sets">Applied to it already.</param>
    public static async Task<DatabaseUnderTest> CreateAsync(string kind, PostgresServer server, params MigrationSet[] sets)
    {
        var database = new DatabaseUnderTest(kind == "postgresql" ? await server.CreateDatabaseAsync(sets) : null);
        if (!database.IsPostgres && sets.Length > 0)
            await new Migrator(database.Open()).ApplyAsync(sets, default);
        return database;
    }

    /// <summary>The store as one process opens it. Disposed, the process is dead as far as others can see.</summary>
    public Store Open()
    {
        var url = StoreUrl.Parse(Url);
        Store store = IsPostgres ? new PostgresStore(url, Clock) : new SqliteStore(url, Clock);
        opened.Add(store);
        return store;
    }

    /// <summary>Ends a process that holds locks; returns when the server has noticed.</summary>
    public async Task DieAsync(Store store)
    {
        var before = await SessionLocksAsync();
        await store.DisposeAsync();
        while (IsPostgres && await SessionLocksAsync() == before)
            await ScalarAsync<string>("SELECT pg_sleep(0.02)::text");
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await (own ??= Open()).OpenAsync(default);
        return await connection.Command(sql).ScalarAsync<T>(default);
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using var connection = await (own ??= Open()).OpenAsync(default);
        return await connection.Command(sql).ListAsync(read, default);
    }

    public Task<long> TablesAsync() => ScalarAsync<long>(IsPostgres
        ? "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        : "SELECT count(*) FROM sqlite_master WHERE type = 'table'");

    private async Task<long> SessionLocksAsync() => !IsPostgres ? 0 : await ScalarAsync<long>("""
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """);

    public async ValueTask DisposeAsync()
    {
        foreach (var store in opened)
            await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
