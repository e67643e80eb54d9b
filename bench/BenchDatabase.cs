using Npgsql;
using Penstock.Postgres;
using Penstock.Relational;

namespace Penstock.Bench;

/// <summary>A database of the benchmark's own. Dropped at the end.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string serverUrl;
    private readonly string name;

    private BenchDatabase(string url, string name, string serverUrl)
    {
        (this.name, this.serverUrl, Url) = (name, serverUrl, url);
        Store = NewStore();
        Plain = new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(StoreUrl.Parse(url)).ConnectionString) { CommandTimeout = 0 }.ConnectionString;
    }

    public string Url { get; }

    public PostgresStore Store { get; }

    /// <summary>A connection string without the settings that the store makes for its sessions.</summary>
    public string Plain { get; }

    public static async Task<BenchDatabase> CreateAsync(string serverUrl, IReadOnlyList<MigrationSet> schema)
    {
        var fresh = $"penstock_bench_{Guid.NewGuid():N}";
        await RunAsync(PlainOf(serverUrl), $"CREATE DATABASE {fresh}");
        var database = new BenchDatabase(UrlOf(serverUrl, fresh), fresh, serverUrl);
        await new Migrator(database.Store).ApplyAsync(schema, CancellationToken.None);
        return database;
    }

    /// <summary>Another process's eye on the same database, to be disposed by the caller.</summary>
    public PostgresStore NewStore() => new(StoreUrl.Parse(Url), TimeProvider.System);

    /// <summary>All that was written is on disk and cleaned up, so that no round pays for the one before.</summary>
    public async Task RestAsync(bool analyse = true)
    {
        if (analyse)
            await RunAsync("VACUUM ANALYZE");
        await RunAsync("CHECKPOINT");
    }

    public Task RunAsync(string sql, params (string Name, object? Value)[] parameters) => RunAsync(Plain, sql, parameters);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await OpenPlainAsync();
        return (await connection.Command(sql).ScalarAsync<T>(CancellationToken.None))!;
    }

    public async Task<NpgsqlConnection> OpenPlainAsync()
    {
        var connection = new NpgsqlConnection(Plain);
        await connection.OpenAsync();
        return connection;
    }

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

    private static async Task RunAsync(string connectionString, string sql, params (string Name, object? Value)[] parameters)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await connection.Command(sql, parameters).RunAsync(CancellationToken.None);
    }
}
