using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>One pipeline on a memory store, in a simulation, with everything that tests turn.</summary>
internal sealed class PipelineRig : IPassObserver, IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public PipelineRig() => Store = new MemoryStore(Simulation.Clock);

    public Simulation Simulation { get; } = new(1);

    public TimeProvider Clock => Simulation.Clock;

    public MemoryStore Store { get; set; }

    public FaultTally Tally { get; } = new();

    public FaultySource Source { get; private set; } = null!;

    public Dependency Dependency { get; } = new();

    public PipelineOptions Options { get; set; } = new();

    public Pipeline Pipeline { get; private set; } = null!;

    public List<string> Ran { get; } = [];

    public List<Pass> Passes { get; } = [];

    public List<Exception> Errors { get; } = [];

    /// <summary>Set by a test that wants to see the source's calls, or break them.</summary>
    public Func<ISource, ISource> Around { get; set; } = source => source;

    public IPassObserver? Another { get; set; }

    /// <summary>Of the dead letters, where the store has none; set by a test.</summary>
    public IDeadLetters? Home { get; set; }

    public static PipelineRig With(params IEnumerable<string> origins)
    {
        var rig = new PipelineRig();
        foreach (var origin in origins)
            rig.Store.Add(origin);
        return rig;
    }

    /// <summary>Runs the pipeline while the script does; the pipeline is stopped at the script's end, if it was not before.</summary>
    public void Each(Func<string, CancellationToken, ValueTask> handle, Func<Task> script) =>
        Run(b => b.Each(FuncHandler.Origin, _ => new FuncHandler((m, token) =>
        {
            Ran.Add(m);
            return handle(m, token);
        })), script);

    public void Whole(Func<IReadOnlyList<string>, Batch?, CancellationToken, ValueTask> handle, Func<Task> script) =>
        Run(b => b.Whole(FuncHandler.Origin, _ => new FuncHandler(handle)), script);

    public void Run(IRunner runner, Func<Task> script) => Run(b => b.Run(_ => runner), script);

    public async Task StopAsync()
    {
        stop.Cancel();
        await running;
    }

    public Task AfterAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Clock);

    /// <summary>Seconds since the simulation's start.</summary>
    public double Now => Clock.GetElapsedTime(0).TotalSeconds;

    void IPassObserver.Settled(Pass pass) => Passes.Add(pass);

    void IPassObserver.Failed(Exception error) => Errors.Add(error);

    public void Dispose() => stop.Dispose();

    private void Run(Func<PipelineBuilder, PipelineBuilder> handled, Func<Task> script)
    {
        Source = new FaultySource(new MemorySource(Store, Clock), new FaultChances(), Simulation.Chance, Tally);
        var builder = handled(new PipelineBuilder("test").From(_ => Around(Source)).With(_ => Options).Probe(_ => Dependency).Observe(_ => this));
        if (Another is not null)
            builder.Observe(_ => Another);
        if (Home is not null)
            builder.DeadLetters(_ => Home);
        Pipeline = builder.Build(new Services(Clock));
        Simulation.Run(
            async () =>
            {
                running = Pipeline.RunAsync(stop.Token);
                await script();
                await StopAsync();
                await Pipeline.DisposeAsync();
            },
            TimeSpan.FromHours(10));
    }
}
