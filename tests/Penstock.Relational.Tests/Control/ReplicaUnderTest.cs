using Microsoft.Extensions.Logging;
using Penstock.Postgres;
using Penstock.Sqlite;

namespace Penstock.Relational.Tests;

/// <summary>What a process has: a store, an owner, an agent, and one pipeline that they steer. Its time is the real one.</summary>
internal sealed class ReplicaUnderTest : IAsyncDisposable, IServiceProvider, IHandler<Delivery>, ILogger
{
    public const string Name = "emails";

    // A handler takes that long, so that there is something in hand.
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(5);

    private static readonly OwnerOptions QuickLease = new() { Lease = TimeSpan.FromSeconds(1.5), BeatEvery = TimeSpan.FromSeconds(0.5) };

    private readonly CancellationTokenSource stop = new();
    private readonly Owner owner;
    private readonly ControlAgent agent;
    private Task running = Task.CompletedTask;
    private bool isDisposed;

    private ReplicaUnderTest(string url, Supply supply, bool isQuick, int batchSize)
    {
        Store = new MortalStore(OpenStore(url));
        owner = new Owner(Store, TimeProvider.System, isQuick ? QuickLease : null);
        agent = new ControlAgent(Store, owner, TimeProvider.System, this);
        Pipeline = new PipelineBuilder(Name).From(_ => supply.Open()).Each<Delivery>(d => d, _ => this, concurrency: 100)
            .With(_ => new PipelineOptions { BatchSize = batchSize }).Build(this);
    }

    public MortalStore Store { get; }

    public Pipeline Pipeline { get; }

    public List<string> Logged { get; } = [];

    public static Store OpenStore(string url)
    {
        var parsed = StoreUrl.Parse(url);
        return parsed.Scheme == "sqlite" ? new SqliteStore(parsed, TimeProvider.System) : new PostgresStore(parsed, TimeProvider.System);
    }

    /// <summary>Starts as a host does: adopted first.</summary>
    public static async Task<ReplicaUnderTest> StartAsync(string url, Supply supply, bool isQuick = false, int batchSize = 20)
    {
        var replica = Launch(url, supply, isQuick, batchSize);
        await replica.Adopted;
        return replica;
    }

    /// <summary>The same without a wait for the control store.</summary>
    public static ReplicaUnderTest Launch(string url, Supply supply, bool isQuick = false, int batchSize = 20)
    {
        var replica = new ReplicaUnderTest(url, supply, isQuick, batchSize);
        replica.Adopted = replica.agent.AdoptAsync(replica.Pipeline, replica.stop.Token).AsTask();
        replica.running = replica.RunAsync();
        return replica;
    }

    public Task Adopted { get; private set; } = Task.CompletedTask;

    /// <summary>As SIGKILL does: nothing is told to anybody.</summary>
    public async Task DieAsync()
    {
        Store.IsDead = true;
        await stop.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
            return;

        isDisposed = true;
        await stop.CancelAsync();
        await running;
        await Pipeline.DisposeAsync();
        await agent.DisposeAsync();
        await owner.DisposeAsync();
        await Store.DisposeAsync();
        stop.Dispose();
    }

    public async ValueTask HandleAsync(Delivery message, Delivery delivery, CancellationToken giveUp) =>
        await Task.Delay(Work, TimeProvider.System, giveUp);

    object? IServiceProvider.GetService(Type serviceType) => serviceType == typeof(IEnumerable<IFaultClassifier>) ? Array.Empty<IFaultClassifier>() : null;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Logged)
            Logged.Add(formatter(state, exception));
    }

    private async Task RunAsync()
    {
        try
        {
            await Adopted;
            await Pipeline.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It never got so far as to start.
        }
    }
}
