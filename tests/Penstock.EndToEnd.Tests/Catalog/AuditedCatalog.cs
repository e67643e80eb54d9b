using System.Data.Common;
using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Workers.Marker;

namespace Penstock.EndToEnd.Tests;

/// <summary>A catalog whose own trigger writes down every change of a row: a witness that shares nothing with the workers.</summary>
internal sealed class AuditedCatalog : IAsyncDisposable
{
    private readonly string folder = FastFolder.Create("penstock-audit-");

    private AuditedCatalog(string? postgresUrl) => Url = postgresUrl ?? $"sqlite:///{folder}/catalog.db";

    public static TheoryData<string> Kinds => ["postgresql", "sqlite"];

    public string Url { get; }

    public Store Store { get; private set; } = null!;

    public static Task<AuditedCatalog> CreateAsync(string kind, PostgresServer server, int rows) =>
        CreateAsync(kind == "postgresql" ? server.Postgres : null, rows);

    public static async Task<AuditedCatalog> CreateAsync(ThrowawayPostgres? server, int rows)
    {
        var catalog = new AuditedCatalog(server is null ? null : await server.CreateDatabaseAsync());
        var url = StoreUrl.Parse(catalog.Url);
        catalog.Store = server is null ? new SqliteStore(url, TimeProvider.System) : new PostgresStore(url, TimeProvider.System);
        await new Migrator(catalog.Store).ApplyAsync(MarkerSchema.Sets(new MarkerOptions()), default);
        await catalog.ExecuteAsync(server is null ? Audit.OnSqlite : Audit.OnPostgres);
        await catalog.AddAsync(rows);
        return catalog;
    }

    public async Task AddAsync(int count)
    {
        var dialect = Store.Dialect;
        var rows = new Rows("v").Add("n", [.. Enumerable.Range(1, count).Select(i => (long)i)]);
        await using var connection = await Store.OpenAsync(default);
        var command = connection.Command($"""
            INSERT INTO des_source_catalog (created_at, source_key) SELECT {dialect.NowPlus("-200000")}, 'file-' || v.n FROM {dialect.From(rows)}
            """);
        dialect.Bind(command, rows);
        await command.RunAsync(default);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Store.OpenAsync(default);
        await connection.Command(sql).RunAsync(default);
    }

    public async Task<long> CountAsync(string from)
    {
        await using var connection = await Store.OpenAsync(default);
        return await connection.Command($"SELECT count(*) FROM {from}").ScalarAsync<long>(default);
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using var connection = await Store.OpenAsync(default);
        return await connection.Command(sql).ListAsync(read, default);
    }

    /// <summary>The node ids in the names, in hex.</summary>
    public Task<List<string>> NodesAsync() => ListAsync(
        "SELECT DISTINCT substr(des_name, 23, 2) FROM des_source_catalog WHERE des_name IS NOT NULL ORDER BY 1", r => r.GetString(0));

    /// <summary>Waits until no row is left that a worker would take.</summary>
    public Task AllDoneAsync() => Until.TrueAsync($"all rows of {Url} are marked or failed", IsDoneAsync);

    public async Task<bool> IsDoneAsync() =>
        await CountAsync("des_source_catalog WHERE des_status IS NULL OR des_status NOT IN ('marked', 'failed')") == 0;

    /// <summary>Every row exactly once, names unique, nothing counted against any row. Throws what is wrong.</summary>
    public async Task ShouldBeMarkedOnceAsync()
    {
        (await Audit.ViolationsAsync(this)).ShouldBeEmpty();
        (await CountAsync("des_source_catalog WHERE des_status = 'marked' AND retry_count = 0")).ShouldBe(await CountAsync("des_source_catalog"));
        (await CountAsync("des_marker_dlq")).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
