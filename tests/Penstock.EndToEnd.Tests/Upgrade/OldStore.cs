using System.Data.Common;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Workers.Chat;
using Penstock.Workers.Digest;
using Penstock.Workers.Marker;

namespace Penstock.EndToEnd.Tests;

/// <summary>A store as a process of another version left it when it died, under today's program.</summary>
internal sealed class OldStore : IAsyncDisposable
{
    // The dead are found soon, and the living are not taken for dead on a busy machine.
    private static readonly OwnerOptions Quick = new() { Lease = TimeSpan.FromSeconds(3), BeatEvery = TimeSpan.FromMilliseconds(500) };

    private readonly string version;
    private readonly string? files;
    private readonly List<IHost> hosts = [];

    private OldStore(string version, string url, string? files)
    {
        (this.version, this.files) = (version, files);
        Store = IsPostgres(url) ? new PostgresStore(StoreUrl.Parse(url), TimeProvider.System) : new SqliteStore(StoreUrl.Parse(url), TimeProvider.System);
    }

    public Store Store { get; }

    /// <summary>Today's, of all that the data holds.</summary>
    public static IReadOnlyList<MigrationSet> Schema { get; } =
        [.. RuntimeSchema.Sets.Concat(MarkerSchema.Sets(new MarkerOptions())).Concat(DigestSchema.Sets).Append(ChatSchema.Set).Distinct()];

    /// <summary>As it was left, with nothing done to it.</summary>
    public static async Task<OldStore> LoadAsync(string version, string kind, PostgresServer server) =>
        kind == "sqlite" ? await LoadSqliteAsync(version) : await LoadPostgresAsync(version, server);

    /// <summary>The same, and brought up to today's schema.</summary>
    public static async Task<OldStore> OpenAsync(string version, string kind, PostgresServer server)
    {
        var old = await LoadAsync(version, kind, server);
        await new Migrator(old.Store).ApplyAsync(Schema, default);
        return old;
    }

    /// <summary>A process of today.</summary>
    public async Task StartAsync(Action<IServiceCollection> add)
    {
        var host = new HostBuilder().ConfigureServices(services =>
        {
            services.AddSingleton(new Owner(Store, TimeProvider.System, Quick));
            add(services);
        }).Build();
        hosts.Add(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
    }

    public Owner OpenOwner() => new(Store, TimeProvider.System, Quick);

    public async Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using var connection = await Store.OpenAsync(default);
        return await connection.Command(sql).ListAsync(read, default);
    }

    public async Task<long> CountAsync(string from)
    {
        await using var connection = await Store.OpenAsync(default);
        return await connection.Command($"SELECT count(*) FROM {from}").ScalarAsync<long>(default);
    }

    public Task UntilAsync(string from, long count) => Until.TrueAsync($"{count} of {from}", async () => await CountAsync(from) == count);

    /// <summary>What waits in a queue, in its order.</summary>
    public Task<List<string>> WaitingAsync(string queue) => ListAsync(
        $"SELECT body FROM penstock_messages WHERE queue = '{queue}' ORDER BY id", row => Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)));

    /// <summary>A settlement as the other version writes it, by its name there.</summary>
    /// <returns>What it changed.</returns>
    public async Task<List<long>> SettleAsync(string statement, long token, params Rows[] rows)
    {
        var statements = JsonSerializer.Deserialize<Dictionary<string, string>>(OldData.Text(version, $"{Store.Dialect.Name}.settlements.json"))!;
        await using var connection = await Store.OpenAsync(default);
        await using var command = statement.StartsWith("keyed", StringComparison.Ordinal)
            ? connection.Command(statements[statement], ("queue", "jobs"))
            : connection.Command(statements[statement], ("token", token));
        foreach (var one in rows)
            Store.Dialect.Bind(command, one);
        return await command.ListAsync(row => row.GetInt64(0), default);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        await Store.DisposeAsync();
        if (files is not null)
            await Within.SecondsAsync(10, () => Task.FromResult(TryDelete(files)));
    }

    // A session of SQLite that ends at this moment removes its files, too.
    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsPostgres(string url) => url.StartsWith("postgresql", StringComparison.Ordinal);

    private static async Task<OldStore> LoadSqliteAsync(string version)
    {
        var folder = Directory.CreateTempSubdirectory("penstock-upgrade-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "old.db-penstock"));
        await RunAsync(Path.Combine(folder, "old.db"), OldData.Text(version, "sqlite.sql"));
        await RunAsync(Path.Combine(folder, "old.db-penstock", "journal.db"), OldData.Text(version, "sqlite.journal.sql"));
        return new OldStore(version, $"sqlite:///{folder}/old.db", folder);
    }

    private static async Task RunAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await connection.Command("PRAGMA synchronous = OFF").RunAsync(default);
        await connection.Command(sql).RunAsync(default);
    }

    private static async Task<OldStore> LoadPostgresAsync(string version, PostgresServer server)
    {
        var url = await server.Postgres.CreateDatabaseAsync();
        var dump = OldData.Text(version, "postgresql.sql");
        await server.Postgres.PsqlAsync(dump, url);
        // The log knows transactions by their ids: it is upgraded on the server that wrote it, which has come as far.
        var next = dump[..dump.IndexOf('\n', StringComparison.Ordinal)].Split(' ')[^1];
        await server.Postgres.PsqlAsync(
            $"DO $$ BEGIN WHILE pg_snapshot_xmax(pg_current_snapshot())::text::bigint < {next} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
        return new OldStore(version, url, null);
    }
}
