using Penstock.Dev;

namespace Penstock.Relational.Tests;

/// <summary>A database with a control store, an operator, and replicas in real time.</summary>
internal sealed class ControlScene : IAsyncDisposable
{
    public static readonly Operator Ada = new("ada@desk", "lunch");

    private readonly DatabaseUnderTest database;
    private readonly List<ReplicaUnderTest> replicas = [];

    private ControlScene(DatabaseUnderTest database)
    {
        this.database = database;
        Store = ReplicaUnderTest.OpenStore(database.Url);
        Control = new ControlStore(Store);
    }

    public string Url => database.Url;

    /// <summary>The operator's own.</summary>
    public Store Store { get; }

    public ControlStore Control { get; }

    public static async Task<ControlScene> CreateAsync(string kind, PostgresServer server) =>
        new(await DatabaseUnderTest.CreateAsync(kind, server, OwnerSchema.Set, ControlSchema.Set));

    public async Task<ReplicaUnderTest> StartAsync(Supply supply, bool isQuick = false, int batchSize = 20, string? url = null)
    {
        var replica = await ReplicaUnderTest.StartAsync(url ?? Url, supply, isQuick, batchSize);
        replicas.Add(replica);
        return replica;
    }

    public async Task StartAsync(int count, Supply supply, bool isQuick = false)
    {
        for (var i = 0; i < count; i++)
            await StartAsync(supply, isQuick);
        await ObeyedByAsync(count);
    }

    public async Task<PipelineStatus> StatusAsync() => (await Control.FindAsync(ReplicaUnderTest.Name, default)).ShouldNotBeNull();

    public async Task<Desired> SteerAsync(DesiredState state) =>
        (await Control.SteerAsync(ReplicaUnderTest.Name, state, Ada, default)).ShouldNotBeNull();

    public async Task LimitAsync(double? rate) => (await Control.LimitAsync(ReplicaUnderTest.Name, rate, Ada, default)).ShouldNotBeNull();

    /// <summary>Waits until so many replicas live and all of them do what is wanted; returns how long that took.</summary>
    public async Task<TimeSpan> ObeyedByAsync(int count)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync($"{count} replicas obey", async () =>
        {
            var status = await StatusAsync();
            return status.Live.Count() == count && status.Obeying == count;
        });
        return TimeProvider.System.GetElapsedTime(startedAt);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas)
            await replica.DisposeAsync();
        await Store.DisposeAsync();
        await database.DisposeAsync();
    }
}
