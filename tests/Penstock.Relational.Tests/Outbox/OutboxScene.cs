using System.Globalization;
using System.Text;

namespace Penstock.Relational.Tests;

/// <summary>An outbox in one database, the receiver's queue, inbox and effects in another (or the same); processes that may die at a step.</summary>
internal sealed class OutboxScene : IAsyncDisposable
{
    public const string Destination = "elsewhere";

    private static readonly OwnerOptions Owners = new() { Lease = TimeSpan.FromMinutes(10) };
    private static readonly PipelineOptions Batches = new() { BatchSize = 20 };

    private readonly DatabaseUnderTest from;
    private readonly DatabaseUnderTest to;
    private readonly List<Owner> opened = [];

    private OutboxScene(DatabaseUnderTest from, DatabaseUnderTest to) => (this.from, this.to) = (from, to);

    /// <summary>What came into the receiver's queue, duplicates included.</summary>
    public int Received { get; private set; }

    public static async Task<OutboxScene> CreateAsync(string kind, PostgresServer server, bool sameStore = false)
    {
        MigrationSet[] sets = [JournalSchema.Set, OwnerSchema.Set, QueueSchema.Set, InboxSchema.Set, ParkedTable.Schema];
        var source = await DatabaseUnderTest.CreateAsync(kind, server, sets);
        return new OutboxScene(source, sameStore ? source : await DatabaseUnderTest.CreateAsync(kind, server, sets));
    }

    /// <summary>Sends that many beside a business change; 0 keys are none.</summary>
    public async Task SendAsync(int count, bool commits = true, int keys = 0)
    {
        var store = from.Open();
        await using var connection = await store.OpenAsync(default);
        await using var transaction = await store.BeginAsync(connection, default);
        var messages = Enumerable.Range(0, count).Select(i => new OutgoingMessage(Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)))
        {
            Key = keys == 0 ? null : $"key{i % keys}",
        });
        await new Outbox(store).SendAsync(transaction, Destination, [.. messages], default);
        await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());
    }

    /// <summary>A process that relays until nothing is left, or dies at that step.</summary>
    public Task<bool> RelayAsync(Step? dies = null, bool sharesTransaction = false) => RunAsync(
        from, Outbox.QueueOf(Destination), sharesTransaction,
        (own, pipeline) => pipeline.Whole(
            OutgoingMessage.From, _ => new OutboxRelay(own, new QueueSender(ReferenceEquals(from, to) ? own : to.Open(), "inbound"))),
        dies);

    /// <summary>A process that takes each message once and writes its effect, until nothing is left, or dies at that step.</summary>
    public Task<bool> ConsumeAsync(Step? dies = null) => RunAsync(
        to, "inbound", false, (own, pipeline) => pipeline.Whole(d => d, _ => new Effects(this, own)), dies);

    public Task<List<string>> EffectsAsync() => to.ListAsync("SELECT name FROM effects", r => r.GetString(0));

    public Task<List<(string Key, int Number)>> InboundAsync() => to.ListAsync(
        "SELECT key, body FROM penstock_messages WHERE queue = 'inbound' ORDER BY id",
        r => (r.GetString(0), int.Parse(Encoding.UTF8.GetString(r.GetFieldValue<byte[]>(1)), CultureInfo.InvariantCulture)));

    public Task<long> QueuedAsync(string queue) => QueuedAsync(to, queue);

    public Task<List<string?>> HeadersAsync() => from.ListAsync(
        "SELECT headers FROM penstock_messages", r => Headers.FromColumn(r.GetString(0)).GetValueOrDefault(OutgoingMessage.IdHeader));

    public async ValueTask DisposeAsync()
    {
        foreach (var one in opened)
            await one.DisposeAsync();
        await to.DisposeAsync();
        if (!ReferenceEquals(from, to))
            await from.DisposeAsync();
    }

    private static Task<long> QueuedAsync(DatabaseUnderTest database, string queue) =>
        database.ScalarAsync<long>($"SELECT count(*) FROM penstock_messages WHERE queue = '{queue}'");

    // True: it died, and others have noticed.
    private async Task<bool> RunAsync(
        DatabaseUnderTest database, string queue, bool sharesTransaction, Action<Store, PipelineBuilder> handle, Step? dies)
    {
        var store = database.Open();
        var owner = new Owner(store, database.Clock, Owners);
        opened.Add(owner);
        var died = new TaskCompletionSource();
        ValueTask Reached(Step step)
        {
            if (step != dies)
                return ValueTask.CompletedTask;
            died.TrySetResult();
            return new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, database.Clock));
        }

        var options = new QueueOptions { PollEvery = TimeSpan.Zero, SweepEvery = TimeSpan.Zero, SharesTransaction = sharesTransaction };
        var source = new QueueSource(store, owner, queue, TimeProvider.System, options, new Parking("test", new ParkedTable()), Reached);
        var builder = new PipelineBuilder(queue).From(_ => source).With(_ => Batches).Reached(_ => Reached);
        handle(store, builder);
        var pipeline = builder.Build(new NoServices());
        var ended = await Task.WhenAny(pipeline.RunAsync(CancellationToken.None, once: true), died.Task);
        await ended;
        if (ended != died.Task)
            return await QueuedAsync(database, queue) > 0 && await RunAsync(database, queue, sharesTransaction, handle, dies);

        var lease = await owner.TakeAsync(default);
        if (database.IsPostgres)
        {
            await database.ScalarAsync<long>(
                "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'");
        }

        await database.ScalarAsync<long>($"DELETE FROM penstock_owners WHERE id = {lease.Id} RETURNING id");
        return true;
    }

    private sealed class Effects(OutboxScene scene, Store store) : IBatchHandler<Delivery>
    {
        public async ValueTask HandleAsync(IReadOnlyList<Delivery> messages, Batch batch, CancellationToken giveUp)
        {
            scene.Received += messages.Count;
            await using var connection = await store.OpenAsync(giveUp);
            await using var transaction = await store.BeginAsync(connection, giveUp);
            var first = await new Inbox(store).FirstAsync(transaction, "effects", [.. messages.Select(m => m.Headers[OutgoingMessage.IdHeader])], giveUp);
            for (var i = 0; i < messages.Count; i++)
            {
                if (first[i])
                    await transaction.Command("INSERT INTO effects (name) VALUES (@name)", ("name", TopicScene.TextOf(messages[i]))).RunAsync(giveUp);
            }

            await transaction.CommitAsync(giveUp);
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IEnumerable<IFaultClassifier>) ? Array.Empty<IFaultClassifier>() : null;
    }
}
