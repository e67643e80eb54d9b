using Penstock.Postgres;
using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>A table source on a fresh database; each source opened is a process with a session of its own.</summary>
internal sealed class TableFixture : ISourceFixture
{
    private static readonly MigrationSet[] Sets = [JournalSchema.Set, JobTable.Schema];

    private readonly Dictionary<ISource, Process> processes = [];
    private readonly string folder = FastFolder.Create("penstock-contract-");
    private readonly StoreUrl url;
    private readonly Store own;

    private TableFixture(string? postgresUrl)
    {
        url = StoreUrl.Parse(postgresUrl ?? $"sqlite:///{folder}/jobs.db");
        own = Open("fixture");
    }

    private bool IsPostgres => url.Scheme == "postgresql";

    public static async Task<TableFixture> CreateAsync(string kind, PostgresServer server)
    {
        var fixture = new TableFixture(kind == "postgresql" ? await server.CreateDatabaseAsync(Sets) : null);
        if (!fixture.IsPostgres)
            await new Migrator(fixture.own).ApplyAsync(Sets, default);
        return fixture;
    }

    public ValueTask<ISource> OpenAsync()
    {
        var name = $"process{processes.Count}";
        var store = Open(name);
        var table = new TableSource<string>(store, new JobTable(store), new TableSourceOptions { IdleWait = TimeSpan.Zero }, TimeProvider.System);
        var source = new TrackingSource(new JournalingSource(table, store.CreateJournal(), "contract"));
        processes[source] = new Process(name, store);
        return new(source);
    }

    public async ValueTask AddAsync(string id, string? key = null)
    {
        await using var connection = await own.OpenAsync(default);
        await connection.Command("INSERT INTO jobs (name) VALUES (@name)", ("name", id)).RunAsync(default);
    }

    public async ValueTask<StoreState> ReadAsync()
    {
        var effects = await NamesAsync("SELECT j.name FROM effects e JOIN jobs j ON j.id = e.job_id");
        return new StoreState(
            await NamesAsync("SELECT name FROM jobs WHERE NOT done AND id NOT IN (SELECT job_id FROM dead)"),
            await NamesAsync("SELECT name FROM jobs WHERE done"),
            await NamesAsync("SELECT j.name FROM dead d JOIN jobs j ON j.id = d.job_id"),
            effects);
    }

    public async ValueTask AdvanceAsync(TimeSpan span) => await Task.Delay(span, TimeProvider.System);

    public async ValueTask LoseAsync(ISource source)
    {
        var process = processes[source];
        if (IsPostgres)
        {
            await using var connection = await own.OpenAsync(default);
            await connection.Command(
                "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = @name AND datname = current_database()", ("name", process.Name)).RunAsync(default);
        }
        else
        {
            await ((TrackingSource)source).BreakAsync();
            await process.Store.DisposeAsync();
        }
    }

    public string IdOf(Delivery delivery) => ((RowDelivery<string>)delivery).Row;

    public async ValueTask EffectAsync(Batch batch, IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
            await batch.Transaction!.Command("INSERT INTO effects VALUES (@id)", ("id", ((RowDelivery<string>)delivery).Id)).RunAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes.Values)
            await process.Store.DisposeAsync();
        await own.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Store Open(string name) => IsPostgres
        ? new PostgresStore(StoreUrl.Parse($"postgresql://{url.Rest}?application_name={name}"), TimeProvider.System)
        : new SqliteStore(url, TimeProvider.System, new SqliteOptions { BusyTimeout = TimeSpan.FromSeconds(1) });

    private async ValueTask<List<string>> NamesAsync(string sql)
    {
        await using var connection = await own.OpenAsync(default);
        return await connection.Command(sql).ListAsync(r => r.GetString(0), default);
    }

    private sealed record Process(string Name, Store Store);
}
