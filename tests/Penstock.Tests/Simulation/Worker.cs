using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>One process at a time, started again when it has died.</summary>
internal sealed class Worker : IDisposable
{
    private readonly World world;
    private readonly string name;
    private readonly List<Pipeline> past = [];
    private CancellationTokenSource stop = new();
    private MemorySource source = null!;
    private MemoryJournal journal = null!;
    private Task running = Task.CompletedTask;
    private (IReadOnlyList<string> Held, long At)? stopping;
    private int starts;

    public Worker(World world, int number)
    {
        (this.world, name) = (world, $"p{number}");
        Start();
    }

    public SimulatedProcess Process { get; private set; } = null!;

    public Pipeline Pipeline { get; private set; } = null!;

    public FaultySource Faulty { get; private set; } = null!;

    public FaultPoints Points { get; private set; } = null!;

    public void Start()
    {
        Process = world.Simulation.Start($"{name}.{++starts}");
        (stop, stopping) = (new CancellationTokenSource(), null);
        Points = new FaultPoints(world.Tally, Kill);
        source = new MemorySource(world.Store, Process.Clock, Points.Reached);
        Faulty = new FaultySource(source, world.Chances, world.Chance, world.Tally);
        journal = world.Journals.Open();
        Pipeline = Build();
        past.Add(Pipeline);
        running = Process.Start(() => Pipeline.RunAsync(stop.Token));
    }

    /// <summary>SIGKILL, wherever it is. The store's server sees the connection close; a lease just runs out.</summary>
    public void Kill()
    {
        if (Process.IsKilled)
            return;

        world.Died([.. source.Held.Union(journal.Held, StringComparer.Ordinal)]);
        AllowWhatDrainLeft();
        End();
        journal.Die();
    }

    /// <summary>A shutdown, and the process's end.</summary>
    public async Task StopAsync()
    {
        if (stopping is not null || Process.IsKilled)
            return;

        stopping = ([], Process.Clock.GetTimestamp());
        var (process, ending) = (Process, running);
        _ = process.Start(() =>
        {
            stopping = (source.Held, process.Clock.GetTimestamp());
            stop.Cancel();
            return Task.CompletedTask;
        });
        while (!ending.IsCompleted && !process.IsKilled)
            await world.DelayAsync(0.5);
        if (process.IsKilled)
            return;

        await ending;
        AllowWhatDrainLeft();
        await journal.DisposeAsync();
        End();
    }

    /// <summary>After the simulation: a killed process disposes nothing.</summary>
    public void Dispose()
    {
        foreach (var pipeline in past)
            pipeline.DisposeAsync().AsTask().GetAwaiter().GetResult();
        stop.Dispose();
    }

    // Beyond the drain limit what was done may go unsettled.
    private void AllowWhatDrainLeft()
    {
        if (stopping is not var (held, at) || Process.Clock.GetElapsedTime(at) < Pipeline.Options.DrainLimit)
            return;
        foreach (var id in held)
            world.Ledger.AllowOneMore(id);
    }

    private void End()
    {
        Process.Kill();
        if (world.Plan.Store.Transactional)
            source.Abandon();
    }

    private Pipeline Build()
    {
        var sabotage = world.Sabotage;
        var trace = new Trace(world, Process);
        var handler = new RecordingHandler(world, Process, trace);
        var faults = new MessageFaults(world.FaultOf, Process.Clock, world.Tally, Kill);
        IHandler<Delivery> one = new FaultyHandler<Delivery>(handler, faults);
        IBatchHandler<Delivery> many = new FaultyBatchHandler<Delivery>(handler, d => d.Origin, faults);
        var builder = new PipelineBuilder("work")
            .From(_ => sabotage.Source?.Invoke(Faulty) ?? Faulty)
            .With(_ => world.Plan.Pipeline)
            .Journal(_ => sabotage.Journal?.Invoke(journal) ?? journal)
            .DeadLetters(_ => world.Parked)
            .Probe(_ => sabotage.Probe?.Invoke(world.Dependency) ?? world.Dependency)
            .Observe(_ => trace)
            .Reached(_ => Points.Reached);
        _ = world.Plan.Style switch
        {
            Style.OneByOne => builder.Each(d => d, _ => one),
            Style.AtOnce => builder.Each(d => d, _ => one, concurrency: 3),
            Style.ByKey => builder.ByKey(d => d, _ => one, concurrency: 3),
            _ => builder.Whole(d => d, _ => many),
        };
        if (sabotage.Runner is { } broken)
            builder.Run(_ => broken(many));
        return builder.Build(new Services(Process.Clock));
    }
}
