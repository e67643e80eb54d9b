using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>What happens to a world, one stroke at a time, until it calms down.</summary>
internal sealed class Chaos(World world)
{
    public const string Killed = nameof(Killed);
    public const string Frozen = nameof(Frozen);
    public const string FrozenPastLease = nameof(FrozenPastLease);
    public const string AwayPastLease = nameof(AwayPastLease);
    public const string Paused = nameof(Paused);
    public const string ShutDown = nameof(ShutDown);

    private static readonly Phase[] Phases = [Phase.Owner, Phase.Bucket, Phase.Claim, Phase.Settle, Phase.Commit];

    private readonly List<Task> unfinished = [];

    public void Strike()
    {
        var worker = world.Workers[world.Chance.Next(world.Workers.Count)];
        switch (world.Chance.Next(12))
        {
            case 0 or 1:
                worker.Points.CrashAt((Step)world.Chance.Next(5), world.Chance.Next(1, 4));
                break;
            case 2 or 3 or 4:
                worker.Line.CrashAt(Phases[world.Chance.Next(Phases.Length)], world.Chance.Next(2) == 0, world.Chance.Next(1, 4));
                break;
            case 5:
                world.Tally.Add(Killed);
                worker.Kill();
                break;
            case 6 or 7:
                Start(FreezeAsync(worker.Process));
                break;
            case 8:
                Start(BreakDependencyAsync());
                break;
            case 9:
                Start(TakeStoreAwayAsync(world.Chance.Next(2) == 0 ? [worker.Line] : [world.Sender.Line, .. world.Workers.Select(w => w.Line)]));
                break;
            case 10:
                Start(PauseAsync(worker));
                break;
            case 11:
                world.Tally.Add(ShutDown);
                Start(worker.StopAsync());
                break;
        }
    }

    public void Start(Task task) => unfinished.Add(task);

    public async Task CalmAsync()
    {
        await Task.WhenAll(unfinished);
        world.Calm();
        world.Sender.Line.Chances = default;
        foreach (var worker in world.Workers)
        {
            worker.Line.Chances = default;
            worker.Line.Disarm();
            worker.Points.Disarm();
        }
    }

    private async Task FreezeAsync(SimulatedProcess process)
    {
        var seconds = world.Chance.NextDouble() * 15;
        world.Tally.Add(seconds > 6 ? FrozenPastLease : Frozen);
        world.Tell(process.Name, $"freezes for {seconds:0.0} s");
        process.Freeze();
        await world.DelayAsync(seconds);
        process.Thaw();
        world.Tell(process.Name, "thaws");
    }

    private async Task BreakDependencyAsync()
    {
        world.Dependency.IsUp = false;
        await world.DelayAsync(world.Chance.NextDouble() * 20);
        world.Dependency.IsUp = true;
    }

    private async Task TakeStoreAwayAsync(IReadOnlyList<Line> lines)
    {
        var seconds = world.Chance.NextDouble() * 15;
        if (seconds > 6)
            world.Tally.Add(AwayPastLease);
        foreach (var line in lines)
            line.IsAway = true;
        await world.DelayAsync(seconds);
        foreach (var line in lines)
            line.IsAway = false;
    }

    private async Task PauseAsync(Worker worker)
    {
        world.Tally.Add(Paused);
        var pipelines = worker.Pipelines;
        foreach (var pipeline in pipelines)
            pipeline.Pause();
        await world.DelayAsync(world.Chance.NextDouble() * 10);
        foreach (var pipeline in pipelines)
            pipeline.Resume();
    }
}
