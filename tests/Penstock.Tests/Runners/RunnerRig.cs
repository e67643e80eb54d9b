using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>What a runner needs, in a simulation, and a short notation for what it answers.</summary>
internal sealed class RunnerRig : IDisposable
{
    private readonly CancellationTokenSource requested = new();
    private readonly CancellationTokenSource giveUp = new();
    private readonly Simulation simulation = new(1);
    private readonly List<IDisposable> made = [];

    public TimeProvider Clock => simulation.Clock;

    public Dependency Dependency { get; } = new();

    public PipelineOptions Options { get; set; } = new();

    /// <summary>Of the process.</summary>
    public Trials Trials { get; } = new();

    /// <summary>Of one lane.</summary>
    public RunnerContext Context => new(
        new Judge(new FaultTable([]), Dependency), Options, Clock, new Stopping(requested.Token, giveUp.Token, CancellationToken.None), Kept(new Trial(Trials, Options, Clock)));

    public void Dispose()
    {
        made.ForEach(r => r.Dispose());
        requested.Dispose();
        giveUp.Dispose();
    }

    public void RequestStop() => requested.Cancel();

    public void GiveUp() => giveUp.Cancel();

    public void Run(Func<Task> script) => simulation.Run(script, TimeSpan.FromHours(1));

    /// <summary>Groups in the order in which they were yielded, each as <c>a:None b:Message</c>.</summary>
    public List<string> Run(IRunner runner, Batch batch)
    {
        var groups = new List<string>();
        simulation.Run(
            async () =>
            {
                await foreach (var runs in runner.RunAsync(batch))
                    groups.Add(string.Join(' ', runs.Select(r => $"{r.Delivery.Origin}:{r.Fault}")));
            },
            TimeSpan.FromHours(1));
        return groups;
    }

    public IRunner Each(Func<string, CancellationToken, ValueTask> handle, int concurrency = 1) =>
        Kept(new EachRunner<string>(FuncHandler.Origin, new FuncHandler(handle), Context, concurrency));

    public IRunner ByKey(Func<string, CancellationToken, ValueTask> handle, int concurrency = 4) =>
        Kept(new KeyedRunner<string>(FuncHandler.Origin, new FuncHandler(handle), Context, concurrency));

    public IRunner Whole(Func<IReadOnlyList<string>, Batch?, CancellationToken, ValueTask> handle, Decode<string>? decode = null) =>
        Kept(new WholeRunner<string>(decode ?? FuncHandler.Origin, new FuncHandler(handle), Context));

    private T Kept<T>(T runner)
        where T : IDisposable
    {
        made.Add(runner);
        return runner;
    }
}
