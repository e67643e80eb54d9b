using System.Data.Common;
using System.Text;
using Penstock.Postgres;
using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>A queue on a fresh database; each source opened is a process with a store and an owner of its own.</summary>
internal sealed class QueueFixture : ISourceFixture
{
    private const string Queue = "contract";
    private static readonly MigrationSet[] Sets = [JournalSchema.Set, OwnerSchema.Set, QueueSchema.Set, ParkedTable.Schema];
    private static readonly OwnerOptions Owners = new() { Lease = TimeSpan.FromMinutes(10) };

    private readonly QueueOptions options;
    private readonly Dictionary<ISource, Process> processes = [];
    private readonly List<string> added = [];
    private readonly string folder = FastFolder.Create("penstock-queue-");
    private readonly StoreUrl url;
    private readonly Store own;

    private readonly bool keyed;

    private QueueFixture(string? postgresUrl, bool sharesTransaction, bool keyed)
    {
        this.keyed = keyed;
        options = new QueueOptions
        {
            PollEvery = TimeSpan.FromMilliseconds(20),
            SweepEvery = TimeSpan.FromMilliseconds(50),
            SharesTransaction = sharesTransaction,
        };
        url = StoreUrl.Parse(postgresUrl ?? $"sqlite:///{folder}/queue.db");
        own = Open("fixture");
    }

    private bool IsPostgres => url.Scheme == "postgresql";

    /// <param name="kind">Of the store.</param>
    /// <param name="server">For Postgres.</param>
    /// <param name="sharesTransaction">Effects and settlement commit together.</param>
    /// <param name="keyed">Each message that comes without a key gets one of its own.</param>
    public static async Task<QueueFixture> CreateAsync(string kind, PostgresServer server, bool sharesTransaction = false, bool keyed = false)
    {
        var fixture = new QueueFixture(kind == "postgresql" ? await server.CreateDatabaseAsync(Sets) : null, sharesTransaction, keyed);
        if (!fixture.IsPostgres)
            await new Migrator(fixture.own).ApplyAsync(Sets, default);
        return fixture;
    }

    public ValueTask<ISource> OpenAsync()
    {
        var name = $"process{processes.Count}";
        var store = Open(name);
        var owner = new Owner(store, TimeProvider.System, Owners);
        var queue = new QueueSource(store, owner, Queue, TimeProvider.System, options, new Parking("contract", new ParkedTable()));
        var source = new BreakableSource(new JournalingSource(queue, store.CreateJournal(), "contract"));
        processes[source] = new Process(name, store, owner);
        return new(source);
    }

    public async ValueTask AddAsync(string id, string? key = null)
    {
        added.Add(id);
        await new Queues(own).SendAsync(Queue, [new Message(Encoding.UTF8.GetBytes(id)) { Key = key ?? (keyed ? id : null) }], default);
    }

    public async ValueTask<StoreState> ReadAsync()
    {
        await using var connection = await own.OpenAsync(default);
        var waiting = await BodiesAsync(connection, "SELECT body FROM penstock_messages");
        var dead = await BodiesAsync(connection, "SELECT body FROM parked");
        var effects = await connection.Command("SELECT name FROM effects").ListAsync(r => r.GetString(0), default);
        return new StoreState(waiting, [.. added.Except(waiting).Except(dead)], dead, effects);
    }

    public async ValueTask AdvanceAsync(TimeSpan span) => await Task.Delay(span, TimeProvider.System);

    public async ValueTask LoseAsync(ISource source)
    {
        var process = processes[source];
        var lease = await process.Owner.TakeAsync(default);
        await using var connection = await own.OpenAsync(default);
        if (IsPostgres)
        {
            await connection.Command(
                "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = @name AND datname = current_database()", ("name", process.Name)).RunAsync(default);
        }
        else
        {
            await ((BreakableSource)source).BreakAsync();
            await process.Store.DisposeAsync();
        }

        await connection.Command("DELETE FROM penstock_owners WHERE id = @id", ("id", lease.Id)).RunAsync(default);
    }

    public async ValueTask EffectAsync(Batch batch, IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
            await delivery.Transaction!.Command("INSERT INTO effects (name) VALUES (@name)", ("name", IdOf(delivery))).RunAsync(default);
    }

    public string IdOf(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes.Values)
        {
            await process.Owner.DisposeAsync();
            await process.Store.DisposeAsync();
        }

        await own.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Store Open(string name) => IsPostgres
        ? new PostgresStore(StoreUrl.Parse($"postgresql://{url.Rest}?application_name={name}"), TimeProvider.System)
        : new SqliteStore(url, TimeProvider.System, new SqliteOptions { BusyTimeout = TimeSpan.FromSeconds(1) });

    private static async ValueTask<List<string>> BodiesAsync(DbConnection connection, string sql) =>
        await connection.Command(sql).ListAsync(r => Encoding.UTF8.GetString(r.GetFieldValue<byte[]>(0)), default);

    private sealed record Process(string Name, Store Store, Owner Owner);
}
