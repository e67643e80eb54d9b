using Penstock.Sqlite;
using Penstock.Testing;
using Penstock.Tests;

namespace Penstock.Relational.Tests;

/// <summary>One process at a time, started again when it has died: its own store, owner, sources and pipelines.</summary>
internal sealed class Worker : IDisposable
{
    private readonly World world;
    private readonly string name;
    private readonly List<Pipeline> past = [];
    private readonly List<IAsyncDisposable> stores = [];
    private readonly List<HeldSource> sources = [];
    private readonly List<MemoryJournal> journals = [];
    private CancellationTokenSource stop = new();
    private Owner owner = null!;
    private Task running = Task.CompletedTask;
    private (IReadOnlyList<string> Held, long At)? stopping;
    private int starts;

    public Worker(World world, int number)
    {
        (this.world, name) = (world, $"p{number}");
        Start();
    }

    public SimulatedProcess Process { get; private set; } = null!;

    public IReadOnlyList<Pipeline> Pipelines { get; private set; } = [];

    public Line Line { get; private set; } = null!;

    public Store Store { get; private set; } = null!;

    public FaultPoints Points { get; private set; } = null!;

    public void Start()
    {
        Process = world.Simulation.Start($"{name}.{++starts}");
        (stop, stopping) = (new CancellationTokenSource(), null);
        sources.Clear();
        journals.Clear();
        var shown = Process.Name;
        Line = new Line(Process, world.Chance, world.Tally, world.Writers, Kill, world.Told is null ? null : what => world.Tell(shown, what)) { Chances = world.Chances };
        var real = new SqliteStore(world.File.Url, Process.Clock, new SqliteOptions { TimeIsGiven = true });
        Store = new LineStore(real, Line, world.Sabotage.Statement);
        stores.Add(Store);
        owner = new Owner(Store, Process.Clock);
        Points = new FaultPoints(world.Tally, Kill);
        Pipelines = [.. Enumerable.Range(0, world.Plan.Pipelines).Select(_ => Build())];
        past.AddRange(Pipelines);
        var (pipelines, token) = (Pipelines, stop.Token);
        running = Process.Start(() => Task.WhenAll(pipelines.Select(p => p.RunAsync(token))));
    }

    /// <summary>SIGKILL, wherever it is: its connections close, its owner's row stays.</summary>
    public void Kill()
    {
        if (Process.IsKilled)
            return;

        world.Tell(Process.Name, "killed");
        world.Died([.. sources.SelectMany(s => s.Held).Union(LeftByDrain(), StringComparer.Ordinal)], [.. sources.SelectMany(s => s.Suspects)]);
        End();
        foreach (var journal in journals)
            journal.Die();
    }

    /// <summary>A shutdown, and the process's end.</summary>
    public async Task StopAsync()
    {
        if (stopping is not null || Process.IsKilled)
            return;

        var process = Process;
        stopping = ([], process.Clock.GetTimestamp());
        var ending = process.Start(async () =>
        {
            world.Tell(process.Name, "stops");
            stopping = ([.. sources.SelectMany(s => s.Held)], process.Clock.GetTimestamp());
            stop.Cancel();
            await running;
            foreach (var late in LeftByDrain())
                world.AllowOneMore(late);
            await LeaveAsync();
        });
        while (!ending.IsCompleted && !process.IsKilled)
            await world.DelayAsync(0.5);
        if (process.IsKilled)
            return;

        await ending;
        End();
    }

    /// <summary>After the simulation: nothing of a process runs any more, so that only the meters of its pipelines end here.</summary>
    public void Dispose()
    {
        End();
        // Not waited for: what a killed process had begun, its next life or nobody ends.
        foreach (var pipeline in past)
            _ = pipeline.DisposeAsync().AsTask();
        foreach (var store in stores)
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        stop.Dispose();
    }

    private async Task LeaveAsync()
    {
        foreach (var pipeline in Pipelines)
            await pipeline.DisposeAsync();
        await owner.DisposeAsync();
    }

    // Beyond the drain limit what was done may go unsettled.
    private IReadOnlyList<string> LeftByDrain() =>
        stopping is var (held, at) && Process.Clock.GetElapsedTime(at) >= world.Plan.Pipeline.DrainLimit ? held : [];

    private void End()
    {
        Process.Kill();
        Line.Cut();
    }

    private Pipeline Build()
    {
        var (plan, sabotage) = (world.Plan, world.Sabotage);
        var journal = world.Journals.Open();
        journals.Add(journal);
        var queue = sabotage.Queue?.Invoke(plan.Queue) ?? plan.Queue;
        var parking = plan.ParksInTransaction ? new Parking(World.Queue, new SqlDeadLetters(Store)) : null;
        var source = new HeldSource(
            new QueueSource(Store, owner, World.Queue, Process.Clock, queue, parking, Points.Reached), world.Refused, Line.Enter);
        sources.Add(source);
        var handler = new RecordingHandler(world, Process, new MessageFaults(world.FaultOf, Process.Clock, world.Tally, Kill));
        var builder = new PipelineBuilder(World.Queue)
            .From(_ => sabotage.Source?.Invoke(source) ?? source)
            .With(_ => plan.Pipeline)
            .Journal(_ => sabotage.Journal?.Invoke(journal) ?? journal)
            .DeadLetters(_ => world.Parked)
            .Probe(_ => new BothUp(world.Dependency, Store))
            .Observe(_ => new Telling(world, Process))
            .Reached(_ => Points.Reached);
        _ = plan.Style switch
        {
            Style.OneByOne => builder.Each(d => d, _ => handler),
            Style.AtOnce => builder.Each(d => d, _ => handler, concurrency: 3),
            Style.ByKey => builder.ByKey(d => d, _ => handler, concurrency: 3),
            _ => builder.Whole(d => d, _ => handler),
        };
        if (sabotage.Policy is { } policy)
            builder.Policy(_ => policy());
        return builder.Build(new Services(Process.Clock));
    }
}
