using System.Data.Common;
using System.Text;
using Penstock.Postgres;
using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>One group of a topic on a fresh database; each source opened is a process with a store and an owner of its own.</summary>
internal sealed class TopicFixture : ISourceFixture
{
    private const string Topic = "contract";
    private static readonly MigrationSet[] Sets = [JournalSchema.Set, OwnerSchema.Set, QueueSchema.Set, TopicSchema.Set, ParkedTable.Schema];
    private static readonly OwnerOptions Owners = new() { Lease = TimeSpan.FromMinutes(10) };

    private readonly TopicOptions options;

    private readonly Dictionary<ISource, (string Name, Store Store, Owner Owner)> processes = [];
    private readonly List<string> added = [];
    private readonly string folder = FastFolder.Create("penstock-topic-");
    private readonly StoreUrl url;
    private readonly Store own;

    private TopicFixture(string? postgresUrl, bool sharesTransaction)
    {
        options = new TopicOptions
        {
            Queue = new QueueOptions
            {
                PollEvery = TimeSpan.FromMilliseconds(20),
                SweepEvery = TimeSpan.FromMilliseconds(50),
                SharesTransaction = sharesTransaction,
            },
        };
        url = StoreUrl.Parse(postgresUrl ?? $"sqlite:///{folder}/topic.db");
        own = Open("fixture");
    }

    private bool IsPostgres => url.Scheme == "postgresql";

    public static async Task<TopicFixture> CreateAsync(string kind, PostgresServer server, bool sharesTransaction = false)
    {
        var fixture = new TopicFixture(kind == "postgresql" ? await server.CreateDatabaseAsync(Sets) : null, sharesTransaction);
        if (!fixture.IsPostgres)
            await new Migrator(fixture.own).ApplyAsync(Sets, default);
        return fixture;
    }

    public ValueTask<ISource> OpenAsync()
    {
        var name = $"process{processes.Count}";
        var store = Open(name);
        var owner = new Owner(store, TimeProvider.System, Owners);
        var topic = new TopicSource(store, owner, Topic, "group", TimeProvider.System, options, new Parking("contract", new ParkedTable()));
        var source = new BreakableSource(new JournalingSource(topic, store.CreateJournal(), "contract"));
        processes[source] = (name, store, owner);
        return new(source);
    }

    public async ValueTask AddAsync(string id, string? key = null)
    {
        added.Add(id);
        await new Topics(own).AppendAsync(Topic, [new Message(Encoding.UTF8.GetBytes(id)) { Key = key }], default);
    }

    public async ValueTask<StoreState> ReadAsync()
    {
        var waiting = await BodiesAsync(
            """
            SELECT body FROM penstock_messages UNION ALL SELECT l.body FROM penstock_topic_messages l
            WHERE NOT EXISTS (SELECT 1 FROM penstock_topic_positions p WHERE p.bucket = l.bucket AND l.id <= p.position)
            """);
        var dead = await BodiesAsync("SELECT body FROM parked");
        return new StoreState(waiting, [.. added.Except(waiting).Except(dead)], dead, await NamesAsync("SELECT name FROM effects"));
    }

    public async ValueTask AdvanceAsync(TimeSpan span) => await Task.Delay(span, TimeProvider.System);

    public async ValueTask LoseAsync(ISource source)
    {
        var (name, store, owner) = processes[source];
        var lease = await owner.TakeAsync(default);
        await using var connection = await own.OpenAsync(default);
        if (IsPostgres)
        {
            await connection.Command(
                "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = @name AND datname = current_database()", ("name", name)).RunAsync(default);
        }
        else
        {
            await ((BreakableSource)source).BreakAsync();
            await store.DisposeAsync();
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
        foreach (var (_, store, owner) in processes.Values)
        {
            await owner.DisposeAsync();
            await store.DisposeAsync();
        }

        await own.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Store Open(string name) => IsPostgres
        ? new PostgresStore(StoreUrl.Parse($"postgresql://{url.Rest}?application_name={name}"), TimeProvider.System)
        : new SqliteStore(url, TimeProvider.System, new SqliteOptions { BusyTimeout = TimeSpan.FromSeconds(1) });

    private ValueTask<List<string>> BodiesAsync(string sql) => ListAsync(sql, r => Encoding.UTF8.GetString(r.GetFieldValue<byte[]>(0)));

    private ValueTask<List<string>> NamesAsync(string sql) => ListAsync(sql, r => r.GetString(0));

    private async ValueTask<List<string>> ListAsync(string sql, Func<DbDataReader, string> read)
    {
        await using var connection = await own.OpenAsync(default);
        return await connection.Command(sql).ListAsync(read, default);
    }
}
