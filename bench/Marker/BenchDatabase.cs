using Npgsql;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Testing;
using Penstock.Workers.Marker;

namespace Penstock.Bench;

/// <summary>A database of the benchmark's own with the marker's schema. Dropped at the end.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string serverUrl;
    private readonly string name;

    private BenchDatabase(string url, string name, string serverUrl)
    {
        (this.name, this.serverUrl) = (name, serverUrl);
        var parsed = StoreUrl.Parse(url);
        Store = new PostgresStore(parsed, TimeProvider.System);
        Plain = new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(parsed).ConnectionString) { CommandTimeout = 0 }.ConnectionString;
    }

    public PostgresStore Store { get; }

    /// <summary>A connection string without the settings that the store makes for its sessions.</summary>
    public string Plain { get; }

    public static async Task<BenchDatabase> CreateAsync(string serverUrl)
    {
        var fresh = $"penstock_bench_{Guid.NewGuid():N}";
        await RunAsync(PlainOf(serverUrl), $"CREATE DATABASE {fresh}");
        var database = new BenchDatabase(UrlOf(serverUrl, fresh), fresh, serverUrl);
        await new Migrator(database.Store).ApplyAsync(MarkerSchema.Sets(new MarkerOptions()), CancellationToken.None);
        return database;
    }

    /// <summary>That many fresh rows and nothing else; all of it on disk, so that no round pays for the one before.</summary>
    public async Task FillAsync(int rows, bool analyse = true)
    {
        await RunAsync($"""
            TRUNCATE {CatalogSchema.Catalog} RESTART IDENTITY CASCADE;
            TRUNCATE {CatalogSchema.Waiting};
            INSERT INTO {CatalogSchema.Catalog} (created_at, source_bucket, source_key)
            SELECT now() - interval '2 days', 'bench', 'folder/file-' || n FROM generate_series(1, {rows}) n
            """);
        if (analyse)
            await RunAsync("VACUUM ANALYZE");
        await RunAsync("CHECKPOINT");
    }

    public Task RunAsync(string sql) => RunAsync(Plain, sql);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Plain);
        await connection.OpenAsync();
        return (await connection.Command(sql).ScalarAsync<T>(CancellationToken.None))!;
    }

    public Task<long> MarkedAsync() => ScalarAsync<long>($"SELECT count(*) FROM {CatalogSchema.Catalog} WHERE des_status = 'marked'");

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await using (var connection = new NpgsqlConnection(Plain))
            NpgsqlConnection.ClearPool(connection);
        await RunAsync(PlainOf(serverUrl), $"DROP DATABASE {name} WITH (FORCE)");
    }

    private static string UrlOf(string serverUrl, string database) =>
        new UriBuilder($"postgresql://{StoreUrl.Parse(serverUrl).Rest}") { Path = database }.Uri.AbsoluteUri;

    private static string PlainOf(string url) =>
        new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(StoreUrl.Parse(url)).ConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString;

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await connection.Command(sql).RunAsync(CancellationToken.None);
    }
}
